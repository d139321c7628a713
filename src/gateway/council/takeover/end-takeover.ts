import type { TakeoverView } from "../../../contract/takeover.js";
import {
  differenceText,
  isSamePerson,
  mayApprove,
  undecidedActs,
} from "../../../domain/takeover-approval.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor } from "../../../ports/audit.js";
import type { StoredTakeover } from "../../../ports/takeover-store.js";
import {
  changeTakeover,
  currentOf,
  hashOf,
  proposalOf,
  withName,
  type TakeoverServiceParts,
} from "./change-takeover.js";
import { differenceNow } from "./difference.js";
import { planIdOf } from "./takeover-view.js";

/** A second person agrees to exactly the difference that was proposed, and only while it is still today's. */
export async function approveTakeover(
  parts: TakeoverServiceParts,
  revision: number,
  actor: AuditActor,
): Promise<TakeoverView> {
  const before = await currentOf(parts, revision);
  if (before.state !== "proposed") throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  if (!mayApprove(actor, before.proposedBy, before.decisions)) {
    throw new CpisError("CPIS_TAKEOVER_SECOND_PERSON");
  }
  const lines = differenceNow(await parts.pictures.current(), before);
  if (parts.takeovers.hash(differenceText(lines)) !== before.differenceHash) {
    throw new CpisError("CPIS_TAKEOVER_CHANGED");
  }
  const undecided = undecidedActs(lines);
  if (undecided.length > 0) {
    throw new CpisError("CPIS_TAKEOVER_UNDECIDED", {
      issues: undecided.map((act) => ({
        path: planIdOf(hashOf(parts), act),
        message: act.why ?? "not-in-cases",
      })),
    });
  }
  const at = parts.clock.now();
  const next: StoredTakeover = {
    ...proposalOf(before),
    revision: before.revision + 1,
    state: "approved",
    since: at,
    approvedAt: at,
    approvedBy: actor.id,
    names: withName(before.names, actor),
  };
  const first = before.firstSequenceNumber;
  const skipped =
    first === 1 ? "no number is skipped" : `1 to ${String(first - 1)} were the previous system's`;
  return changeTakeover(
    parts,
    before,
    next,
    "takeover-approved",
    actor,
    `first file ${String(first)}; ${skipped}`,
  );
}

/** The way back: nothing of ours leaves, and the other system goes on. */
export async function withdrawTakeover(
  parts: TakeoverServiceParts,
  reason: string,
  actor: AuditActor,
): Promise<TakeoverView> {
  const before = await currentOf(parts);
  if (before.state !== "proposed" && before.state !== "approved") {
    throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  }
  const next = ended(parts, before, "withdrawn", actor);
  return changeTakeover(parts, before, next, "takeover-withdrawn", actor, reason);
}

/** Somebody else than who withdrew says that there is no other system; files may leave from 1 on. */
export async function releaseTakeover(
  parts: TakeoverServiceParts,
  reason: string,
  actor: AuditActor,
): Promise<TakeoverView> {
  const before = await currentOf(parts);
  if (before.state !== "withdrawn") throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  if (actor.kind !== "person" || isSamePerson(actor.id, before.endedBy ?? "")) {
    throw new CpisError("CPIS_TAKEOVER_SECOND_PERSON");
  }
  const next = ended(parts, before, "released", actor);
  return changeTakeover(parts, before, next, "takeover-released", actor, reason);
}

function ended(
  { clock }: Pick<TakeoverServiceParts, "clock">,
  before: StoredTakeover,
  state: "withdrawn" | "released",
  actor: AuditActor,
): StoredTakeover {
  const at = clock.now();
  const names = withName(before.names, actor);
  const revision = before.revision + 1;
  return { ...proposalOf(before), revision, state, since: at, endedAt: at, endedBy: actor.id, names };
}
