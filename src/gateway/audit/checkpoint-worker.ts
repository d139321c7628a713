import type { ServiceIdentifier } from "inversify";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry, Timers } from "../../ports/telemetry.js";
import type { StoreContext } from "../store/store-context.js";
import { atOnce, signCheckpoint, type CheckpointPace } from "./checkpoint.js";

/** Signs the audit at intervals, so that no more than a quarter of an hour of it rests on the chain alone. */
export interface CheckpointWorker {
  start(): void;
  /** Signs what is left, and ends. */
  stop(): Promise<void>;
  /** One round; `start` runs them at an interval. */
  run(): Promise<void>;
}
export const CheckpointWorker: ServiceIdentifier<CheckpointWorker> = Symbol("CheckpointWorker");

/** What the worker works with. */
export interface CheckpointParts {
  readonly store: StoreContext;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

const minuteMs = 60_000;
const pace: CheckpointPace = { rows: 1_000, ageMs: 15 * minuteMs };

/** Looks every minute whether 1,000 rows or 15 minutes have gathered. The log names each checkpoint: a witness elsewhere. */
export function createCheckpointWorker(parts: CheckpointParts): CheckpointWorker {
  const { store, clock, timers, telemetry, logger } = parts;
  let cancel: (() => void) | undefined;
  const sign = async (due: CheckpointPace): Promise<void> => {
    try {
      const said = await store.commits.write(() => signCheckpoint(store, clock.now(), due));
      if (said === undefined) return;
      const count = said.throughId - said.fromId + 1;
      logger.info("audit-checkpoint", { sequenceNumber: said.number, count, checkpoint: said.hash });
    } catch {
      telemetry.alarm("store-failed", { code: "CPIS_STORE_FAILED" });
    }
  };
  const next = (): void => {
    cancel = timers.after(minuteMs, () => {
      void sign(pace).then(() => {
        if (cancel !== undefined) next();
      });
    });
  };
  return {
    start: next,
    run: () => sign(pace),
    async stop() {
      cancel?.();
      cancel = undefined;
      await sign(atOnce);
    },
  };
}
