import type { CouncilPlan } from "../../../config/council-plan.js";
import type { UploadList, WorkEntry, WorkList } from "../../../contract/council.js";
import { countStates, countUnmapped, matchRate } from "../../../domain/coverage.js";
import { alarmAfterAttempts } from "../../../domain/resubmission.js";
import { lastsOn } from "../../../domain/sending.js";
import { workOwner, type WorkKind } from "../../../domain/work-item.js";
import type { OpenEpisode } from "../notices/inbox.js";
import type { CouncilPicture } from "../picture.js";
import { caseNames } from "../case-names.js";
import { damageWork } from "../damage.js";
import { orphanWork } from "../takeover/orphan-work.js";
import { caseWork } from "./case-work.js";

/** Everything that somebody has to do, worst of the whole council first, then case by case. */
export function createWorkList(
  plan: Pick<CouncilPlan, "placementCodes" | "statusTable" | "directory">,
  picture: CouncilPicture,
  uploads: UploadList,
  episodes: readonly OpenEpisode[],
  messages: readonly WorkEntry[],
): WorkList {
  const { cases, damage, sendings } = picture.input;
  const pictures = cases.flatMap(({ record }) => picture.caseOf(record.localId) ?? []);
  const inScope = pictures.filter(({ derivation }) =>
    derivation.periods.some((period) => lastsOn(period, picture.today)),
  );
  const work = new Map(pictures.map((one) => [one, caseWork(picture, one, plan.placementCodes)] as const));
  const states = inScope.map(({ visibility }) => visibility);
  const [notVisibleSince] = inScope
    .filter(({ visibility }) => visibility.kind === "not-visible")
    .flatMap((one) => work.get(one) ?? [])
    .flatMap(({ since }) => since ?? [])
    .sort();
  return {
    entries: [
      ...uploadWork(uploads),
      ...messages,
      ...noticeWork(episodes),
      ...(damage === undefined ? [] : damageWork(damage, cases, sendings)),
      ...orphanWork(picture),
      ...pictures.flatMap((one) => {
        const names = caseNames(plan.directory, one.stored.record);
        return (work.get(one) ?? []).map((entry) => ({ ...entry, ...names }));
      }),
    ],
    unmapped: countUnmapped(
      cases.map(({ record }) => record),
      plan.statusTable,
      picture.today,
    ),
    matchRate: matchRate(states),
    states: countStates(states),
    ...(notVisibleSince === undefined ? {} : { notVisibleSince }),
  };
}

// Only the latest file: what a later one has put right is nobody's task any more.
function uploadWork({ uploads, stopped }: UploadList): readonly WorkEntry[] {
  const [latest] = uploads;
  const entry = (kind: WorkKind, since?: string): WorkEntry => ({
    kind,
    owner: workOwner(kind),
    ...(since === undefined ? {} : { since }),
    ...(latest === undefined ? {} : { sequenceNumber: latest.sequenceNumber }),
    ...(latest?.fileCode === undefined ? {} : { code: latest.fileCode }),
  });
  const tasks: WorkEntry[] = [];
  if (stopped?.because === "another-system") tasks.push(entry("stop-other-system", stopped.since));
  if (stopped?.because === "takeover-not-approved") tasks.push(entry("settle-takeover", stopped.since));
  if (stopped?.because === "store-restored") tasks.push(entry("say-next-number", stopped.since));
  if (stopped?.because === "version-not-supported") tasks.push(entry("upgrade", stopped.since));
  if (latest === undefined) return tasks;
  const unreadable = latest.needsPerson === "answer-unreadable";
  if (unreadable) tasks.push(entry("resolve-held-answer", latest.sentAt));
  else if (latest.overdue || latest.needsPerson !== undefined) tasks.push(entry("no-answer", latest.sentAt));
  if (latest.state === "file-refused" || latest.state === "undelivered") {
    tasks.push(entry("mend-file", latest.answeredAt));
  }
  if (latest.state === "held") tasks.push(entry("resolve-held-answer", latest.answeredAt));
  if (latest.fileCode === "CPF04") tasks.push(entry("check-mapping-and-release", latest.answeredAt));
  if (latest.state === "resubmit" && latest.attempt >= alarmAfterAttempts) {
    tasks.push(entry("register-unavailable", latest.answeredAt));
  }
  return tasks;
}

function noticeWork(episodes: readonly OpenEpisode[]): readonly WorkEntry[] {
  return episodes
    .filter(
      ({ episode, state }) =>
        state.state !== "finished" && episode.openings.some(({ faults }) => faults.length > 0),
    )
    .map(({ name, episode }) => ({
      kind: "place-notice",
      owner: workOwner("place-notice"),
      since: episode.firstAt,
      episodeId: name,
    }));
}
