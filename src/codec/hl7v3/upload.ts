import { CpisError } from "../../errors/cpis-error.js";
import {
  childrenOf,
  malformed,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildAuthority, parseAuthority, type Authority } from "./authority.js";
import { mailboxRoot } from "./mailbox-root.js";
import { parseInstant } from "./timestamp.js";
import { buildUploadRecord, parseUploadRecord, type UploadRecord } from "./upload-record.js";
import { mailboxRoots } from "./vocabulary.js";
import { requiredWholeNumber } from "./whole-number.js";

/** What a file says before its first record. */
export interface UploadHeader {
  /** When the file was made, with its offset. */
  readonly creationTime: string;
  /** Rises by one with every file of a council, and is never used twice. */
  readonly sequenceNumber: number;
  /** The council that uploads; an emergency duty number (`EC`) is mandatory. */
  readonly sender: Authority;
}

/** REPC_MT000002GB01: a local authority's plans, sent as a MESH file (cpis-messages 6). */
export interface Upload extends UploadHeader {
  readonly kind: "upload";
  readonly records: readonly UploadRecord[];
}

const file = compileTemplate<"creationTime" | "sequenceNumber" | "count" | "sender" | "records">(
  element(
    mailboxRoots.upload,
    {},
    element("creationTime", { value: slot("creationTime") }),
    element("id", { extension: slot("sequenceNumber") }),
    element("transmissionQuantity", { value: slot("count") }),
    markup("sender"),
    markup("records"),
  ),
  ["", "npfitlc"],
);

/** Writes a whole file. For files of any size see `streamUpload`. */
export function buildUpload(upload: Upload): string {
  return fill(upload, upload.records.length, upload.records.map(buildUploadRecord).join(""));
}

// A comment can stand in no value, because values are escaped: it marks where the records go, and is never sent.
const recordsPlace = "<!--records-->";
const chunkLength = 64 * 1024;

/**
 * Writes a file piece by piece, one record at a time, so that memory does not grow with the number of children.
 *
 * `count` is written before the first record. Throws `CPIS_MESSAGE_MALFORMED` where another number of records came: a file that
 * counts wrongly would be refused as a whole, so it must not leave.
 */
export async function* streamUpload(
  header: UploadHeader,
  count: number,
  records: Iterable<UploadRecord> | AsyncIterable<UploadRecord>,
): AsyncGenerator<string, void, undefined> {
  const [head = "", tail = ""] = fill(header, count, recordsPlace).split(recordsPlace);
  let text = head;
  let written = 0;
  for await (const record of records) {
    text += buildUploadRecord(record);
    written += 1;
    if (text.length < chunkLength) continue;
    yield text;
    text = "";
  }
  if (written !== count) {
    throw new CpisError("CPIS_MESSAGE_MALFORMED", {
      context: { fault: "another number of records", count, written },
    });
  }
  yield text + tail;
}

function fill(header: UploadHeader, count: number, records: string): string {
  if (!Number.isSafeInteger(header.sequenceNumber) || header.sequenceNumber < 0) {
    throw new CpisError("CPIS_MESSAGE_MALFORMED", { context: { fault: "not a sequence number" } });
  }
  return file({
    creationTime: header.creationTime,
    sequenceNumber: String(header.sequenceNumber),
    count: String(count),
    sender: buildAuthority(header.sender),
    records,
  });
}

/** Reads a file strictly: also that it counts its records rightly and names an emergency duty number once. */
export function parseUpload(source: string | Uint8Array | XmlElement): Upload {
  const root = mailboxRoot(source, mailboxRoots.upload);
  const creationTime = requiredAttribute(requiredChild(root, "creationTime"), "value");
  if (parseInstant(creationTime) === undefined) throw malformed(root, "creationTime is not a moment");
  const sequenceNumber = requiredWholeNumber(requiredChild(root, "id"), "extension");
  if (sequenceNumber < 0) throw malformed(root, "not a sequence number");
  const count = requiredWholeNumber(requiredChild(root, "transmissionQuantity"), "value");
  const sender = parseAuthority(requiredPath(root, "communicationFunctionSnd", "organisation"));
  if (sender.telecoms.filter(({ use }) => use.split(" ").includes("EC")).length !== 1) {
    throw malformed(root, "not exactly one emergency duty number");
  }
  const records = childrenOf(root, "record").map(parseUploadRecord);
  if (records.length === 0) throw malformed(root, "no record");
  if (records.length !== count) throw malformed(root, "transmissionQuantity is not the number of records");
  return { kind: "upload", creationTime, sequenceNumber, sender, records };
}
