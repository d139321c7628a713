import { parseMailboxMessage } from "../../../codec/hl7v3/mailbox-message.js";
import { mailboxXmlLimits } from "../../../codec/hl7v3/mailbox-root.js";
import { readXml } from "../../../codec/xml/read-xml.js";
import type { MeshReport } from "../../../domain/mesh-message.js";
import { decideMeshStatus } from "../../../domain/mesh-status.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { StoredMessage } from "../../../ports/notice-store.js";
import type { Logger } from "../../../ports/runtime.js";
import {
  receiveAccessNotification,
  receiveInactiveNumbers,
  type NoticeParts,
} from "../notices/receive-notices.js";
import { receiveAnswer, type AnswerParts } from "../uploads/receive-answer.js";
import { undelivered } from "../uploads/send-upload.js";

/** What stored messages are understood with. */
export interface ProcessParts extends NoticeParts, AnswerParts {
  readonly logger: Logger;
}

/**
 * Understands everything that is stored and not yet dealt with, oldest first.
 *
 * By root element, because how the files are labelled is not published for all of them. One that cannot be understood is set
 * aside with its bytes and an alarm, and the rest goes on; only a store that fails stops the round.
 */
export async function processMailbox(parts: ProcessParts): Promise<void> {
  for (const stored of await parts.mailbox.unprocessed()) {
    try {
      await processMessage(parts, stored);
    } catch (thrown) {
      if (CpisError.is(thrown, "CPIS_STORE_FAILED")) throw thrown;
      await quarantine(parts, stored, CpisError.is(thrown) ? thrown.code : "CPIS_INTERNAL");
    }
  }
}

async function processMessage(parts: ProcessParts, stored: StoredMessage): Promise<void> {
  const { message } = stored;
  if (message.kind === "report") {
    await receiveReport(parts, stored, message);
    return;
  }
  if (stored.unreadable) {
    await quarantine(parts, stored, "CPIS_MESH_CONTENT_UNREADABLE");
    return;
  }
  const parsed = parseMailboxMessage(readXml(await parts.mailbox.content(stored), mailboxXmlLimits));
  switch (parsed?.kind) {
    case "upload-acknowledgement":
      return receiveAnswer(parts, parsed, stored);
    case "access-notification":
      return receiveAccessNotification(parts, parsed, stored);
    case "inactive-nhs-number":
      return receiveInactiveNumbers(parts, parsed, stored);
    // A council's own kind of file has no business in its inbox.
    case "upload":
    case undefined:
      return quarantine(parts, stored, "CPIS_MESSAGE_UNKNOWN");
  }
}

async function quarantine(parts: ProcessParts, stored: StoredMessage, code: string): Promise<void> {
  const { messageId } = stored;
  parts.telemetry.alarm("mailbox-message-quarantined", { messageId, code });
  await parts.mailbox.conclude(stored, "quarantined", code, parts.clock.now());
  parts.changes.publish({ kind: "health-changed" });
}

// MESH speaks about one of our own files: that it was not collected, or was refused before anybody processed it.
async function receiveReport(parts: ProcessParts, stored: StoredMessage, report: MeshReport): Promise<void> {
  const { uploads, mailbox, clock, changes } = parts;
  const { code, event, localId, succeeded } = report;
  const meaning = decideMeshStatus({
    succeeded,
    ...(event === undefined ? {} : { event }),
    ...(code === undefined ? {} : { code }),
  });
  const upload = (await uploads.list(100)).find(({ meshLocalId }) => meshLocalId === localId);
  const owed = upload?.state === "sent" || upload?.state === "tracing";
  if (upload === undefined || !owed || meaning.kind !== "failed") {
    await mailbox.conclude(stored, "report", code, clock.now());
    return;
  }
  const { sequenceNumber } = upload;
  await undelivered(parts, sequenceNumber, code ?? "report", meaning.sameBytesMayGoAgain, stored);
  changes.publish({ kind: "upload-changed", sequenceNumber });
}
