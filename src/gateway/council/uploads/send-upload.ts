import type { CouncilPlan } from "../../../config/council-plan.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { MeshMailbox, MeshSendOutcome } from "../../../ports/mailbox.js";
import type { Clock, Logger } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { StoredUpload, UploadStore } from "../../../ports/upload-store.js";
import { buildUploadContent } from "./build-upload.js";

/** What sending works with. */
export interface SendParts {
  readonly plan: Pick<CouncilPlan, "cpisMailboxId" | "uploadWorkflowId" | "mesh" | "uploads">;
  readonly mailbox: Pick<MeshMailbox, "send" | "track">;
  readonly uploads: UploadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/**
 * Brings a queued file to MESH.
 *
 * Before the first byte leaves, the store says that it may have left; from then on it is sent again only where MESH has refused it,
 * or nothing of it has left (H-20).
 */
export async function sendUpload(parts: SendParts, upload: StoredUpload, signal: AbortSignal): Promise<void> {
  const { uploads, mailbox, plan, logger, clock } = parts;
  const { sequenceNumber } = upload;
  const built = await buildIfIntact(parts, upload);
  if (built === undefined) return;
  const { content, hash } = built;
  const begun = upload.progress !== undefined;
  if (begun && upload.contentHash !== hash) {
    // Chunks of another text are at MESH: these bytes cannot follow them.
    await undelivered(parts, sequenceNumber, "content-differs", false);
    return;
  }
  await uploads.markLeaving(sequenceNumber, hash, clock.now());
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

// A file with a record that cannot be opened any more can never be made again: its children go into the next one.
async function buildIfIntact(parts: SendParts, upload: StoredUpload) {
  try {
    return await buildUploadContent(upload, parts.uploads);
  } catch (error) {
    if (!CpisError.is(error, "CPIS_SEAL_BROKEN")) throw error;
    await undelivered(parts, upload.sequenceNumber, "CPIS_SEAL_BROKEN", true);
    return undefined;
  }
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

/**
 * MESH did not deliver a file. Where nobody has looked at it, its children go into the next file, from that day's data; no file is
 * made for it by itself, because what kept this one away keeps the next one away too, and a person is told (H-20).
 */
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
  for await (const { nhsNumber } of uploads.records(sequenceNumber, "left-out"))
    outcomes.set(nhsNumber, outcome);
  telemetry.alarm("upload-not-delivered", { sequenceNumber, code: reason });
  await uploads.settle(
    sequenceNumber,
    {
      state: "undelivered",
      reason,
      outcomes,
      ...(message === undefined ? {} : { message }),
    },
    clock.now(),
  );
}
