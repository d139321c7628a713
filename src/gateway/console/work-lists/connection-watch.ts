import type { FailedReason } from "../../../domain/lookup-state.js";
import type { SwitchedOff } from "../../../domain/pause.js";
import { wasKeptBack } from "../../audit/kept-back.js";
import type { LedgerRow } from "./ledger-row.js";

/** Whether the register can be asked, as far as the last checks tell. */
export interface ConnectionState {
  readonly state: "working" | "failing" | "unknown";
  /** Milliseconds since 1970. */
  readonly lastAnswerAt?: number;
}

/** Follows how queries end. */
export interface ConnectionWatch {
  note(row: LedgerRow): void;
  state(now: number): ConnectionState;
}

/** These speak of the way to the register; the others came as answers, if as unusable ones. */
const ofTheWay: ReadonlySet<string> = new Set<FailedReason>([
  "no-answer",
  "spine-unreachable",
  "outcome-unknown",
  "rejected",
  "register-fault",
]);

/** These are of our own making, and say nothing about the way. */
const ofOurOwn: ReadonlySet<string> = new Set<FailedReason | SwitchedOff["reason"]>([
  "interrupted",
  "internal",
  "switched-off",
  "automatic-switched-off",
]);

const speaksForMs = 3_600_000;

/** The newest conclusion decides; what is older than an hour decides nothing. */
export function createConnectionWatch(): ConnectionWatch {
  let lastAnswerAt: number | undefined;
  let last: { readonly at: number; readonly works: boolean } | undefined;
  return {
    note(row) {
      const { action, at, reason = "" } = row;
      if (action !== "outcome" && action !== "late-reply") return;
      if (ofOurOwn.has(reason) || wasKeptBack(row)) return;
      const works = !ofTheWay.has(reason);
      last = { at, works };
      if (works) lastAnswerAt = at;
    },
    state(now) {
      const answer = lastAnswerAt === undefined ? {} : { lastAnswerAt };
      if (last === undefined || now - last.at > speaksForMs) return { state: "unknown", ...answer };
      return { state: last.works ? "working" : "failing", ...answer };
    },
  };
}
