import type { ServiceIdentifier } from "inversify";
import type {
  TakeoverDecisions,
  TakeoverDifferenceView,
  TakeoverProposal,
  TakeoverView,
} from "../../../contract/takeover.js";
import { londonTime, toInstant } from "../../../domain/instant.js";
import { differenceText } from "../../../domain/takeover-approval.js";
import { readPreviousChildren } from "../../../domain/takeover-reading.js";
import type { PreviousChild } from "../../../domain/takeover.js";
import { CpisError, type Issue } from "../../../errors/cpis-error.js";
import type { AuditActor } from "../../../ports/audit.js";
import type { StoredTakeover } from "../../../ports/takeover-store.js";
import {
  changeTakeover,
  currentOf,
  hashOf,
  viewTakeover,
  withName,
  type TakeoverServiceParts,
} from "./change-takeover.js";
import { differenceNow } from "./difference.js";
import { approveTakeover, releaseTakeover, withdrawTakeover } from "./end-takeover.js";
import { readDecisions } from "./read-decisions.js";
import { planIdOf, toDifferenceView } from "./takeover-view.js";

/** Taking over from another system: proposed by one person, approved by a second, and with a way back until the first file is made. */
export interface TakeoverService {
  view(): Promise<TakeoverView>;
  /** The dry run: what would be said, and nothing kept. Throws `CPIS_TAKEOVER_INVALID` with every fault. */
  compare(proposal: TakeoverProposal): Promise<TakeoverDifferenceView>;
  /** Throws `CPIS_TAKEOVER_INVALID`, and `CPIS_TAKEOVER_NOT_POSSIBLE` once a file was made or while one is approved. */
  propose(proposal: TakeoverProposal, actor: AuditActor): Promise<TakeoverView>;
  decide(decisions: TakeoverDecisions, actor: AuditActor): Promise<TakeoverView>;
  /** Proposes the same children anew, with what the cases say today. */
  renew(revision: number, actor: AuditActor): Promise<TakeoverView>;
  /** Throws `CPIS_TAKEOVER_SECOND_PERSON`, `CPIS_TAKEOVER_UNDECIDED` and `CPIS_TAKEOVER_CHANGED`. */
  approve(revision: number, actor: AuditActor): Promise<TakeoverView>;
  /** The way back, until the first file is made. Nothing is uploaded afterwards either: the other system goes on. */
  withdraw(reason: string, actor: AuditActor): Promise<TakeoverView>;
  /** After a withdrawal, by somebody else: there is no other system, and this one starts at 1. */
  release(reason: string, actor: AuditActor): Promise<TakeoverView>;
  /** Whether the mailbox is left to the other system. */
  isHeld(): Promise<boolean>;
}
export const TakeoverService: ServiceIdentifier<TakeoverService> = Symbol("TakeoverService");

/** Every change is made against the revision that was looked at. */
export function createTakeoverService(parts: TakeoverServiceParts): TakeoverService {
  const { takeovers } = parts;
  return {
    view: () => viewTakeover(parts),
    compare: async (proposal) => {
      const previous = readProposal(parts, proposal);
      const picture = await parts.pictures.current();
      const decisions = (await takeovers.current())?.decisions ?? [];
      const lines = differenceNow(picture, { previous, decisions });
      return toDifferenceView(hashOf(parts), picture, { ...proposal, previous, decisions }, lines);
    },
    propose: (proposal, actor) => propose(parts, proposal, actor),
    decide: (decisions, actor) => decide(parts, decisions, actor),
    renew: (revision, actor) => renew(parts, revision, actor),
    approve: (revision, actor) => approveTakeover(parts, revision, actor),
    withdraw: (reason, actor) => withdrawTakeover(parts, reason, actor),
    release: (reason, actor) => releaseTakeover(parts, reason, actor),
    isHeld: async () => {
      const takeover = await takeovers.current();
      if (takeover === undefined) return parts.expected && !(await takeovers.hasUploads());
      return takeover.state === "proposed" || takeover.state === "withdrawn";
    },
  };
}

