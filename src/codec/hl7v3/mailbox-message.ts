import { isElement, type XmlElement } from "../xml/xml-element.js";
import {
  buildAccessNotification,
  parseAccessNotification,
  type AccessNotification,
} from "./access-notification.js";
import {
  buildInactiveNhsNumber,
  parseInactiveNhsNumber,
  type InactiveNhsNumberNotification,
} from "./inactive-nhs-number.js";
import { buildUpload, parseUpload, type Upload } from "./upload.js";
import {
  buildUploadAcknowledgement,
  parseUploadAcknowledgement,
  type UploadAcknowledgement,
} from "./upload-acknowledgement.js";
import { mailboxRoots } from "./vocabulary.js";

/** Every message that travels by MESH. */
export type MailboxMessage =
  Upload | UploadAcknowledgement | AccessNotification | InactiveNhsNumberNotification;

const parsers: Readonly<Record<string, ((root: XmlElement) => MailboxMessage) | undefined>> = {
  [mailboxRoots.upload]: parseUpload,
  [mailboxRoots.uploadAcknowledgement]: parseUploadAcknowledgement,
  [mailboxRoots.accessNotification]: parseAccessNotification,
  [mailboxRoots.inactiveNhsNumber]: parseInactiveNhsNumber,
};

/**
 * Reads a message that came, or goes, by MESH; undefined where the root is none of theirs.
 *
 * By root element: how the files are labelled on MESH is not published for all of them (cpis-messages 1.1).
 */
export function parseMailboxMessage(root: XmlElement): MailboxMessage | undefined {
  if (!isElement(root, root.name)) return undefined;
  return Object.hasOwn(parsers, root.name) ? parsers[root.name]?.(root) : undefined;
}

/** Writes a message that goes, or came, by MESH. */
export function buildMailboxMessage(message: MailboxMessage): string {
  switch (message.kind) {
    case "upload":
      return buildUpload(message);
    case "upload-acknowledgement":
      return buildUploadAcknowledgement(message);
    case "access-notification":
      return buildAccessNotification(message);
    case "inactive-nhs-number":
      return buildInactiveNhsNumber(message);
  }
}
