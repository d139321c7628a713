import type { CouncilPlan } from "../../../config/council-plan.js";
import type { UploadOrdered } from "../../../contract/council.js";
import type { AuditActor, AuditEntry } from "../../../ports/audit.js";
import type { StoredUpload } from "../../../ports/upload-store.js";
import type { CouncilChanges } from "../council-changes.js";
import type { CouncilPicture } from "../picture.js";
import type { PictureSource } from "../picture-source.js";
import type { TakeoverGate } from "../takeover/takeover-gate.js";
import { isOverdue } from "./list-uploads.js";
import { planUpload } from "./plan-upload.js";
import { sendUpload, type SendParts } from "./send-upload.js";
import { createUploadTracer } from "./trace-upload.js";
import { decideDueUpload, slotsBeforeFirstStart, type DueUpload } from "./upload-schedule.js";

/** What uploading works with. */
export interface UploadServiceParts extends SendParts {
  readonly plan: CouncilPlan;
  readonly pictures: PictureSource;
  readonly changes: CouncilChanges;
  readonly takeover: TakeoverGate;
}

/** One round: open what is due, send what is queued, trace what may have left. */
export type UploadRound = (signal: AbortSignal) => Promise<void>;

/** Rounds of one process; it remembers what it has said and looked for already. */
export function createUploadRounds(parts: UploadServiceParts): UploadRound {
  const { uploads, changes } = parts;
  const tracer = createUploadTracer(parts);
  const warn = createOverdueWarning(parts);
  let prunedAfter: number | undefined;
  return async (signal) => {
    const waiting = await uploads.inFlight();
    if (waiting === undefined) {
      const [latest] = await uploads.list(1);
      if (latest !== undefined && latest.sequenceNumber !== prunedAfter) {
        await uploads.prune();
        prunedAfter = latest.sequenceNumber;
      }
      await openDue(parts, latest);
    }
    const upload = waiting ?? (await uploads.inFlight());
    if (upload === undefined) return;
    warn(upload);
    if (upload.state === "sent") return;
    if (upload.state === "tracing") await tracer.trace(upload, signal);
    else await sendUpload(parts, upload, signal);
    const { sequenceNumber } = upload;
    const after = await uploads.find(sequenceNumber);
    if (after?.state !== upload.state || after.reason !== upload.reason) {
      changes.publish({ kind: "upload-changed", sequenceNumber });
    }
  };
}

/** What became of the wish to open a file. */
export type Opened = UploadOrdered | { readonly kind: "not-possible" };

/** Opens a file from today's data, unless there is nothing to say. */
export async function openUpload(
  { plan, pictures, takeover, uploads, clock, changes }: UploadServiceParts,
  { kind: wanted, attempt, serves }: DueUpload,
  actor?: AuditActor,
): Promise<Opened> {
  const picture = await pictures.current();
  const kind = await takeover.admit(wanted, picture);
  if (kind === undefined) return { kind: "not-possible" };
  const contents = planUpload(picture, kind);
  if (contents.records.length === 0) return { kind: "nothing-to-send" };
  const at = clock.now();
  const entry: AuditEntry = {
    at,
    action: "upload-opened",
    reason: kind,
    ...(actor === undefined ? {} : { actor }),
  };
  const opened = await uploads.open({ kind, attempt, serves, authority: plan.authority, ...contents }, at, [
    entry,
  ]);
  if (opened.kind !== "opened") return { kind: "not-possible" };
  const { sequenceNumber } = opened;
  changes.publish({ kind: "upload-changed", sequenceNumber });
  return { kind: "queued", sequenceNumber, records: contents.records.length };
}

async function openDue(parts: UploadServiceParts, latest: StoredUpload | undefined): Promise<void> {
  const { plan, uploads, clock, pictures } = parts;
  const now = clock.now();
  const missed = slotsBeforeFirstStart(plan.uploads, await uploads.status(), latest, now);
  if (missed !== undefined) await uploads.markServed(missed);
  const picture = await pictures.current();
  const due = decideDueUpload(plan.uploads, await uploads.status(), latest, oldestChange(picture), now);
  if (due === undefined) return;
  const opened = await openUpload(parts, due);
  if (opened.kind !== "nothing-to-send") return;
  await uploads.markServed(due.serves);
  if (latest?.resendAt !== undefined) {
    // Nothing of it is wanted any more: a repeat that can never be made must not stand in the way of the schedule.
    const { sequenceNumber, attempt } = latest;
    await uploads.settle(
      sequenceNumber,
      { state: "resubmit", reason: "nothing-left-to-repeat" },
      clock.now(),
    );
    parts.logger.info("upload not repeated", { sequenceNumber, count: attempt });
  }
}

// A wish about a child of whom there is nothing to say would be due for ever.
function oldestChange({ groups }: CouncilPicture): number | undefined {
  const moments = groups.flatMap(({ changedAt, wishedAt, reconciliation }) => [
    ...(changedAt === undefined ? [] : [changedAt]),
    ...(wishedAt === undefined || reconciliation.send.length === 0 ? [] : [wishedAt]),
  ]);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

// Once for each file and process: the state stays on the screen, the alarm need not be repeated in every round.
function createOverdueWarning(parts: UploadServiceParts): (upload: StoredUpload) => void {
  let warned: number | undefined;
  return (upload) => {
    const { sequenceNumber } = upload;
    if (warned === sequenceNumber || !isOverdue(parts.plan, upload, parts.clock.now())) return;
    warned = sequenceNumber;
    parts.telemetry.alarm("upload-unanswered", { sequenceNumber });
    parts.changes.publish({ kind: "upload-changed", sequenceNumber });
  };
}
