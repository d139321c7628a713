import type { ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { UploadList, UploadOrdered, UploadView } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor, AuditEntry } from "../../../ports/audit.js";
import type { NewUpload, StoredUpload } from "../../../ports/upload-store.js";
import type { CouncilChanges } from "../council-changes.js";
import type { CouncilPicture } from "../picture.js";
import type { PictureSource } from "../picture-source.js";
import { planUpload } from "./plan-upload.js";
import { advanceUpload, type SendParts } from "./send-upload.js";
import { decideDueUpload, type DueUpload } from "./upload-schedule.js";

/** Files on their way to CP-IS. */
export interface UploadService {
  /** Opens a file now. Throws `CPIS_UPLOAD_NOT_POSSIBLE` while one is in flight or uploads are stopped. */
  order(kind: NewUpload["kind"], actor: AuditActor): Promise<UploadOrdered>;
  list(): Promise<UploadList>;
  /** Takes back a stop, with the reason why it is safe. */
  resume(reason: string, actor: AuditActor): Promise<void>;
  /** Gives up waiting for an answer, so that the next file may leave. The number is never used again. */
  close(sequenceNumber: number, reason: string, actor: AuditActor): Promise<void>;
  /** One round: open what is due, send what is queued, trace what may have left. Rounds never overlap. */
  work(signal: AbortSignal): Promise<void>;
}
export const UploadService: ServiceIdentifier<UploadService> = Symbol("UploadService");

/** What the service works with. */
export interface UploadServiceParts extends SendParts {
  readonly plan: CouncilPlan;
  readonly pictures: PictureSource;
  readonly changes: CouncilChanges;
}

const listed = 100;

/** One upload in flight, from whoever asks for it. */
export function createUploadService(parts: UploadServiceParts): UploadService {
  const { uploads, clock, changes } = parts;
  let round: Promise<void> = Promise.resolve();
  return {
    async order(kind, actor) {
      const opened = await openUpload(parts, { kind, attempt: 1, serves: {} }, actor);
      if (opened.kind === "not-possible") throw new CpisError("CPIS_UPLOAD_NOT_POSSIBLE");
      return opened;
    },
    list: () => listUploads(parts),
    async resume(reason, actor) {
      await uploads.resume({ at: clock.now(), action: "uploads-resumed", actor, reason });
      changes.publish({ kind: "upload-changed" });
    },
    async close(sequenceNumber, reason, actor) {
      const upload = await uploads.find(sequenceNumber);
      if (upload === undefined) throw new CpisError("CPIS_UPLOAD_NOT_FOUND");
      if (upload.state !== "sent" && upload.state !== "tracing")
        throw new CpisError("CPIS_UPLOAD_NOT_POSSIBLE");
      const audit: AuditEntry[] = [
        { at: clock.now(), action: "upload-closed", actor, messageId: String(sequenceNumber), reason },
      ];
      await uploads.settle(
        sequenceNumber,
        { state: "closed", reason: "closed-by-a-person", audit },
        clock.now(),
      );
      changes.publish({ kind: "upload-changed", sequenceNumber });
    },
    work(signal) {
      round = round.catch(() => undefined).then(() => workOnce(parts, signal));
      return round;
    },
  };
}

type Opened = UploadOrdered | { readonly kind: "not-possible" };

async function openUpload(
  { plan, pictures, uploads, clock, changes }: UploadServiceParts,
  { kind, attempt, serves }: DueUpload,
  actor?: AuditActor,
): Promise<Opened> {
  const contents = planUpload(await pictures.current(), kind);
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

async function workOnce(parts: UploadServiceParts, signal: AbortSignal): Promise<void> {
  const { uploads, changes } = parts;
  const waiting = await uploads.inFlight();
  if (waiting === undefined) await openDue(parts);
  const upload = waiting ?? (await uploads.inFlight());
  if (upload === undefined) return;
  if (upload.state === "sent") {
    warnWhenOverdue(parts, upload);
    return;
  }
  await advanceUpload(parts, upload, signal);
  const { sequenceNumber } = upload;
  if ((await uploads.find(sequenceNumber))?.state !== upload.state) {
    changes.publish({ kind: "upload-changed", sequenceNumber });
  }
}

async function openDue(parts: UploadServiceParts): Promise<void> {
  const { plan, uploads, clock, pictures } = parts;
  const [latest] = await uploads.list(1);
  const picture = await pictures.current();
  const due = decideDueUpload(
    plan.uploads,
    await uploads.status(),
    latest,
    oldestChange(picture),
    clock.now(),
  );
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

function oldestChange({ groups }: CouncilPicture): number | undefined {
  const changes = groups.flatMap(({ changedAt }) => changedAt ?? []);
  return changes.length === 0 ? undefined : Math.min(...changes);
}

const warned = new WeakMap<object, number>();

// Once for each file and process: the state stays on the screen, the alarm need not be repeated every second.
function warnWhenOverdue(parts: UploadServiceParts, upload: StoredUpload): void {
  if (!isOverdue(parts.plan, upload, parts.clock.now())) return;
  if (warned.get(parts) === upload.sequenceNumber) return;
  warned.set(parts, upload.sequenceNumber);
  parts.telemetry.alarm("upload-unanswered", { sequenceNumber: upload.sequenceNumber });
  parts.changes.publish({ kind: "upload-changed", sequenceNumber: upload.sequenceNumber });
}

/** Whether an answer is owed for longer than the limit. */
export function isOverdue(plan: Pick<CouncilPlan, "uploads">, upload: StoredUpload, now: number): boolean {
  const owed = upload.state === "sent" || upload.state === "tracing";
  return owed && now - (upload.sentAt ?? upload.createdAt) >= plan.uploads.answerLimitMs;
}

async function listUploads({ plan, uploads, pictures, clock }: UploadServiceParts): Promise<UploadList> {
  const { stopped, nextSequenceNumber } = await uploads.status();
  const picture = await pictures.current();
  const now = clock.now();
  const waiting = picture.groups.filter(
    ({ changedAt, reconciliation }) => changedAt !== undefined && reconciliation.changed,
  );
  return {
    uploads: (await uploads.list(listed)).map((upload) => toUploadView(plan, upload, now)),
    ...(stopped === undefined
      ? {}
      : { stopped: { because: stopped.because, since: toInstant(stopped.since) } }),
    nextSequenceNumber,
    waitingCases: new Set(waiting.flatMap(({ group }) => group.caseIds)).size,
  };
}

function toUploadView(plan: CouncilPlan, upload: StoredUpload, now: number): UploadView {
  const { sequenceNumber, kind, state, records, reason, succeeded, failed, fileCode } = upload;
  const at = (name: "sentAt" | "answeredAt" | "resendAt", moment: number | undefined) =>
    moment === undefined ? {} : { [name]: toInstant(moment) };
  return {
    sequenceNumber,
    kind,
    state,
    records,
    attempt: upload.attempt,
    createdAt: toInstant(upload.createdAt),
    overdue: isOverdue(plan, upload, now),
    ...(reason === undefined ? {} : { reason }),
    ...(succeeded === undefined ? {} : { succeeded }),
    ...(failed === undefined ? {} : { failed }),
    ...(fileCode === undefined ? {} : { fileCode }),
    ...at("sentAt", upload.sentAt),
    ...at("answeredAt", upload.answeredAt),
    ...at("resendAt", upload.resendAt),
  };
}
