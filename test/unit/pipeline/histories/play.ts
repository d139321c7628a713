import { arbitratedWords } from "./arbitrated-words.js";
import { fhircastWords, smartWords } from "./coming-words.js";
import { elementWords } from "./element-words.js";
import { hostedWords, launchWords } from "./hosted-words.js";
import { installPage } from "./page.js";
import { portWords } from "./port-words.js";
import { randomFrom, type Random } from "./random.js";
import { dwellMs, openStage, type Stage, type Vocabulary } from "./stage.js";
import { perform, worldStep, type WorldStep } from "./world.js";

/** Every way to say who is open. */
export const vocabularies: readonly Vocabulary[] = [
  portWords,
  elementWords,
  hostedWords("message-port"),
  hostedWords("webview"),
  launchWords,
  smartWords,
  fhircastWords,
  arbitratedWords,
];

type Step =
  | WorldStep
  | {
      readonly do: "say";
      readonly what: number;
      readonly who: number;
      readonly detail: number;
      /** Then everybody stays for the dwell time. */
      readonly stays: boolean;
    }
  /** The page is loaded anew, and its host begins again. */
  | { readonly do: "reload" }
  /** The host answers whatever is drawn next with a word of its own, inside our call. */
  | { readonly do: "answer back"; readonly what: number; readonly who: number; readonly detail: number };

/** One random life of a page. */
export interface History {
  readonly vocabulary: Vocabulary;
  readonly idleMs: number | undefined;
  /** Whether every page of it begins without the script that asks and draws answers. */
  readonly isScriptLate: boolean;
  readonly steps: readonly Step[];
}

/** What a history came to. */
export interface Outcome {
  readonly complaints: readonly string[];
  readonly answersSeen: number;
  readonly questions: number;
}

/** What a number of histories came to; `failed` is the first that went wrong, as short as it could be made. */
export interface Verdict {
  readonly histories: number;
  readonly answersSeen: number;
  readonly questions: number;
  readonly said: ReadonlyMap<string, number>;
  readonly failed?: {
    readonly seed: number;
    readonly complaints: readonly string[];
    readonly script: readonly string[];
  };
}

const longest = 30;

function randomHistory(random: Random): History {
  const vocabulary = random.oneOf(vocabularies);
  const word = (): { what: number; who: number; detail: number } => ({
    // The first two words of every vocabulary open somebody; the rest is what can happen then.
    what: random.below(2) === 0 ? random.below(2) : random.below(1_000_000),
    who: random.below(4),
    detail: random.below(4),
  });
  const step = (): Step => {
    const dice = random.below(40);
    if (dice < 18) return { do: "say", ...word(), stays: random.below(3) > 0 };
    if (dice === 18 && vocabulary.isInPage === true) return { do: "answer back", ...word() };
    if (dice === 19) return random.below(4) === 0 ? { do: "reload" } : { do: "wait", ms: dwellMs };
    return worldStep(random);
  };
  const steps = Array.from({ length: 1 + random.below(longest) }, step);
  const idleMs = random.oneOf([undefined, undefined, 45_000]);
  return { vocabulary, idleMs, isScriptLate: random.below(4) === 0, steps };
}

function say(stage: Stage, what: number, who: number, detail: number, told: (word: string) => void): void {
  const words = Object.keys(stage.host.says);
  const word = words[what % words.length] ?? "";
  told(word);
  stage.host.says[word]?.(who, detail);
}

function playHistory(
  { vocabulary, idleMs, isScriptLate, steps }: History,
  told: (word: string) => void,
): Outcome {
  let stage = openStage(vocabulary, idleMs, isScriptLate);
  const complaints: string[] = [];
  let answersSeen = 0;
  let questions = 0;
  const leave = (): void => {
    stage.leave();
    complaints.push(...stage.oracle.complaints);
    answersSeen += stage.oracle.answersSeen;
    questions += stage.run.opened.length;
  };
  for (const step of steps) {
    // Between two steps every timer that is due has run.
    stage.oracle.passTime(true);
    if (step.do === "say") {
      say(stage, step.what, step.who, step.detail, told);
      stage.look();
      if (step.stays) stage.run.wait(dwellMs);
    } else if (step.do === "answer back") answerBack(stage, step, told);
    else if (step.do === "reload") {
      leave();
      stage = openStage(vocabulary, idleMs, isScriptLate);
    } else perform(stage, step);
    // Whatever is on screen once the world has had its say must still be right: no leftovers.
    stage.look();
  }
  leave();
  return { complaints, answersSeen, questions };
}

function answerBack(
  stage: Stage,
  { what, who, detail }: { readonly what: number; readonly who: number; readonly detail: number },
  told: (word: string) => void,
): void {
  const { banner } = stage;
  const { drawn } = banner;
  banner.drawn = () => {
    drawn();
    // At the moment at which time itself ends the context, nobody can say which of the two came first.
    if (stage.run.nowMs === stage.oracle.endMs) return;
    banner.drawn = drawn;
    say(stage, what, who, detail, told);
    drawn();
  };
}

function describe({ vocabulary, idleMs, isScriptLate, steps }: History): readonly string[] {
  const seen: string[] = [];
  const stage = openStage(vocabulary, idleMs);
  const words = Object.keys(stage.host.says);
  stage.leave();
  for (const step of steps) {
    const isWord = step.do === "say" || step.do === "answer back";
    seen.push(
      isWord ? `${words[step.what % words.length] ?? ""} ${JSON.stringify(step)}` : JSON.stringify(step),
    );
  }
  return [
    `${vocabulary.name}, idle time ${idleMs ?? "none"}${isScriptLate ? ", its script late" : ""}`,
    ...seen,
  ];
}

// Leaves out whatever the fault does not need.
function shorten(history: History): History {
  const isWrong = (steps: readonly Step[]): boolean =>
    playHistory({ ...history, steps }, () => undefined).complaints.length > 0;
  let { steps } = history;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const fewer = steps.filter((_step, place) => place !== index);
    if (isWrong(fewer)) steps = fewer;
  }
  return { ...history, steps };
}

/** Plays random histories, one after another, until one goes wrong. The same seed plays the same ones. */
export function playHistories(count: number, seed: number): Verdict {
  const uninstall = installPage();
  const said = new Map<string, number>();
  let answersSeen = 0;
  let questions = 0;
  try {
    for (let index = 0; index < count; index += 1) {
      const historySeed = (seed + index) >>> 0;
      const history = randomHistory(randomFrom(historySeed));
      const told = (word: string): void => {
        const name = `${history.vocabulary.name}: ${word}`;
        said.set(name, (said.get(name) ?? 0) + 1);
      };
      const outcome = playHistory(history, told);
      answersSeen += outcome.answersSeen;
      questions += outcome.questions;
      if (outcome.complaints.length > 0) {
        const shortest = shorten(history);
        const { complaints } = playHistory(shortest, () => undefined);
        const failed = { seed: historySeed, complaints, script: describe(shortest) };
        return { histories: index + 1, answersSeen, questions, said, failed };
      }
    }
    return { histories: count, answersSeen, questions, said };
  } finally {
    uninstall();
  }
}
