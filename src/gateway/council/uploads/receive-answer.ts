import type { UploadAcknowledgement } from "../../../codec/hl7v3/upload-acknowledgement.js";
import { toUploadAnswer } from "../../../codec/to-upload-answer.js";
import { toInstant } from "../../../domain/instant.js";
import {
  decideAnswerOwner,
  decideUploadOutcome,
  type UploadOutcome,
} from "../../../domain/upload-outcome.js";
import type { SentSubject } from "../../../domain/upload-pairing.js";
import { alarmAfterAttempts, resubmitPauseMs } from "../../../domain/resubmission.js";
import type { MailboxStore, MessageKey } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { StoredUpload, UploadSettlement, UploadStore } from "../../../ports/upload-store.js";
import type { CouncilChanges } from "../council-changes.js";
import { isPreviousSystems } from "../takeover/stale-answer.js";

/** What answers are judged with. */
export interface AnswerParts {
  readonly uploads: UploadStore;
  readonly mailbox: MailboxStore;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/**
 * Settles the upload that an acknowledgement belongs to, in one transaction with the message that brought it.
 *
 * An answer to a file that never left us stops every further upload: another system uploads for this council, and two of them
 * overwrite each other's plans (H-20).
 */
export async function receiveAnswer(
  parts: AnswerParts,
  acknowledgement: UploadAcknowledgement,
  key: MessageKey,
): Promise<void> {
  const { uploads, mailbox, clock } = parts;
  const answer = toUploadAnswer(acknowledgement);
  const inFlight = await uploads.inFlight();
  const named = await uploads.find(answer.sequenceNumber);
  const left = inFlight === undefined || inFlight.state === "queued" ? undefined : inFlight.sequenceNumber;
  const owner = decideAnswerOwner(answer.sequenceNumber, {
    ...(left === undefined ? {} : { inFlight: left }),
    wasAnswered: () => named !== undefined && named.state !== "queued",
  });
  if (owner === "another-system" || (owner === "unreadable" && left === undefined)) {
    await stopForOther(parts, key);
    return;
  }
  const upload = owner === "answered-before" ? named : inFlight;
  const awaits = owner !== "answered-before" || upload?.state === "closed" || upload?.state === "undelivered";
  if (upload === undefined || !awaits) {
    await mailbox.conclude(key, "repeated-answer", undefined, clock.now());
    return;
  }
  if (await isPreviousSystems(acknowledgement.creationTime, upload, uploads)) {
    await stopForOther(parts, key);
    return;
  }
  const subjects: SentSubject[] = [];
  for await (const { nhsNumber, localIds } of uploads.records(upload.sequenceNumber)) {
    subjects.push({ nhsNumber, localIds });
  }
  const sent = { sequenceNumber: upload.sequenceNumber, subjects };
  // Read once: the pause before a repeat counts from the very moment that is recorded as the answer's.
  const now = clock.now();
  const outcome = decideUploadOutcome(sent, answer, toInstant(now));
  const settlement = toSettlement(upload, outcome, acknowledgement, key, now);
  await uploads.settle(upload.sequenceNumber, settlement, now);
  raise(parts, upload, outcome);
  parts.changes.publish({ kind: "upload-changed", sequenceNumber: upload.sequenceNumber });
}

/**
 * Says of the file in flight that a message came which cannot be read: it may have been the file's answer, and then no other comes.
 */
export async function suspectAnswer({ uploads, changes, telemetry }: AnswerParts): Promise<void> {
  const upload = await uploads.inFlight();
  if (upload === undefined || upload.state === "queued" || upload.reason === "answer-unreadable") return;
  const { sequenceNumber } = upload;
  await uploads.markDoubt(sequenceNumber, "answer-unreadable");
  telemetry.alarm("upload-unanswered", { sequenceNumber, reason: "answer-unreadable" });
  changes.publish({ kind: "upload-changed", sequenceNumber });
}

async function stopForOther(
  { uploads, changes, clock, telemetry }: AnswerParts,
  key: MessageKey,
): Promise<void> {
  const at = clock.now();
  telemetry.alarm("another-system-uploads", { messageId: key.messageId });
  await uploads.stop("another-system", at, key, [
    { at, action: "uploads-stopped", messageId: key.messageId, reason: "another-system" },
  ]);
  changes.publish({ kind: "upload-changed" });
}

function toSettlement(
  upload: StoredUpload,
  { state, subjects: outcomes }: UploadOutcome,
  { fileCodes, succeeded, failed }: UploadAcknowledgement,
  message: MessageKey,
  now: number,
): UploadSettlement {
  const code = fileCodes[0]?.code;
  return {
    state: state.kind,
    outcomes,
    message,
    succeeded,
    failed,
    ...(code === undefined ? {} : { fileCode: code }),
    ...(state.kind === "held" ? { reason: state.reason } : {}),
    ...(state.kind === "resubmit" ? { resendAt: now + resubmitPauseMs(upload.attempt) } : {}),
    ...(state.kind === "blocked" ? { stop: "version-not-supported" as const } : {}),
  };
}

function raise({ telemetry }: AnswerParts, upload: StoredUpload, { state, subjects }: UploadOutcome): void {
  const { sequenceNumber, attempt } = upload;
  const held = [...subjects.values()].find((outcome) => outcome.kind === "held");
  if (held?.kind === "held") telemetry.alarm("upload-held", { sequenceNumber, reason: held.reason });
  if (state.kind === "file-refused" || state.kind === "blocked") {
    telemetry.alarm("upload-refused", { sequenceNumber, reason: state.kind });
  }
  if (state.kind === "resubmit" && attempt >= alarmAfterAttempts) {
    telemetry.alarm("register-unavailable", { sequenceNumber, count: attempt });
  }
}
