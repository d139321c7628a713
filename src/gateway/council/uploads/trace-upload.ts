import { planChunks } from "../../../codec/mesh/chunks.js";
import type { UploadDoubt } from "../../../contract/council.js";
import type { MeshTracking } from "../../../domain/mesh-message.js";
import { decideMeshStatus } from "../../../domain/mesh-status.js";
import type { StoredUpload } from "../../../ports/upload-store.js";
import { buildUploadContent } from "./build-upload.js";
import { undelivered, type SendParts } from "./send-upload.js";

/** Finds out where a file is that may have left. */
export interface UploadTracer {
  /** Looks, if it is time to: MESH wants to be asked rarely (mesh section 5.7). */
  trace(upload: StoredUpload, signal: AbortSignal): Promise<void>;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** When MESH's own guidance looks for a message it has sent. A file that is not found until then is a person's to decide. */
const believedAfterMs = 60 * minuteMs;

/**
 * Traces by our own reference, because after a crash no message id is known.
 *
 * That MESH does not find a file proves nothing: the request may still be on its way, and the call by reference is deprecated, and
 * answers the same once it is withdrawn. Such a file is neither sent again nor replaced by another number. It is looked for at
 * lengthening intervals, and after an hour a person is told, who closes it or finds its answer (mesh sections 5.7 and 9, H-20).
 */
export function createUploadTracer(parts: SendParts): UploadTracer {
  let next: { readonly sequenceNumber: number; readonly at: number } | undefined;
  return {
    async trace(upload, signal) {
      const { sequenceNumber } = upload;
      const now = parts.clock.now();
      const waited = Math.max(0, now - (upload.leftAt ?? upload.createdAt));
      const pause = Math.min(Math.max(minuteMs, waited), dayMs);
      if (next?.sequenceNumber === sequenceNumber && now < next.at && next.at - now <= dayMs) return;
      next = { sequenceNumber, at: now + pause };
      const found = await parts.mailbox.track({ localId: upload.meshLocalId }, signal);
      if (found.kind === "found") await follow(parts, upload, found.tracking);
      else if (found.kind === "several") await doubt(parts, upload, "several");
      else if (waited >= Math.min(believedAfterMs, parts.plan.uploads.answerLimitMs)) {
        await doubt(parts, upload, "not-found");
      }
    },
  };
}

async function follow(parts: SendParts, upload: StoredUpload, tracking: MeshTracking): Promise<void> {
  const { uploads, clock } = parts;
  const { sequenceNumber } = upload;
  const { status, event, code, messageId } = tracking;
  if (status === "accepted" || status === "acknowledged") {
    await uploads.markSent(sequenceNumber, clock.now(), messageId);
  } else if (status === "uploading") {
    await goOn(parts, upload, messageId);
  } else if (status === "undeliverable" || status === "error") {
    const meaning = decideMeshStatus({
      succeeded: false,
      ...(event === undefined ? {} : { event }),
      ...(code === undefined ? {} : { code }),
    });
    const untouched =
      status === "undeliverable" || (meaning.kind === "failed" && meaning.sameBytesMayGoAgain);
    await undelivered(parts, sequenceNumber, code ?? status, untouched);
  }
}

// Pieces after the first only replace themselves. Where the first one's answer was lost, MESH names the message it began.
async function goOn(parts: SendParts, upload: StoredUpload, messageId: string | undefined): Promise<void> {
  const { uploads, plan } = parts;
  const { sequenceNumber, progress } = upload;
  if (progress === undefined) {
    if (plan.mesh.kind !== "https" || messageId === undefined) return;
    const { content } = await buildUploadContent(upload, uploads);
    const totalChunks = planChunks(content.byteLength, plan.mesh.chunking).length;
    if (totalChunks === 1) return;
    await uploads.markProgress(sequenceNumber, { messageId, chunksAccepted: 1, totalChunks });
  }
  await uploads.markQueued(sequenceNumber);
}

async function doubt(
  { uploads, telemetry }: SendParts,
  { sequenceNumber, reason }: StoredUpload,
  why: UploadDoubt,
): Promise<void> {
  if (reason === why) return;
  telemetry.alarm("upload-not-delivered", { sequenceNumber, reason: why });
  await uploads.markDoubt(sequenceNumber, why);
}
