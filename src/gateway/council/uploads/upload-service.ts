import type { ServiceIdentifier } from "inversify";
import type { SendWished, UploadList, UploadOrdered } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor, AuditEntry } from "../../../ports/audit.js";
import type { NewUpload } from "../../../ports/upload-store.js";
import { listUploads } from "./list-uploads.js";
import { createUploadRounds, openUpload, type UploadServiceParts } from "./upload-rounds.js";

/** Files on their way to CP-IS. */
export interface UploadService {
  /** Opens a file now. Throws `CPIS_UPLOAD_NOT_POSSIBLE` while one is in flight or uploads are stopped. */
  order(kind: NewUpload["kind"], actor: AuditActor): Promise<UploadOrdered>;
  list(): Promise<UploadList>;
  /** Takes back a stop, with the reason why it is safe. */
  resume(reason: string, actor: AuditActor): Promise<void>;
  /** Gives up waiting for an answer, so that the next file may leave. The number is never used again. */
  close(sequenceNumber: number, reason: string, actor: AuditActor): Promise<void>;
  /** Wishes that a case goes into the next file, changed or not. Throws where there is nothing of it to send. */
  wish(localId: string, actor: AuditActor): Promise<SendWished>;
  /** One round: open what is due, send what is queued, trace what may have left. Rounds never overlap. */
  work(signal: AbortSignal): Promise<void>;
}
export const UploadService: ServiceIdentifier<UploadService> = Symbol("UploadService");

/** One upload in flight, from whoever asks for it. */
export function createUploadService(parts: UploadServiceParts): UploadService {
  const { uploads, clock, changes } = parts;
  const rounds = createUploadRounds(parts);
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
    wish: (localId, actor) => wishFor(parts, localId, actor),
    work(signal) {
      round = round.catch(() => undefined).then(() => rounds(signal));
      return round;
    },
  };
}

async function wishFor(
  { pictures, uploads, clock, changes }: UploadServiceParts,
  localId: string,
  actor: AuditActor,
): Promise<SendWished> {
  const picture = await pictures.current();
  const known = picture.caseOf(localId);
  if (known === undefined) throw new CpisError("CPIS_CASE_NOT_FOUND");
  const sendable = picture.groups.some(
    ({ group, reconciliation }) => group.caseIds.includes(localId) && reconciliation.send.length > 0,
  );
  if (!sendable) throw new CpisError("CPIS_UPLOAD_NOT_POSSIBLE");
  const askedAt = known.wishedAt ?? clock.now();
  if (known.wishedAt === undefined) {
    const entry: AuditEntry = { at: askedAt, action: "sending-asked", actor, subject: { localId } };
    await uploads.wish({ localId, askedAt }, entry);
    changes.publish({ kind: "case-changed", localId });
  }
  return { localId, askedAt: toInstant(askedAt) };
}
