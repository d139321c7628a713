import fc from "fast-check";
import { expect, test } from "vitest";
import type { LookupState } from "../../../src/domain/lookup-state.js";
import type { PatientRef } from "../../../src/domain/patient-context.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import type { LookupFrame } from "../../../src/pipeline/lookup-frame.js";
import { child, PipelineRun, recordAbout, type OpenedLookup } from "./pipeline-run.js";

const cases = Number(process.env["CPIS_INTERLEAVINGS"] ?? 20_000);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);
const dwellMs = 1_000;

const who = fc.integer({ min: 0, max: 3 });
const lookup = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 5 }) },
);

/** Everything the world can do to a page. `lookup` counts from the newest one backwards: late answers are the rule. */
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("open" as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("open-and-stay" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("update" as const), who, number: who, detail: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), who: fc.option(who) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lost" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("old-event" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("press" as const), who: fc.option(who) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      lookup,
      what: fc.constantFrom(
        "checking",
        "record",
        "no-record",
        "failed",
        "about-another",
        "other-lookup",
        "yet",
      ),
      version: fc.integer({ min: 1, max: 9 }),
      ttlMs: fc.constantFrom(0, 1_000, 900_000),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unreachable" as const), lookup }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("error" as const),
      lookup,
      code: fc.constantFrom(
        "CPIS_ROLE_NOT_PERMITTED",
        "CPIS_MESSAGE_MALFORMED",
        "CPIS_GATEWAY_UNREACHABLE",
        undefined,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end" as const), lookup }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(0, 1, 400, 999, 1_000, 1_001, 4_999, 5_000, 30_000, 900_000),
    }),
  },
);

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** An answer that was handed to the page, found again on the screen by its mark. */
interface Handed {
  readonly mark: string;
  readonly kind: "record" | "no-record";
  readonly lookup: OpenedLookup;
  readonly expiresAtMs: number;
}

/**
 * What may be on screen, worked out from the script alone: a second, simpler telling of the rules that shares no code
 * with the pipeline.
 */
class Oracle {
  key: string | null = null;
  patient: PatientRef | undefined;
  handed: Handed[] = [];
  presses = 0;
  contextSinceMs = 0;
  lookupsBefore = 0;
  readonly complaints: string[] = [];

  constructor(readonly run: PipelineRun) {}

  context(key: string | null, patient?: PatientRef): void {
    this.key = key;
    this.patient = patient;
    this.presses = 0;
    this.contextSinceMs = this.run.nowMs;
    this.lookupsBefore = this.run.opened.length;
  }

  check(frame: LookupFrame): void {
    const { view } = frame;
    if (frame.contextKey !== this.key)
      this.complain(`context ${String(frame.contextKey)}, not ${String(this.key)}`);
    if (view.state.kind === "record" || view.state.kind === "no-record") this.checkAnswer(frame, view.state);
    if (this.run.ended !== "no") this.complain(`the stream ${this.run.ended}`);
    this.checkQuestions();
  }

  private checkAnswer(
    { view }: LookupFrame,
    state: Extract<LookupState, { kind: "record" | "no-record" }>,
  ): void {
    const mark =
      state.kind === "record"
        ? (state.record.authorities[0]?.odsCode ?? "none")
        : markOf(view.checkedBy?.name);
    const handed = this.handed.find((one) => one.mark === mark && one.kind === state.kind);
    if (handed === undefined) {
      this.complain(`${state.kind} that nobody gave`);
      return;
    }
    if (view.key !== this.key) this.complain("an answer under another key");
    if (handed.lookup !== this.run.opened.at(-1)) this.complain("an answer to an older question");
    if (this.run.opened.indexOf(handed.lookup) < this.lookupsBefore) this.complain("an answer from before");
    if (handed.lookup.request.patient.nhsNumber !== this.patient?.nhsNumber)
      this.complain("an answer about another");
    if (this.run.nowMs > handed.expiresAtMs) this.complain("an answer past its time");
    const subject = state.kind === "record" ? state.record.subjects[0]?.nhsNumber : this.patient?.nhsNumber;
    if (subject !== this.patient?.nhsNumber) this.complain("a record of another child");
  }

