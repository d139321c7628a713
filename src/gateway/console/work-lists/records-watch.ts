import type { ServiceIdentifier } from "inversify";
import type { Telemetry, Timers } from "../../../ports/telemetry.js";
import type { CheckLedger } from "./check-ledger.js";

/** Measures, whether or not there is a console, how many records nobody has opened within an hour (H-12). */
export interface RecordsWatch {
  start(): void;
  stop(): void;
  /** One round; `start` runs them every minute. */
  run(): Promise<void>;
}
export const RecordsWatch: ServiceIdentifier<RecordsWatch> = Symbol("RecordsWatch");

const minuteMs = 60_000;

/** The count is in the metrics, so that a site's own monitoring can call somebody. */
export function createRecordsWatch(
  ledger: Pick<CheckLedger, "refresh" | "list">,
  timers: Timers,
  telemetry: Pick<Telemetry, "measure" | "alarm">,
): RecordsWatch {
  let cancel: (() => void) | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    try {
      await ledger.refresh();
      telemetry.measure("cpis_records_not_opened", ledger.list("records-not-opened").length);
    } catch {
      // The store closes while a first long reading may still be under way.
      if (stopped) return;
      // What is not known must not stand there as the last number that was.
      telemetry.measure("cpis_records_not_opened", undefined);
      telemetry.alarm("store-failed", { code: "CPIS_STORE_FAILED" });
    }
  };
  const next = (delayMs: number): void => {
    cancel = timers.after(delayMs, () => {
      void run().then(() => {
        if (!stopped) next(minuteMs);
      });
    });
  };
  return {
    run,
    start: () => next(0),
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
