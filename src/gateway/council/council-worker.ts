import type { ServiceIdentifier } from "inversify";
import { CpisError } from "../../errors/cpis-error.js";
import type { MailboxPoller } from "../../pipeline/mailbox-poller.js";
import type { Logger } from "../../ports/runtime.js";
import type { Telemetry, Timers } from "../../ports/telemetry.js";

/** Everything the council's side does by itself. */
export interface CouncilWorker {
  start(): void;
  /** Finishes what is in progress. */
  stop(): Promise<void>;
  /** Lets a round begin now rather than at its time. */
  wake(): void;
}
export const CouncilWorker: ServiceIdentifier<CouncilWorker> = Symbol("CouncilWorker");

/** What the worker works with. */
export interface WorkerParts {
  readonly poller: MailboxPoller;
  readonly close: () => Promise<void>;
  /** Once, before the first round. */
  readonly prepare: () => Promise<void>;
  /** One after the other in every round; a fault of one does not keep the next from its turn. */
  readonly chores: readonly ((signal: AbortSignal) => Promise<void>)[];
  readonly intervalMs: number;
  readonly timers: Timers;
  readonly telemetry: Pick<Telemetry, "alarm">;
  readonly logger: Logger;
}

/** One round at a time; a wake during a round makes another one follow it. */
export function createCouncilWorker(parts: WorkerParts): CouncilWorker {
  const stopping = new AbortController();
  let cancel: () => void = () => undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      for (const chore of parts.chores) await attempt(parts, () => chore(stopping.signal));
    } while (wantsMore());
  };
  const wantsMore = (): boolean => again && !stopping.signal.aborted;
  const begin = (): void => {
    if (stopping.signal.aborted) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    cancel();
    running = run().finally(() => {
      running = undefined;
      if (!stopping.signal.aborted) cancel = parts.timers.after(parts.intervalMs, begin);
    });
  };
  return {
    wake: begin,
    start: () => {
      running = attempt(parts, parts.prepare).finally(() => {
        running = undefined;
        if (stopping.signal.aborted) return;
        begin();
        parts.poller.start();
      });
    },
    stop: async () => {
      stopping.abort();
      cancel();
      await parts.poller.stop();
      await running;
      await parts.close();
    },
  };
}

async function attempt({ telemetry, logger }: WorkerParts, chore: () => Promise<void>): Promise<void> {
  try {
    await chore();
  } catch (thrown) {
    const code = CpisError.is(thrown) ? thrown.code : "CPIS_INTERNAL";
    logger.error("council round failed", { code });
    if (code === "CPIS_STORE_FAILED") telemetry.alarm("store-failed", { code });
    else if (code.startsWith("CPIS_MESH")) telemetry.alarm("mesh-unreachable", { code });
    else telemetry.alarm("internal-fault", { code, reason: "council-round" });
  }
}