  private checkQuestions(): void {
    const asked = this.run.opened.slice(this.lookupsBefore);
    const automatic = asked.filter(({ request }) => request.trigger === "opened");
    if (automatic.length > 1) this.complain("asked twice by itself");
    if (asked.length - automatic.length > this.presses) this.complain("more questions than presses");
    if (automatic.some(({ atMs }) => atMs < this.contextSinceMs + dwellMs))
      this.complain("asked before the dwell time");
    if (asked.some(({ request }) => request.patient.nhsNumber !== this.patient?.nhsNumber))
      this.complain("asked about another");
    if (new Set(this.run.opened.map(({ request }) => request.lookupId)).size !== this.run.opened.length) {
      this.complain("a lookup id used twice");
    }
  }

  private complain(what: string): void {
    this.complaints.push(what);
  }
}

const markOf = (name: string | undefined): string => name ?? "none";
const encounter = { id: "visit" };

function perform(run: PipelineRun, oracle: Oracle, step: Action): void {
  switch (step.do) {
    case "open":
      oracle.context(`key-${step.who}`, child(step.who));
      {
        run.tell({ kind: "open", key: `key-${step.who}`, patient: child(step.who), encounter });
        return;
      }
    case "open-and-stay":
      perform(run, oracle, { do: "open", who: step.who });
      run.wait(dwellMs);
      return;
    case "update": {
      update(run, oracle, step);
      return;
    }
    case "close":
      if (step.who === null || oracle.key === `key-${step.who}` || oracle.patient === undefined)
        oracle.context(null);
      {
        run.tell({ kind: "close", key: step.who === null ? null : `key-${step.who}` });
        return;
      }
    case "lost": {
      lose(run, oracle, () => run.tell({ kind: "lost", reason: "disconnected" }));
      return;
    }
    case "old-event": {
      run.tellAs(Number.NEGATIVE_INFINITY, {
        kind: "open",
        key: `key-${step.who}`,
        patient: child(step.who),
      });
      return;
    }
    case "press": {
      const key = step.who === null ? oracle.key : `key-${step.who}`;
      if (key === oracle.key && oracle.patient !== undefined) oracle.presses += 1;
      run.press("check-again", key);
      return;
    }
    case "wait": {
      run.wait(step.ms);
      return;
    }
    default: {
      answer(run, oracle, step);
      return;
    }
  }
}

function update(run: PipelineRun, oracle: Oracle, step: Extract<Action, { do: "update" }>): void {
  const key = `key-${step.who}`;
  const patient = child(step.number, { familyName: `Renamed-${step.detail}` });
  const tell = (): void => run.tell({ kind: "update", key, patient, encounter });
  if (oracle.patient === undefined) {
    tell();
    return;
  }
  if (key !== oracle.key) {
    lose(run, oracle, tell);
    return;
  }
  if (patient.nhsNumber !== oracle.patient.nhsNumber) oracle.context(key, patient);
  tell();
}

// Which key a lost context is shown under is the pipeline's own business, as long as it is no patient's answer.
function lose(run: PipelineRun, oracle: Oracle, tell: () => void): void {
  oracle.context(oracle.key ?? "lost");
  const check = run.onFrame;
  run.onFrame = (frame) => {
    if (frame.contextKey?.startsWith("lost-") === true) oracle.key = frame.contextKey;
    check(frame);
  };
  tell();
  run.onFrame = check;
}

