import type { ServiceIdentifier } from "inversify";
import type { StorePlan } from "../../../config/plan.js";
import type { Clock, Logger } from "../../../ports/runtime.js";
import type { Timers } from "../../../ports/telemetry.js";
import { openAuditFile } from "../../audit/audit-file.js";
import { verifyAuditInSteps, type AuditVerdict } from "../../audit/verify-audit.js";
import type { StandingAlarm } from "../../telemetry/standing-alarm.js";
import type { IsOwnKey } from "../../audit/verify-signatures.js";

/** What was found when the audit was last read as a whole. */
export type ChainState =
  | { readonly state: "not-verified" }
  | {
      readonly state: "unbroken" | "broken";
      /** Milliseconds since 1970. */
      readonly verifiedAt: number;
      readonly verdict: AuditVerdict;
    };

/** Verifies the audit's chain in the background: at start, and every hour. */
export interface ChainWatch {
  state(): ChainState;
  isRunning(): boolean;
  start(): void;
  /** Gives up a verification that is under way. */
  stop(): void;
  /** One verification, or the end of the one that is under way; `start` runs them at an interval. */
  run(): Promise<void>;
}
export const ChainWatch: ServiceIdentifier<ChainWatch> = Symbol("ChainWatch");

/** What the watch works with. */
export interface ChainWatchParts {
  readonly store: Pick<StorePlan, "file">;
  readonly isOwnKey: IsOwnKey;
  readonly clock: Clock;
  readonly timers: Timers;
  /** `audit-chain-broken`. */
  readonly alarm: StandingAlarm;
  readonly logger: Logger;
}

const hourMs = 3_600_000;
/** Between two steps of a few milliseconds, so that verifying never takes more than half of the process. */
const pauseMs = 4;

/** Reads the file as `cpis audit verify` does, beside the gateway's own connection. */
export function createChainWatch(parts: ChainWatchParts): ChainWatch {
  const { store, clock, timers, logger } = parts;
  let found: ChainState = { state: "not-verified" };
  let stopped = false;
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  const breathe = async (): Promise<"go on" | "end"> => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return stopped ? "end" : "go on";
  };
  const verify = async (): Promise<AuditVerdict | undefined> => {
    const file = openAuditFile(store.file);
    try {
      return await verifyAuditInSteps(file, { isOwnKey: parts.isOwnKey }, breathe);
    } finally {
      file.close();
    }
  };
  const look = async (): Promise<void> => {
    try {
      const first = await verify();
      if (first === undefined) return;
      // Retention that took rows away while they were read looks like somebody else's hand; it does not a second time.
      const verdict = first.faults.length === 0 ? first : await verify();
      if (verdict === undefined) return;
      const state = verdict.faults.length === 0 ? "unbroken" : "broken";
      found = { state, verifiedAt: clock.now(), verdict };
      parts.alarm.set(state === "broken", { count: verdict.faults.length });
    } catch {
      logger.error("audit-chain-not-verified", { code: "CPIS_STORE_FAILED" });
    }
  };
  const run = (): Promise<void> => {
    // What is kept in memory has no file to read.
    if (stopped || store.file === ":memory:") return Promise.resolve();
    running ??= look().finally(() => (running = undefined));
    return running;
  };
  const next = (delayMs: number): void => {
    cancel = timers.after(delayMs, () => {
      void run().then(() => {
        if (!stopped) next(hourMs);
      });
    });
  };
  return {
    run,
    state: () => found,
    isRunning: () => running !== undefined,
    start: () => next(0),
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
