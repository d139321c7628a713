import type { CouncilUploadsPlan } from "../../../config/council-plan.js";
import { londonTime } from "../../../domain/instant.js";
import { addDays } from "../../../domain/local-date.js";
import type { ServedTimes, StoredUpload, UploadStatus } from "../../../ports/upload-store.js";

const everyDay = [1, 2, 3, 4, 5, 6, 7] as const;

/** A file that the clock asks for now. */
export interface DueUpload {
  readonly kind: "changes" | "full";
  readonly attempt: number;
  /** The scheduled times that are served by it. */
  readonly serves: ServedTimes;
}

/**
 * Decides whether a file is due: a repeat after *unavailable*, a scheduled time that has passed and was not served, or a change
 * that has waited long enough. A gateway that was off at its time makes up for it once, not once for every day.
 */
export function decideDueUpload(
  plan: CouncilUploadsPlan,
  status: UploadStatus,
  latest: StoredUpload | undefined,
  oldestChangeAt: number | undefined,
  now: number,
): DueUpload | undefined {
  if (status.stopped !== undefined) return undefined;
  if (latest?.resendAt !== undefined) {
    if (now < latest.resendAt) return undefined;
    return { kind: latest.kind, attempt: latest.attempt + 1, serves: {} };
  }
  const full = latestSlot([plan.fullAt], plan.fullOn, now);
  const changes = latestSlot(plan.changesAt, everyDay, now);
  const fullDue = full !== undefined && full > (status.servedFull ?? "");
  const changesDue = changes !== undefined && changes > (status.servedChanges ?? "");
  const serves = {
    ...(changesDue ? { changes } : {}),
    ...(fullDue ? { full } : {}),
  };
  if (fullDue || changesDue) return { kind: fullDue ? "full" : "changes", attempt: 1, serves };
  const { afterChangeMs } = plan;
  if (afterChangeMs === undefined || oldestChangeAt === undefined) return undefined;
  return now - oldestChangeAt >= afterChangeMs ? { kind: "changes", attempt: 1, serves: {} } : undefined;
}

/**
 * The scheduled times that passed before a gateway without any history started: they are nobody's promise, and a file that
 * leaves the moment a program is started first is nobody's decision (H-22). Everything saved counts as a change and goes at the next time.
 */
export function slotsBeforeFirstStart(
  plan: CouncilUploadsPlan,
  { servedChanges, servedFull }: UploadStatus,
  latest: StoredUpload | undefined,
  now: number,
): ServedTimes | undefined {
  if (latest !== undefined || servedChanges !== undefined || servedFull !== undefined) return undefined;
  const changes = latestSlot(plan.changesAt, everyDay, now);
  const full = latestSlot([plan.fullAt], plan.fullOn, now);
  const slots = { ...(changes === undefined ? {} : { changes }), ...(full === undefined ? {} : { full }) };
  return changes === undefined && full === undefined ? undefined : slots;
}

/** The last scheduled time that is not in the future, as `yyyy-mm-ddThh:mm`; comparable as text. */
export function latestSlot(
  times: readonly string[],
  weekdays: readonly number[],
  now: number,
): string | undefined {
  const { date, time, weekday } = londonTime(now);
  for (let back = 0; back <= 7; back += 1) {
    const day = ((weekday - 1 - back + 14) % 7) + 1;
    if (!weekdays.includes(day)) continue;
    const past = [...times].sort().filter((slot) => back > 0 || slot <= time);
    const last = past.at(-1);
    if (last !== undefined) return `${addDays(date, -back)}T${last}`;
  }
  return undefined;
}
