import type { AccessNotification } from "../../../codec/hl7v3/access-notification.js";
import type { InactiveNhsNumberNotification } from "../../../codec/hl7v3/inactive-nhs-number.js";
import { toInactiveNumbers, toRecordOpenings } from "../../../codec/to-notices.js";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import { groupEpisodes, type Episode } from "../../../domain/episode.js";
import { newOpenings, openingKey, placeOpening } from "../../../domain/notification.js";
import { decideRoutes } from "../../../domain/notice-routing.js";
import { isTeam, isWorkerAway } from "../../../domain/worker-directory.js";
import type { ErrorCode } from "../../../errors/codes.js";
import type { AuditEntry } from "../../../ports/audit.js";
import type { CaseStore } from "../../../ports/case-store.js";
import type { EpisodeEvent, MessageKey, NoticeArrival, NoticeStore } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { CouncilChanges } from "../council-changes.js";
import { foldEpisode } from "./episode-state.js";

/** What notices are received with. */
export interface NoticeParts {
  readonly plan: CouncilPlan;
  readonly notices: NoticeStore;
  readonly cases: CaseStore;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/** Keeps the openings that are not known yet, and routes the episodes they begin or reopen. */
export async function receiveAccessNotification(
  parts: NoticeParts,
  notification: AccessNotification,
  message: MessageKey,
): Promise<void> {
  const { notices, cases, clock, plan } = parts;
  const now = clock.now();
  const told = toRecordOpenings(notification);
  const known = await notices.known(told.map(openingKey));
  const records = await cases.named(
    told.flatMap(({ nhsNumbers }) => nhsNumbers),
    told.flatMap(({ localIds }) => localIds),
  );
  const placed = newOpenings(told, (key) => known.has(key)).map((opening) =>
    placeOpening(opening, records, now),
  );
  const routed = await route(parts, groupEpisodes(placed, plan.notices.night), records, now);
  await notices.arrive(
    {
      message,
      disposition: told.length === 0 ? "empty-notification" : "access-notification",
      openings: placed.map((each) => ({ key: openingKey(each.opening), placed: each, receivedAt: now })),
      events: routed.events,
      inactiveNumbers: [],
      audit: routed.audit.map((entry) => ({ ...entry, messageId: message.messageId })),
    },
    now,
  );
  for (const { name, localId } of routed.episodes) {
    parts.changes.publish({
      kind: "notice-arrived",
      episodeId: name,
      ...(localId === undefined ? {} : { localId }),
    });
  }
  if (routed.episodes.length === 0) parts.changes.publish({ kind: "health-changed" });
}

interface Routed {
  readonly events: NoticeArrival["events"];
  readonly audit: readonly AuditEntry[];
  readonly episodes: readonly { readonly name: string; readonly localId?: string }[];
}

async function route(
  { notices, plan }: NoticeParts,
  episodes: readonly Episode[],
  records: readonly CaseRecord[],
  now: number,
): Promise<Routed> {
  const known = await notices.events();
  const events: { episodeId: string; event: EpisodeEvent }[] = [];
  const audit: AuditEntry[] = [];
  const named = episodes.map((episode) => {
    const name = notices.episodeName(episode.id);
    const record = records.find(({ localId }) => localId === episode.child);
    const before = known.get(name) ?? [];
    // One that waits for somebody has its people already. One that somebody has taken begins anew: whoever took it in the evening
    // may be at home when the record is opened again at night (H-18).
    if (before.length > 0 && foldEpisode(before).state === "new") return { name, record };
    const faults = episode.openings.flatMap((opening) => opening.faults);
    const routes = decideRoutes(
      { cases: record === undefined ? [] : [withKnownTeam(record, plan)], faults },
      plan.notices,
      now,
      (workerId) => isWorkerAway(plan.directory, workerId, now),
    );
    for (const target of routes) {
      events.push({ episodeId: name, event: { kind: "routed", at: now, why: "new", ...target } });
      audit.push({
        at: now,
        action: "notice-routed",
        reason: `new ${target.to.kind}${target.away === true ? " away" : ""}`,
        subject: { localId: episode.child },
      });
    }
    return { name, record };
  });
  return {
    events,
    audit,
    episodes: named.map(({ name, record }) => ({
      name,
      ...(record === undefined ? {} : { localId: record.localId }),
    })),
  };
}

/**
 * Keeps the closed numbers: from here on nothing is uploaded under them, until a person has decided (H-24).
 *
 * A notice that names somebody who is in no case is set aside with its bytes as well, so that the data officer finds out who it is.
 */
export async function receiveInactiveNumbers(
  parts: NoticeParts,
  notification: InactiveNhsNumberNotification,
  message: MessageKey,
): Promise<void> {
  const { notices, cases, clock, changes, telemetry } = parts;
  const now = clock.now();
  const told = toInactiveNumbers(notification);
  const records = await cases.named(
    told.map(({ nhsNumber }) => nhsNumber),
    told.flatMap(({ localId }) => localId ?? []),
  );
  const placed = told.map((notice) => ({
    notice,
    owners: records.filter(
      ({ localId, subject }) =>
        localId === notice.localId || numbersOf(subject).some((number) => number === notice.nhsNumber),
    ),
  }));
  const isPlaced = placed.every(({ owners }) => owners.length > 0);
  if (!isPlaced) {
    telemetry.alarm("mailbox-message-quarantined", { messageId: message.messageId, code: notPlaced });
  }
  await notices.arrive(
    {
      message,
      disposition: isPlaced ? "inactive-numbers" : "quarantined",
      ...(isPlaced ? {} : { reason: notPlaced }),
      openings: [],
      events: [],
      inactiveNumbers: told.map((notice) => ({ notice, receivedAt: now })),
      audit: placed.flatMap(({ notice, owners }) => auditOf(notice.nhsNumber, owners, message, now)),
    },
    now,
  );
  for (const localId of new Set(placed.flatMap(({ owners }) => owners.map((owner) => owner.localId)))) {
    changes.publish({ kind: "case-changed", localId });
  }
  changes.publish({ kind: "health-changed" });
}

const notPlaced: ErrorCode = "CPIS_NOTICE_NOT_PLACED";

function numbersOf(subject: CaseRecord["subject"]): readonly (string | undefined)[] {
  return [
    subject.kind === "child" ? subject.child.nhsNumber : undefined,
    subject.beforeBirth?.mother?.nhsNumber,
  ];
}

function auditOf(
  nhsNumber: string,
  owners: readonly CaseRecord[],
  { messageId }: MessageKey,
  at: number,
): readonly AuditEntry[] {
  const entry = (subject: AuditEntry["subject"]): AuditEntry => ({
    at,
    action: "notice-routed",
    reason: owners.length > 0 ? "inactive-number case" : "inactive-number data-officer",
    messageId,
    ...(subject === undefined ? {} : { subject }),
  });
  if (owners.length === 0) return [entry({ nhsNumber })];
  return owners.map(({ localId }) => entry({ nhsNumber, localId }));
}

// A team that nobody is in would be nobody's inbox (H-18).
function withKnownTeam(
  record: CaseRecord,
  { directory }: Pick<CouncilPlan, "directory">,
): Pick<CaseRecord, "worker" | "teamId"> {
  const { worker, teamId } = record;
  return {
    ...(worker === undefined ? {} : { worker }),
    ...(teamId === undefined || !isTeam(directory, teamId) ? {} : { teamId }),
  };
}
