import type { CouncilPlan } from "../../../config/council-plan.js";
import { decideMeshStatus } from "../../../domain/mesh-status.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { MeshMailbox, MeshSendOutcome } from "../../../ports/mailbox.js";
import type { Clock, Logger } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { StoredUpload, UploadStore } from "../../../ports/upload-store.js";
import { buildUploadContent } from "./build-upload.js";

/** What sending works with. */
export interface SendParts {
  readonly plan: Pick<CouncilPlan, "cpisMailboxId" | "uploadWorkflowId">;
  readonly mailbox: Pick<MeshMailbox, "send" | "track">;
  readonly uploads: UploadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/**
 * Brings the file in flight to MESH, or finds out whether it is there.
 *
 * Before the first byte leaves, the store says that it may have left; from then on the file is sent again only where MESH says
 * that it never had it (H-20).
 */
export async function advanceUpload(
  parts: SendParts,
  upload: StoredUpload,
  signal: AbortSignal,
): Promise<void> {
  if (upload.state === "tracing") await trace(parts, upload, signal);
  else if (upload.state === "queued") await send(parts, upload, signal);
}

async function send(parts: SendParts, upload: StoredUpload, signal: AbortSignal): Promise<void> {
  const { uploads, mailbox, plan, logger } = parts;
  const { sequenceNumber } = upload;
  const { content, hash } = await buildUploadContent(upload, uploads);
  if (upload.contentHash !== undefined && upload.contentHash !== hash) {
    // Chunks of another text are at MESH: these bytes cannot follow them.
    await undelivered(parts, sequenceNumber, "content-differs", false);
    return;
  }
  await uploads.markLeaving(sequenceNumber, hash);
  const outcome = await mailbox.send(
    {
      head: {
        to: plan.cpisMailboxId,
        workflowId: plan.uploadWorkflowId,
        localId: upload.meshLocalId,
        contentType: "application/xml",
      },
      content,
      ...(upload.progress === undefined ? {} : { resume: upload.progress }),
    },
    (progress) => uploads.markProgress(sequenceNumber, progress),
    signal,
  );
  logger.info("upload handed to MESH", { sequenceNumber, outcome: outcome.kind });
  await conclude(parts, sequenceNumber, outcome);
}

async function conclude(parts: SendParts, sequenceNumber: number, outcome: MeshSendOutcome): Promise<void> {
  const { uploads, clock, telemetry } = parts;
  switch (outcome.kind) {
    case "accepted":
      await uploads.markSent(sequenceNumber, clock.now(), outcome.messageId);
      return;
    case "not-sent":
      await uploads.markQueued(sequenceNumber);
      return;
    case "refused":
      await undelivered(parts, sequenceNumber, outcome.error.code, false);
      return;
    case "unknown":
      telemetry.alarm("upload-not-delivered", { sequenceNumber, code: outcome.error.code });
  }
}

// By our own reference: after a crash no message id is known.
async function trace(parts: SendParts, upload: StoredUpload, signal: AbortSignal): Promise<void> {
  const { uploads, mailbox, clock, telemetry } = parts;
  const { sequenceNumber, progress } = upload;
  const found = await mailbox.track({ localId: upload.meshLocalId }, signal);
  if (found.kind === "not-found") {
    await uploads.markQueued(sequenceNumber);
    return;
  }
  if (found.kind === "several") {
    telemetry.alarm("upload-not-delivered", { sequenceNumber, reason: "several" });
    return;
  }
  const { status, event, code, messageId } = found.tracking;
  if (status === "accepted" || status === "acknowledged") {
    await uploads.markSent(sequenceNumber, clock.now(), messageId);
  } else if (status === "uploading" && progress !== undefined) {
    await uploads.markQueued(sequenceNumber);
  } else if (status === "undeliverable" || status === "error") {
    const meaning = decideMeshStatus({
      succeeded: false,
      ...(event === undefined ? {} : { event }),
      ...(code === undefined ? {} : { code }),
    });
    const mayRepeat =
      status === "undeliverable" || (meaning.kind === "failed" && meaning.sameBytesMayGoAgain);
    await undelivered(parts, sequenceNumber, code ?? status, mayRepeat);
  }
}

/** MESH did not deliver a file. Where nobody has looked at it, today's data go again under a new number. */
export async function undelivered(
  { uploads, clock, telemetry }: Pick<SendParts, "uploads" | "clock" | "telemetry">,
  sequenceNumber: number,
  reason: string,
  mayRepeat: boolean,
  message?: { readonly mailboxId: string; readonly messageId: string },
): Promise<void> {
  const upload = await uploads.find(sequenceNumber);
  if (upload === undefined) throw new CpisError("CPIS_UPLOAD_NOT_FOUND");
  const at = new Date(clock.now()).toISOString();
  const outcome = mayRepeat
    ? ({ kind: "resubmit", at } as const)
    : ({ kind: "refused", at, reason: "file-refused", code: reason } as const);
  const outcomes = new Map<string, typeof outcome>();
  for await (const { nhsNumber } of uploads.records(sequenceNumber)) outcomes.set(nhsNumber, outcome);
  telemetry.alarm("upload-not-delivered", { sequenceNumber, code: reason });
  await uploads.settle(
    sequenceNumber,
    {
      state: "undelivered",
      reason,
      outcomes,
      ...(mayRepeat ? { resendAt: clock.now() } : {}),
      ...(message === undefined ? {} : { message }),
    },
    clock.now(),
  );
}
