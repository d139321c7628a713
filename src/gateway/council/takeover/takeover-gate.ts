import type { ServiceIdentifier } from "inversify";
import { differenceText, undecidedActs } from "../../../domain/takeover-approval.js";
import type { Clock } from "../../../ports/runtime.js";
import type { StoredTakeover, TakeoverStore } from "../../../ports/takeover-store.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { NewUpload } from "../../../ports/upload-store.js";
import type { CouncilChanges } from "../council-changes.js";
import type { CouncilPicture } from "../picture.js";
import { proposalOf } from "./change-takeover.js";
import { differenceNow } from "./difference.js";

/** Asked before a file is made from a picture. */
export interface TakeoverGate {
  /** The kind of file that may be made; undefined where none may. The first after a take-over is always a full one. */
  admit(kind: NewUpload["kind"], picture: CouncilPicture): Promise<NewUpload["kind"] | undefined>;
}
export const TakeoverGate: ServiceIdentifier<TakeoverGate> = Symbol("TakeoverGate");

/** What the gate works with. */
export interface TakeoverGateParts {
  readonly takeovers: TakeoverStore;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/**
 * Lets the first file of a take-over leave only where it does what two people have approved.
 *
 * It is built from today's data. Where they differ from the approved ones, the approval is taken back with an alarm, and nothing
 * leaves until the take-over is proposed and approved anew (H-20, ADR 10).
 */
export function createTakeoverGate(parts: TakeoverGateParts): TakeoverGate {
  const { takeovers } = parts;
  return {
    async admit(kind, picture) {
      const takeover = await takeovers.current();
      if (takeover === undefined || takeover.state === "released") return kind;
      if (takeover.state !== "approved") return undefined;
      if (await takeovers.hasUploads()) return kind;
      const lines = differenceNow(picture, takeover);
      const same = takeovers.hash(differenceText(lines)) === takeover.differenceHash;
      if (same && undecidedActs(lines).length === 0) return "full";
      await takeBack(parts, takeover);
      return undefined;
    },
  };
}

async function takeBack(
  { takeovers, changes, clock, telemetry }: TakeoverGateParts,
  takeover: StoredTakeover,
): Promise<void> {
  const at = clock.now();
  const reason = "the difference is no longer the approved one";
  const change = await takeovers.replace(
    {
      ...proposalOf(takeover),
      revision: takeover.revision + 1,
      state: "proposed",
      since: at,
      outdatedAt: at,
    },
    takeover.revision,
    [{ at, action: "takeover-outdated", reason }],
  );
  if (change !== "changed") return;
  telemetry.alarm("takeover-outdated");
  changes.publish({ kind: "upload-changed" });
}
