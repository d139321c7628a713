import type { InboundMeshMessage, OutboundMeshHead } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import { readXml } from "../xml/read-xml.js";
import { compileTemplate, element, slot } from "../xml/write-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import { buildMexHeaders } from "./mex-headers.js";
import { optional } from "./optional.js";

/** A control file of the Java MESH client: what headers are to the API (mesh section 11). */
export interface ControlFile {
  readonly messageType: "data" | "report";
  /** MESH's id, once there is one. */
  readonly messageId?: string;
  readonly workflowId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly localId?: string;
  readonly subject?: string;
  readonly fileName?: string;
  readonly partnerId?: string;
  readonly checksum?: string;
  readonly compressed: boolean;
  readonly encrypted: boolean;
  readonly status?: ControlStatus;
  /** Every element with text, names in lower case. */
  readonly received: Readonly<Record<string, string>>;
}

/** The client's last word on a message. */
export interface ControlStatus {
  readonly succeeded: boolean;
  readonly event?: string;
  readonly code?: string;
  readonly description?: string;
  /** As written; in the local time of the machine it was written on, so that nothing may be ordered by it. */
  readonly dateTime?: string;
}

const leaf = (name: string, value: string): ReturnType<typeof element> => element(`none:${name}`, {}, value);
const slotted = (name: string, key: string): ReturnType<typeof element> =>
  element(`none:${name}`, {}, slot(key));

const template = compileTemplate<"workflowId" | "to" | "from" | "subject" | "localId">(
  element(
    "none:DTSControl",
    {},
    leaf("Version", "1.0"),
    leaf("AddressType", "DTS"),
    leaf("MessageType", "Data"),
    slotted("WorkflowId", "workflowId"),
    slotted("To_DTS", "to"),
    slotted("From_DTS", "from"),
    slotted("Subject", "subject"),
    slotted("LocalId", "localId"),
    leaf("Compress", "Y"),
    leaf("AllowChunking", "N"),
    leaf("Encrypted", "N"),
  ),
  [],
);

/** Writes the control file of a message to send. Throws `CPIS_MESH_MESSAGE_INVALID` by the rules of the API's headers. */
export function buildControlFile(head: OutboundMeshHead, from: string): string {
  buildMexHeaders(head, { number: 1, total: 1 });
  const { workflowId, to, localId, subject = "" } = head;
  return template({ workflowId, to, from, subject, localId });
}

/**
 * Reads a control file leniently: elements in any order, unknown ones ignored, most of them optional. A document type or
 * anything that is not a whole document is refused.
 *
 * Throws `CPIS_MESH_CONTROL_FILE_MALFORMED`.
 */
export function parseControlFile(bytes: Uint8Array | string): ControlFile {
  const root = readRoot(bytes);
  const received: Record<string, string> = {};
  collect(root, "", received);
  const text = (name: string): string | undefined => received[name];
  const status = root.children.find((child) => child.name.toLowerCase() === "statusrecord");
  return {
    messageType: text("messagetype")?.toLowerCase() === "report" ? "report" : "data",
    compressed: text("iscompressed")?.toUpperCase() === "Y",
    encrypted: text("encrypted")?.toUpperCase() === "Y",
    received,
    ...optional("messageId", text("dtsid")),
    ...optional("workflowId", text("workflowid")),
    ...optional("from", text("from_dts")),
    ...optional("to", text("to_dts")),
    ...optional("localId", text("localid")),
    ...optional("subject", text("subject")),
    ...optional("fileName", text("filename")),
    ...optional("partnerId", text("partnerid")),
    ...optional("checksum", text("datachecksum")),
    ...optional("status", status === undefined ? undefined : readStatus(text)),
  };
}

function readStatus(text: (name: string) => string | undefined): ControlStatus {
  return {
    succeeded: text("statusrecord.status")?.toUpperCase() === "SUCCESS",
    ...optional("event", text("statusrecord.event")),
    ...optional("code", text("statusrecord.statuscode")),
    ...optional("description", text("statusrecord.description")),
    ...optional("dateTime", text("statusrecord.datetime")),
  };
}

function readRoot(bytes: Uint8Array | string): XmlElement {
  let root: XmlElement;
  try {
    root = readXml(bytes, { maxLength: 65_536 });
  } catch (cause) {
    throw new CpisError("CPIS_MESH_CONTROL_FILE_MALFORMED", { cause });
  }
  if (root.name === "DTSControl") return root;
  throw new CpisError("CPIS_MESH_CONTROL_FILE_MALFORMED", { context: { fault: "another root element" } });
}

function collect(parent: XmlElement, prefix: string, into: Record<string, string>): void {
  for (const child of parent.children) {
    const name = `${prefix}${child.name.toLowerCase()}`;
    const text = child.text.trim();
    if (child.children.length > 0) collect(child, `${name}.`, into);
    else if (text !== "" && !(name in into)) into[name] = text;
  }
}

/** What a control file in the IN folder says about a message, in the words that all mailboxes share. */
export function toInboundMessage(baseName: string, file: ControlFile): InboundMeshMessage {
  const facts = {
    messageId: baseName,
    received: file.received,
    ...optional("workflowId", file.workflowId),
    ...optional("from", file.from),
    ...optional("to", file.to),
    ...optional("localId", file.localId),
    ...optional("subject", file.subject),
  };
  if (file.messageType === "report") {
    return {
      kind: "report",
      ...facts,
      succeeded: file.status?.succeeded ?? false,
      ...optional("event", file.status?.event),
      ...optional("code", file.status?.code),
      ...optional("description", file.status?.description),
      ...optional("linkedMessageId", file.messageId === baseName ? undefined : file.messageId),
    };
  }
  return {
    kind: "data",
    ...facts,
    compressed: file.compressed,
    encrypted: file.encrypted,
    ...optional("fileName", file.fileName),
    ...optional("checksum", file.checksum),
  };
}
