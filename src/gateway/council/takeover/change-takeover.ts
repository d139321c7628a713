import type { TakeoverView } from "../../../contract/takeover.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditAction, AuditActor } from "../../../ports/audit.js";
import type { Clock } from "../../../ports/runtime.js";
import type { StoredTakeover, TakeoverStore } from "../../../ports/takeover-store.js";
import type { CouncilChanges } from "../council-changes.js";
import type { PictureSource } from "../picture-source.js";
import { toTakeoverView } from "./takeover-view.js";

/** What the service works with. */
export interface TakeoverServiceParts {
  /** The configuration says that this council takes over. */
  readonly expected: boolean;
  readonly takeovers: TakeoverStore;
  readonly pictures: PictureSource;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
}

/** The store's keyed hash. */
export const hashOf =
  ({ takeovers }: Pick<TakeoverServiceParts, "takeovers">) =>
  (text: string): string =>
    takeovers.hash(text);

/** The take-over as it stands now. */
export async function viewTakeover(parts: TakeoverServiceParts): Promise<TakeoverView> {
  const { takeovers, pictures, expected } = parts;
  const facts = { expected, hasUploads: await takeovers.hasUploads() };
  return toTakeoverView(hashOf(parts), await pictures.current(), await takeovers.current(), facts);
}

/** The take-over, which must be of the revision that was looked at. Throws `CPIS_TAKEOVER_NOT_FOUND` and `CPIS_TAKEOVER_CHANGED`. */
export async function currentOf(
  { takeovers }: Pick<TakeoverServiceParts, "takeovers">,
  revision?: number,
): Promise<StoredTakeover> {
  const takeover = await takeovers.current();
  if (takeover === undefined) throw new CpisError("CPIS_TAKEOVER_NOT_FOUND");
  if (revision !== undefined && takeover.revision !== revision) throw new CpisError("CPIS_TAKEOVER_CHANGED");
  return takeover;
}

/** Writes the next state with its audit row, against the one that was read. */
export async function changeTakeover(
  parts: TakeoverServiceParts,
  before: StoredTakeover | undefined,
  next: StoredTakeover,
  action: AuditAction,
  actor: AuditActor,
  reason: string,
): Promise<TakeoverView> {
  const at = parts.clock.now();
  const made = await parts.takeovers.replace(next, before?.revision, [{ at, action, actor, reason }]);
  if (made === "outpaced") throw new CpisError("CPIS_TAKEOVER_CHANGED");
  if (made === "uploaded") throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  parts.changes.publish({ kind: "upload-changed" });
  return viewTakeover(parts);
}

/** The names with the one of whoever acts now. */
export function withName(names: StoredTakeover["names"], { id, name }: AuditActor): StoredTakeover["names"] {
  return name === undefined ? names : { ...names, [id]: name };
}

/** What was proposed, without what became of it. */
export function proposalOf(
  takeover: StoredTakeover,
): Omit<
  StoredTakeover,
  "revision" | "state" | "since" | "approvedAt" | "approvedBy" | "endedAt" | "endedBy" | "outdatedAt"
> {
  const { firstSequenceNumber, previousSequenceNumber, proposedAt, proposedBy } = takeover;
  const { differenceHash, previous, decisions, names } = takeover;
  return {
    firstSequenceNumber,
    ...(previousSequenceNumber === undefined ? {} : { previousSequenceNumber }),
    proposedAt,
    proposedBy,
    differenceHash,
    previous,
    decisions,
    names,
  };
}
