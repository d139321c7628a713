import { parseMailboxMessage } from "../../../codec/hl7v3/mailbox-message.js";
import { mailboxXmlLimits } from "../../../codec/hl7v3/mailbox-root.js";
import { readXml } from "../../../codec/xml/read-xml.js";
import type { ErrorCode } from "../../../errors/codes.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { StoredMessage, UnusableMessage } from "../../../ports/notice-store.js";
import type { Logger } from "../../../ports/runtime.js";
import {
  receiveAccessNotification,
  receiveInactiveNumbers,
  type NoticeParts,
} from "../notices/receive-notices.js";
import { receiveAnswer, suspectAnswer, type AnswerParts } from "../uploads/receive-answer.js";
import { receiveReport } from "./receive-report.js";

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

const unusableCodes: Readonly<Record<UnusableMessage, ErrorCode>> = {
  "content-encoding": "CPIS_MESH_CONTENT_UNREADABLE",
  "id-with-other-bytes": "CPIS_MESH_MESSAGE_CHANGED",
  "row-damaged": "CPIS_SEAL_BROKEN",
};

async function processMessage(parts: ProcessParts, stored: StoredMessage): Promise<void> {
  const { message, unusable } = stored;
  if (unusable !== undefined) {
    await quarantine(parts, stored, unusableCodes[unusable]);
    return;
  }
  if (message.kind === "report") {
    if ((await receiveReport(parts, stored, message)) === "set-aside") {
      await quarantine(parts, stored, "CPIS_MESH_REPORT_UNMATCHED");
    }
    return;
  }
  const parsed = parseMailboxMessage(readXml(await parts.mailbox.content(stored), mailboxXmlLimits));
  switch (parsed?.kind) {
    case "upload-acknowledgement":
      return receiveAnswer(parts, parsed, stored);
    case "access-notification":
      return receiveAccessNotification(parts, parsed, stored);
    case "inactive-nhs-number":
      await receiveInactiveNumbers(parts, parsed, stored);
      return;
    // A council's own kind of file has no business in its inbox.
    case "upload":
    case undefined:
      return quarantine(parts, stored, "CPIS_MESSAGE_UNKNOWN");
  }
}

async function quarantine(parts: ProcessParts, stored: StoredMessage, code: string): Promise<void> {
  const { messageId } = stored;
  parts.telemetry.alarm("mailbox-message-quarantined", { messageId, code });
  await suspectAnswer(parts);
  await parts.mailbox.conclude(stored, "quarantined", code, parts.clock.now());
  parts.changes.publish({ kind: "health-changed" });
}
