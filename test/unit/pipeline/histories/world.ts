import type { LookupState } from "../../../../src/domain/lookup-state.js";
import type { PatientRef } from "../../../../src/domain/patient-context.js";
import { CpisError } from "../../../../src/errors/cpis-error.js";
import { child, recordAbout, type OpenedLookup, type PipelineRun } from "../pipeline-run.js";
import type { Random } from "./random.js";
import type { Stage } from "./stage.js";

/** Everything that happens around a host: the gateway answers, time passes, people press, the page sleeps. */
export type WorldStep =
  | {
      readonly do: "answer";
      /** Counted from the newest lookup backwards: late answers are the rule. */
      readonly lookup: number;
      readonly what: string;
      readonly version: number;
      readonly ttlMs: number;
      readonly times: number;
    }
  | { readonly do: "unreachable"; readonly lookup: number }
  | { readonly do: "end"; readonly lookup: number }
  | {
      readonly do: "error";
      readonly lookup: number;
      readonly code:
        "CPIS_ROLE_NOT_PERMITTED" | "CPIS_MESSAGE_MALFORMED" | "CPIS_GATEWAY_UNREACHABLE" | undefined;
    }
  /** The script that asks and draws answers comes, or fails to; once it is there it stays. */
  | { readonly do: "script"; readonly what: "coming" | "missing" | "here" }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "set-clock"; readonly ms: number }
  | { readonly do: "press" | "seen" | "painted" | "freeze" | "use" };

const whats = ["checking", "record", "record", "no-record", "failed", "about-another", "other-lookup", "yet"];
const waits = [0, 1, 400, 999, 1_000, 1_000, 1_000, 1_001, 4_999, 5_000, 30_000, 61_000];
const codes = [
  "CPIS_ROLE_NOT_PERMITTED",
  "CPIS_MESSAGE_MALFORMED",
  "CPIS_GATEWAY_UNREACHABLE",
  undefined,
] as const;

/** One random thing of the world's. */
export function worldStep(random: Random): WorldStep {
  const lookup = random.below(3) === 0 ? random.below(6) : 0;
  const dice = random.below(24);
  if (dice < 10) {
    return {
      do: "answer",
      lookup,
      what: random.oneOf(whats),
      version: 1 + random.below(9),
      ttlMs: random.oneOf([0, 1_000, 40_000, 40_000]),
      times: 1 + random.below(2),
    };
  }
  if (dice < 17) return { do: "wait", ms: random.oneOf(waits) };
  if (dice === 17) return { do: random.oneOf(["unreachable", "end"] as const), lookup };
  if (dice === 18) return { do: "error", lookup, code: random.oneOf(codes) };
  if (dice === 19) return { do: "freeze" };
  if (dice === 21)
    return { do: "script", what: random.oneOf(["coming", "missing", "here", "here"] as const) };
  if (dice === 20 && random.below(2) === 0)
    return { do: "set-clock", ms: random.oneOf([3_600_000, -3_600_000, 5_000, 1_000_000]) };
  return { do: random.oneOf(["press", "seen", "painted", "use"] as const) };
}

/** Lets it happen. */
export function perform(stage: Stage, step: WorldStep): void {
  const { run, banner, oracle } = stage;
  switch (step.do) {
    case "wait": {
      run.wait(step.ms);
      return;
    }
    case "freeze":
      oracle.opens(null);
      {
        run.interruptions.next("suspended");
        return;
      }
    case "script":
      run.bringScript(step.what);
      return;
    case "set-clock":
      oracle.opens(null);
      run.clockSetByMs += step.ms;
      {
        run.wakes.next();
        return;
      }
    case "use":
      oracle.passTime();
      oracle.used();
      {
        run.activity.next();
        return;
      }
    case "press":
      if (oracle.who !== null) oracle.presses += 1;
      banner.dispatchEvent(new CustomEvent("cpis-check-requested", { detail: { trigger: "check-again" } }));
      return;
    case "seen":
    case "painted":
      banner.dispatchEvent(new Event(step.do === "seen" ? "cpis-alert-acknowledged" : "cpis-displayed"));
      return;
    default: {
      answer(stage, step);
      return;
    }
  }
}

function answer({ run, oracle }: Stage, step: Extract<WorldStep, { lookup: number }>): void {
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
  const state = stateOf(step.what, askedAbout(lookup), run, mark);
  const isMeant = step.what !== "other-lookup" && step.what !== "about-another";
  if (isMeant && (state.kind === "record" || state.kind === "no-record")) {
    oracle.handed.push({ mark, kind: state.kind, lookup, expiresAtMs });
  }
  const view = run.view(lookup, state, step.version, {
    contentExpiresAt: new Date(expiresAtMs).toISOString(),
    checkedBy: { name: mark, you: true, bySystem: false },
    ...(step.what === "other-lookup" ? { lookupId: "ffffffff-0000-4000-8000-000000000000" } : {}),
  });
  for (let time = 0; time < step.times; time += 1) lookup.answers.next({ kind: "view", view });
}

const children = [0, 1, 2, 3, 4, 5].map((n) => child(n));

function askedAbout({ request }: OpenedLookup): PatientRef {
  return children.find(({ nhsNumber }) => nhsNumber === request.patient.nhsNumber) ?? child(0);
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
