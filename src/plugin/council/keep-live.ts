import type { CouncilEvent } from "../../contract/council.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { GatewayConnection } from "../gateway-connection.js";
import { createBell } from "../pause.js";
import { keepCouncilStream, type CouncilStreamTimings } from "./council-stream.js";

/** How often a view is read where nothing says that it changed, and after a failure; milliseconds. */
export interface CouncilTimings extends CouncilStreamTimings {
  readonly readMs: number;
  readonly retryMs: number;
}

/** The timings of a page in use. */
export const defaultCouncilTimings: CouncilTimings = {
  silenceMs: 45_000,
  againMs: 3_000,
  readMs: 60_000,
  retryMs: 3_000,
};

/** Why a view is not known. */
export type Unknown = "not-held" | "not-permitted" | "unreachable";

/** What a live view is made of. */
export interface LiveView {
  readonly connection: GatewayConnection;
  readonly timings: CouncilTimings;
  /** Reads and draws. */
  readonly read: (signal: AbortSignal) => Promise<void>;
  /** Whether an event changes what is read. */
  readonly concerns: (event: CouncilEvent) => boolean;
  readonly unknown: (why: Unknown) => void;
}

/**
 * Reads a view, and reads it again whenever the gateway says that it changed.
 *
 * What cannot be read is not known, and is said at once instead of leaving the older answer to be relied on. Gives a
 * function that reads now.
 */
export function keepLive(live: LiveView, signal: AbortSignal): () => void {
  const bell = createBell();
  void keepCouncilStream(live.connection, live.timings, signal, {
    gap: bell.ring,
    event: (event) => {
      if (live.concerns(event)) bell.ring();
    },
  });
  void (async () => {
    while (!signal.aborted) {
      let waitMs = live.timings.readMs;
      try {
        await live.read(signal);
      } catch (error) {
        if (isEnded(signal)) return;
        live.unknown(whyUnknown(error));
        waitMs = live.timings.retryMs;
      }
      await bell.wait(waitMs, signal);
    }
  })();
  return bell.ring;
}

// In a function, because the signal may end while a reading is under way.
const isEnded = (signal: AbortSignal): boolean => signal.aborted;

function whyUnknown(error: unknown): Unknown {
  if (CpisError.is(error, "CPIS_CASE_NOT_FOUND")) return "not-held";
  return CpisError.is(error) && error.category === "not-permitted" ? "not-permitted" : "unreachable";
}
