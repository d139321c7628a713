import type { AccessNotification } from "../../../codec/hl7v3/access-notification.js";
import type { InactiveNhsNumberNotification } from "../../../codec/hl7v3/inactive-nhs-number.js";
import { toInactiveNumbers, toRecordOpenings } from "../../../codec/to-notices.js";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import { groupEpisodes, type Episode } from "../../../domain/episode.js";
import { newOpenings, openingKey, placeOpening } from "../../../domain/notification.js";
import { decideRoutes } from "../../../domain/notice-routing.js";
import type { AuditEntry } from "../../../ports/audit.js";
import type { CaseStore } from "../../../ports/case-store.js";
import type { EpisodeEvent, MessageKey, NoticeArrival, NoticeStore } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { CouncilChanges } from "../council-changes.js";
import { foldEpisode } from "./episode-state.js";

/** What notices are received with. */
export interface NoticeParts {
  readonly plan: CouncilPlan;
  readonly notices: NoticeStore;
  readonly cases: CaseStore;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
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
  const known = new Set((await notices.openings()).map(({ key }) => key));
  const records = (await cases.all()).map(({ record }) => record);
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
    // One that somebody is dealing with, or that waits for somebody, has its people already.
    if (before.length > 0 && foldEpisode(before).state !== "finished") return { name, record };
    const faults = episode.openings.flatMap((opening) => opening.faults);
    for (const to of decideRoutes(
      { cases: record === undefined ? [] : [record], faults },
      plan.notices,
      now,
    )) {
      events.push({ episodeId: name, event: { kind: "routed", at: now, to, why: "new" } });
      audit.push({
        at: now,
        action: "notice-routed",
        reason: `new ${to.kind}`,
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

/** Keeps the closed numbers: from here on nothing is uploaded under them, until a person has decided (H-24). */
export async function receiveInactiveNumbers(
  parts: NoticeParts,
  notification: InactiveNhsNumberNotification,
  message: MessageKey,
): Promise<void> {
  const receivedAt = parts.clock.now();
  const inactiveNumbers = toInactiveNumbers(notification).map((notice) => ({ notice, receivedAt }));
  await parts.notices.arrive(
    { message, disposition: "inactive-numbers", openings: [], events: [], inactiveNumbers, audit: [] },
    receivedAt,
  );
  const numbers = new Set(inactiveNumbers.map(({ notice }) => notice.nhsNumber));
  for (const { record } of await parts.cases.all()) {
    const { subject } = record;
    const own = [
      subject.kind === "child" ? subject.child.nhsNumber : undefined,
      subject.beforeBirth?.mother?.nhsNumber,
    ];
    if (own.some((number) => number !== undefined && numbers.has(number))) {
      parts.changes.publish({ kind: "case-changed", localId: record.localId });
    }
  }
  parts.changes.publish({ kind: "health-changed" });
}