function answer(
  run: PipelineRun,
  oracle: Oracle,
  step: Extract<Action, { do: "answer" | "unreachable" | "error" | "end" }>,
): void {
  const lookup = run.opened.at(-1 - step.lookup);
  if (lookup === undefined) return;
  if (step.do === "end") {
    lookup.answers.complete();
    return;
  }
  if (step.do === "unreachable") {
    lookup.answers.next({ kind: "unreachable" });
    return;
  }
  if (step.do === "error") {
    lookup.answers.error(step.code === undefined ? new Error("unexpected") : new CpisError(step.code));
    return;
  }
  const mark = `mark-${oracle.handed.length}`;
  const expiresAtMs = run.nowMs + step.ttlMs;
  const asked = child(Number(/[0-9]+/.exec(whoWas(lookup))?.[0]));
  const state = stateOf(step.what, asked, run, mark);
  if (state.kind === "record" || state.kind === "no-record") {
    if (step.what !== "other-lookup" && step.what !== "about-another") {
      oracle.handed.push({ mark, kind: state.kind, lookup, expiresAtMs });
    }
  }
  const view = run.view(lookup, state, step.version, {
    contentExpiresAt: new Date(expiresAtMs).toISOString(),
    checkedBy: { name: mark, you: true, bySystem: false },
    ...(step.what === "other-lookup" ? { lookupId: "ffffffff-0000-4000-8000-000000000000" } : {}),
  });
  for (let time = 0; time < step.times; time += 1) lookup.answers.next({ kind: "view", view });
}

function whoWas(lookup: OpenedLookup): string {
  const index = [0, 1, 2, 3].find((n) => child(n).nhsNumber === lookup.request.patient.nhsNumber);
  return String(index ?? 0);
}

function stateOf(what: string, asked: PatientRef, run: PipelineRun, mark: string): LookupState {
  const at = new Date(run.nowMs).toISOString();
  switch (what) {
    case "record":
      return recordAbout(asked, at, mark);
    case "about-another":
      return recordAbout(child(9), at, mark);
    case "no-record":
    case "other-lookup":
      return { kind: "no-record", retrievedAt: at };
    case "failed":
      return { kind: "failed", reason: "register-fault", failedAt: at, reference: "CPIS-R01" };
    case "yet":
      return { kind: "failed", reason: "no-answer-yet", failedAt: at, reference: "CPIS-T01" };
    default:
      return { kind: "checking", since: at, phase: "asked" };
  }
}

function play(script: readonly Action[]): Oracle {
  const run = new PipelineRun({ dwellMs });
  const oracle = new Oracle(run);
  run.onFrame = (frame) => oracle.check(frame);
  for (const step of script) {
    perform(run, oracle, step);
    // Whatever is on screen once the world has had its say must still be right: no leftovers.
    oracle.check(run.frame);
  }
  return oracle;
}

test(
  `${cases} random histories show no answer to the wrong patient, too late, or after its time (H-01, H-02)`,
  () => {
    console.log(`interleavings: ${cases} histories, seed ${seed}`);
    let answersShown = 0;
    let questions = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 40, size: "max" }), (script) => {
        const oracle = play(script);
        answersShown += oracle.run.frames.filter(({ view }) => view.state.kind.endsWith("record")).length;
        questions += oracle.run.opened.length;
        expect(oracle.complaints).toEqual([]);
        // Whatever happened before, the next patient is looked up.
        oracle.context("last", child(5));
        oracle.run.openPatient("last", child(5));
        oracle.run.wait(dwellMs);
        expect(oracle.run.lookup.request.patient.nhsNumber).toBe(child(5).nhsNumber);
        oracle.run.answer({ kind: "failed", reason: "no-answer", failedAt: "", reference: "" }, 1);
        expect(oracle.run.state).toMatchObject({ kind: "failed", reason: "no-answer" });
      }),
      { numRuns: cases, seed },
    );
    // Histories in which nothing is ever asked or answered would prove nothing.
    expect(questions).toBeGreaterThan(cases);
    expect(answersShown).toBeGreaterThan(cases / 20);
  },
  600_000 + cases * 5,
);

test("the oracle notices a leftover: an answer kept on screen after the patient has changed (H-02)", () => {
  const run = new PipelineRun({ dwellMs });
  const oracle = new Oracle(run);
  run.openPatient("key-0", child(0));
  oracle.context("key-0", child(0));
  run.wait(dwellMs);
  perform(run, oracle, { do: "answer", lookup: 0, what: "record", version: 1, ttlMs: 900_000, times: 1 });
  const kept = run.frame;
  oracle.check(kept);
  expect(oracle.complaints).toEqual([]);
  oracle.context("key-1", child(1));
  oracle.check(kept);
  expect(oracle.complaints).toEqual(
    expect.arrayContaining(["context key-0, not key-1", "an answer from before", "an answer about another"]),
  );
});