function readProposal(
  { clock }: Pick<TakeoverServiceParts, "clock">,
  { children, firstSequenceNumber, previousSequenceNumber }: TakeoverProposal,
): readonly PreviousChild[] {
  const issues: Issue[] = [];
  if (previousSequenceNumber !== undefined && firstSequenceNumber <= previousSequenceNumber) {
    const message = "must be more than the previous system's last: a number is never used again";
    issues.push({ path: "firstSequenceNumber", message });
  }
  const reading = readPreviousChildren(children, londonTime(clock.now()).date);
  if (!reading.ok) issues.push(...reading.issues);
  if (issues.length > 0 || !reading.ok) throw new CpisError("CPIS_TAKEOVER_INVALID", { issues });
  return reading.children;
}

async function propose(
  parts: TakeoverServiceParts,
  proposal: TakeoverProposal,
  actor: AuditActor,
): Promise<TakeoverView> {
  const previous = readProposal(parts, proposal);
  const before = await parts.takeovers.current();
  if (before?.state === "approved") throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  const { firstSequenceNumber, previousSequenceNumber } = proposal;
  const kept = (before?.decisions ?? []).filter(({ nhsNumber }) =>
    previous.some((child) => child.nhsNumber === nhsNumber),
  );
  return proposeAnew(parts, before, actor, {
    firstSequenceNumber,
    ...(previousSequenceNumber === undefined ? {} : { previousSequenceNumber }),
    previous,
    decisions: kept,
  });
}

type Proposed = Pick<
  StoredTakeover,
  "firstSequenceNumber" | "previousSequenceNumber" | "previous" | "decisions"
>;

async function proposeAnew(
  parts: TakeoverServiceParts,
  before: StoredTakeover | undefined,
  actor: AuditActor,
  proposed: Proposed,
): Promise<TakeoverView> {
  const at = parts.clock.now();
  const lines = differenceNow(await parts.pictures.current(), proposed);
  const next: StoredTakeover = {
    ...proposed,
    revision: (before?.revision ?? 0) + 1,
    state: "proposed",
    since: at,
    proposedAt: at,
    proposedBy: actor.id,
    differenceHash: parts.takeovers.hash(differenceText(lines)),
    names: withName(before?.names ?? {}, actor),
  };
  const { firstSequenceNumber, previousSequenceNumber } = proposed;
  const reason = `first file ${String(firstSequenceNumber)}; the previous system's last ${previousSequenceNumber === undefined ? "unknown" : String(previousSequenceNumber)}; ${String(proposed.previous.length)} children`;
  return changeTakeover(parts, before, next, "takeover-proposed", actor, reason);
}

async function decide(
  parts: TakeoverServiceParts,
  { revision, decisions: orders }: TakeoverDecisions,
  actor: AuditActor,
): Promise<TakeoverView> {
  const before = await currentOf(parts, revision);
  if (before.state !== "proposed") throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  const picture = await parts.pictures.current();
  const lines = differenceNow(picture, before);
  const at = parts.clock.now();
  const made = readDecisions(orders, lines, picture, (act, caseId) => planIdOf(hashOf(parts), act, caseId));
  const fresh = made.map((decision) => ({
    ...decision,
    decidedBy: actor.id,
    decidedAt: toInstant(at),
  }));
  const isReplaced = (old: StoredTakeover["decisions"][number]): boolean =>
    fresh.some((one) => one.nhsNumber === old.nhsNumber && one.kind === old.kind && one.start === old.start);
  const decisions = [...before.decisions.filter((old) => !isReplaced(old)), ...fresh];
  const decided = differenceNow(picture, { previous: before.previous, decisions });
  const next: StoredTakeover = {
    ...before,
    revision: before.revision + 1,
    decisions,
    differenceHash: parts.takeovers.hash(differenceText(decided)),
    names: withName(before.names, actor),
  };
  const counted = (["end", "delete", "keep"] as const)
    .map((kind) => `${kind} ${String(fresh.filter(({ decision }) => decision === kind).length)}`)
    .join(", ");
  return changeTakeover(parts, before, next, "takeover-decided", actor, counted);
}

async function renew(
  parts: TakeoverServiceParts,
  revision: number,
  actor: AuditActor,
): Promise<TakeoverView> {
  const before = await currentOf(parts, revision);
  if (before.state !== "proposed" && before.state !== "withdrawn") {
    throw new CpisError("CPIS_TAKEOVER_NOT_POSSIBLE");
  }
  const { firstSequenceNumber, previousSequenceNumber, previous, decisions } = before;
  return proposeAnew(parts, before, actor, {
    firstSequenceNumber,
    ...(previousSequenceNumber === undefined ? {} : { previousSequenceNumber }),
    previous,
    decisions,
  });
}
