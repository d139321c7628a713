import { handshakeIntervalMs } from "../domain/mesh-polling.js";
import type { ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";
import type { MeshMailbox, PollJournal } from "../ports/mailbox.js";
import type { Clock } from "../ports/runtime.js";
import type { Timers } from "../ports/telemetry.js";
import { drainMailbox, type DrainInputs, type DrainReport } from "./mailbox-drain.js";
import { pause } from "./pause.js";

/** What a poller works with. */
export interface PollerInputs extends DrainInputs {
  readonly mailbox: Pick<MeshMailbox, "mailboxId" | "check" | "list" | "download" | "acknowledge">;
  readonly journal: PollJournal;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Between the end of one reading and the beginning of the next; what `decidePollIntervalMs` gives. */
  readonly intervalMs: number;
  /** Added to each wait, so that many councils do not read at the same second; milliseconds, never negative. */
  readonly jitterMs: () => number;
  /** Runs after each reading that found something, to parse what is stored. */
  readonly onDrained: (report: DrainReport) => void;
}

/** What is known of a mailbox's readings since the start. */
export interface PollerHealth {
  /** The last reading's report; absent until one has ended. */
  readonly lastReport: DrainReport | undefined;
  /** Why the last reading failed; absent after one that did not. */
  readonly lastError: ErrorCode | undefined;
  /** Why the last handshake failed; absent after one that did not. */
  readonly handshakeError: ErrorCode | undefined;
}

/** Reads a mailbox for as long as it runs, one reading at a time. */
export interface MailboxPoller {
  start(): void;
  /** Gives up the message in progress, which stays in the mailbox, and waits until nothing runs. */
  stop(): Promise<void>;
  health(): PollerHealth;
}

const handshakeRetryMs = 3_600_000;

/**
 * Polls no more often than every `intervalMs`. The journal remembers across restarts when the last reading began, so that a
 * process that keeps restarting does not poll at each start (mesh section 8).
 */
export function createMailboxPoller(inputs: PollerInputs): MailboxPoller {
  const stopping = new AbortController();
  let lastReport: DrainReport | undefined;
  let lastError: ErrorCode | undefined;
  let handshakeError: ErrorCode | undefined;
  let nextHandshakeAt = -Infinity;
  let lastTriedAt: number | undefined;
  let running: Promise<void> = Promise.resolve();

  const handshake = async (): Promise<void> => {
    if (inputs.clock.now() < nextHandshakeAt) return;
    handshakeError = await attempt(inputs, "handshake with MESH failed", () =>
      inputs.mailbox.check(stopping.signal),
    );
    nextHandshakeAt =
      inputs.clock.now() + (handshakeError === undefined ? handshakeIntervalMs : handshakeRetryMs);
  };

  const readOnce = async (): Promise<void> => {
    await inputs.journal.begun(inputs.mailbox.mailboxId, inputs.clock.now());
    const report = await drainMailbox(inputs, stopping.signal);
    lastReport = report;
    if (report.stored > 0) inputs.onDrained(report);
    if (report.stoppedBy !== undefined) throw new CpisError(report.stoppedBy);
    if (report.complete && !stopping.signal.aborted)
      await inputs.journal.succeeded(inputs.mailbox.mailboxId, inputs.clock.now());
  };

  const run = async (): Promise<void> => {
    for (;;) {
      await pause(inputs.timers, await remainingMs(inputs, lastTriedAt), stopping.signal);
      if (stopping.signal.aborted) return;
      await handshake();
      lastError = await attempt(inputs, "the mailbox could not be read", readOnce);
      lastTriedAt = inputs.clock.now();
    }
  };

  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    health: () => ({ lastReport, lastError, handshakeError }),
  };
}

/** How long until the mailbox may be read again. A moment in the future, after a clock was set back, counts as now. */
async function remainingMs(inputs: PollerInputs, lastTriedAt: number | undefined): Promise<number> {
  const journal = await inputs.journal.read(inputs.mailbox.mailboxId).catch(() => undefined);
  // A journal that cannot be read must not make us poll without a pause.
  const begunAt = Math.max(journal?.begunAt ?? -Infinity, lastTriedAt ?? -Infinity);
  if (journal !== undefined && begunAt === -Infinity) return 0;
  const sinceMs = Math.max(0, inputs.clock.now() - begunAt);
  return Math.max(0, inputs.intervalMs - (Number.isFinite(sinceMs) ? sinceMs : 0)) + inputs.jitterMs();
}

async function attempt(
  { logger, telemetry }: PollerInputs,
  what: string,
  work: () => Promise<void>,
): Promise<ErrorCode | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    const error = thrown instanceof CpisError ? thrown : new CpisError("CPIS_INTERNAL", { cause: thrown });
    const fields = { code: error.code, reason: error.category };
    logger.error(what, fields);
    telemetry.alarm(error.category === "unavailable" ? "mesh-unreachable" : "mesh-refused", fields);
    return error.code;
  }
}
