import type { CouncilPlan } from "../../../config/council-plan.js";
import type { UploadDoubt, UploadList, UploadView } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import type { Clock } from "../../../ports/runtime.js";
import type { StoredUpload, UploadStore } from "../../../ports/upload-store.js";
import type { PictureSource } from "../picture-source.js";

const listed = 100;

/** The latest files as pages show them, with what waits for the next. */
export async function listUploads(parts: {
  readonly plan: CouncilPlan;
  readonly uploads: UploadStore;
  readonly pictures: PictureSource;
  readonly clock: Clock;
}): Promise<UploadList> {
  const { plan, uploads, pictures, clock } = parts;
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

/** Whether an answer is owed for longer than the limit. */
export function isOverdue(plan: Pick<CouncilPlan, "uploads">, upload: StoredUpload, now: number): boolean {
  const owed = upload.state === "sent" || upload.state === "tracing";
  return owed && now - (upload.sentAt ?? upload.leftAt ?? upload.createdAt) >= plan.uploads.answerLimitMs;
}

function toUploadView(plan: CouncilPlan, upload: StoredUpload, now: number): UploadView {
  const { sequenceNumber, kind, state, records, succeeded, failed, fileCode } = upload;
  const at = (name: "sentAt" | "answeredAt" | "resendAt", moment: number | undefined) =>
    moment === undefined ? {} : { [name]: toInstant(moment) };
  const doubt = doubtOf(upload);
  const inFlight = state === "queued" || state === "tracing" || state === "sent";
  return {
    sequenceNumber,
    kind,
    state,
    records,
    attempt: upload.attempt,
    createdAt: toInstant(upload.createdAt),
    overdue: isOverdue(plan, upload, now),
    ...(doubt === undefined ? {} : { needsPerson: doubt }),
    ...(upload.reason === undefined || inFlight ? {} : { reason: upload.reason }),
    ...(succeeded === undefined ? {} : { succeeded }),
    ...(failed === undefined ? {} : { failed }),
    ...(fileCode === undefined ? {} : { fileCode }),
    ...at("sentAt", upload.sentAt),
    ...at("answeredAt", upload.answeredAt),
    ...at("resendAt", upload.resendAt),
  };
}

// What a trace could not find is found once it is said to be sent; what could not be read stays unread.
function doubtOf({ state, reason }: StoredUpload): UploadDoubt | undefined {
  if (state !== "tracing" && state !== "sent") return undefined;
  if (reason === "answer-unreadable") return reason;
  return state === "tracing" && (reason === "not-found" || reason === "several") ? reason : undefined;
}
