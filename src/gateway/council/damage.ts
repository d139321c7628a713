import type { WorkEntry } from "../../contract/council.js";
import { toInstant } from "../../domain/instant.js";
import { workOwner } from "../../domain/work-item.js";
import type { NotVisibleReason, Visibility } from "../../domain/visibility-state.js";
import type { StoredCase } from "../../ports/case-store.js";
import type { DamagedRow } from "../../ports/damaged-row.js";
import type { StoredInactiveNumber } from "../../ports/notice-store.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { StoredSending, UploadStore } from "../../ports/upload-store.js";
import { numbersOfCase } from "../../domain/takeover-difference.js";

/** What the council's store cannot open any more. */
export interface CouncilDamage {
  readonly rows: readonly DamagedRow[];
  readonly keyOf: (nhsNumber: string) => string;
}

/**
 * Whether a damaged record of a file may have said the latest thing about a number.
 *
 * One whose child is not known may have been about anybody of whom its file, and every later one, is silent.
 */
export function hidesLatest(
  { rows, keyOf }: CouncilDamage,
  nhsNumber: string,
  sendings: readonly StoredSending[],
): boolean {
  const damaged = rows.filter(({ place }) => place === "file-record");
  if (damaged.length === 0) return false;
  const key = keyOf(nhsNumber);
  return damaged.some(
    ({ subject = key, sequenceNumber = 0 }) =>
      subject === key && !sendings.some((sending) => sending.sequenceNumber >= sequenceNumber),
  );
}

// What is said where nothing else is known of the child: the true reason is that something is known no more.
const weak: ReadonlySet<NotVisibleReason> = new Set(["not-sent", "nothing-to-share", "removed"]);

/** What follows from damage for a state: whatever CP-IS answered last is unknown, and unknown is never *visible* (H-20, H-21). */
export function withDamage(visibility: Visibility, isDamaged: boolean): Visibility {
  const { kind } = visibility;
  const follows =
    kind === "visible" || kind === "ended" || (kind === "not-visible" && weak.has(visibility.reason));
  return isDamaged && follows ? { kind: "not-visible", reason: "stored-record-damaged" } : visibility;
}

/** Closed numbers whose notice cannot be opened: the row still proves that the number is closed (H-24). */
export function damagedClosedNumbers(
  { rows, keyOf }: CouncilDamage,
  cases: readonly StoredCase[],
): readonly StoredInactiveNumber[] {
  const closed = new Map(
    rows.flatMap(({ place, subject, receivedAt = 0 }) =>
      place === "closed-number" && subject !== undefined ? [[subject, receivedAt] as const] : [],
    ),
  );
  if (closed.size === 0) return [];
  const numbers = new Set<string>(cases.flatMap(({ record }) => numbersOfCase(record)));
  return [...numbers].flatMap((nhsNumber) => {
    const receivedAt = closed.get(keyOf(nhsNumber));
    return receivedAt === undefined ? [] : [{ notice: { nhsNumber, replacements: [] }, receivedAt }];
  });
}

/** One task for each damaged row; a record of a file is nobody's task any more once a later file has said it anew. */
export function damageWork(
  { rows, keyOf }: CouncilDamage,
  cases: readonly StoredCase[],
  sendings: readonly StoredSending[],
): readonly WorkEntry[] {
  if (rows.length === 0) return [];
  const holders = new Map(
    cases.flatMap(({ record }) =>
      numbersOfCase(record).map((number) => [keyOf(number), record.localId] as const),
    ),
  );
  const latest = new Map(sendings.map((sending) => [keyOf(sending.nhsNumber), sending.sequenceNumber]));
  return rows.flatMap(({ place, subject, sequenceNumber, receivedAt, ...row }): readonly WorkEntry[] => {
    const isRecord = place === "file-record" && sequenceNumber !== undefined;
    if (isRecord && (latest.get(subject ?? "") ?? -1) >= sequenceNumber) return [];
    const localId = row.localId ?? holders.get(subject ?? "");
    const kind = "mend-stored-record";
    return [
      {
        kind,
        owner: workOwner(kind),
        code: "CPIS_SEAL_BROKEN",
        ...(localId === undefined ? {} : { localId }),
        ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
        ...(receivedAt === undefined ? {} : { since: toInstant(receivedAt) }),
      },
    ];
  });
}

/** A chore that says once of each damaged row that it was found. */
export function createDamageWatch(
  uploads: Pick<UploadStore, "damaged">,
  telemetry: Pick<Telemetry, "alarm">,
): () => Promise<void> {
  const told = new Set<string>();
  return async () => {
    const found = (await uploads.damaged()).filter(({ place, key }) => !told.has(`${place} ${key}`));
    if (found.length === 0) return;
    for (const { place, key } of found) told.add(`${place} ${key}`);
    telemetry.alarm("store-failed", { code: "CPIS_SEAL_BROKEN", count: found.length });
  };
}
