import {
  childrenOf,
  malformed,
  optionalChild,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildReceiver, parseAuthority, type Authority } from "./authority.js";
import {
  buildAcknowledgedRecord,
  parseAcknowledgedRecord,
  type AcknowledgedRecord,
} from "./acknowledged-record.js";
import { mailboxRoot } from "./mailbox-root.js";
import { buildRecordCode, parseRecordCode, type UploadRecordCode } from "./upload-record-code.js";
import { parseInstant } from "./timestamp.js";
import { mailboxRoots } from "./vocabulary.js";
import { requiredWholeNumber } from "./whole-number.js";

/** The code of a whole file, vocabulary CP-ISUploadFileResponse. */
export interface UploadFileCode {
  readonly code: string;
  readonly displayName: string;
}

/** What became of one record, and which of the echoed ones it is. */
export interface UploadRecordDetail {
  readonly code: UploadRecordCode;
  /** An XPath within this message; its exact style is not published. */
  readonly location: string;
}

/** REPC_MT000003GB01: what became of an upload (cpis-messages 7). */
export interface UploadAcknowledgement {
  readonly kind: "upload-acknowledgement";
  readonly creationTime: string;
  /** Of the upload; -1 where it could not be read. */
  readonly sequenceNumber: number;
  /** Records processed; -1 where they could not be counted. */
  readonly processed: number;
  readonly fileCodes: readonly UploadFileCode[];
  readonly recordDetails: readonly UploadRecordDetail[];
  readonly receiver: Authority;
  readonly failed: number;
  /** Every record, echoed: an accepted one by its subjects, a refused one whole. */
  readonly records: readonly AcknowledgedRecord[];
  readonly succeeded: number;
}

const count = (name: string, value: string) => element(name, {}, element("value", { value: slot(value) }));

const response = compileTemplate<
  | "creationTime"
  | "sequenceNumber"
  | "processed"
  | "fileCodes"
  | "recordDetails"
  | "receiver"
  | "failed"
  | "records"
  | "succeeded"
>(
  element(
    mailboxRoots.uploadAcknowledgement,
    {},
    element("creationTime", { value: slot("creationTime") }),
    element("id", { extension: slot("sequenceNumber") }),
    element("transmissionQuantity", { value: slot("processed") }),
    element("acknowledgementFile", {}, markup("fileCodes")),
    markup("recordDetails"),
    markup("receiver"),
    count("failedReturnedCP-ISRecords", "failed"),
    markup("records"),
    count("successfulReturnedCP-ISRecords", "succeeded"),
  ),
  ["", "npfitlc"],
);
const fileCode = compileTemplate<"code" | "displayName">(
  element(
    "acknowledgementFileDetail",
    {},
    element("code", { code: slot("code"), displayName: slot("displayName") }),
  ),
);
const recordDetails = compileTemplate<"details">(element("acknowledgementRecord", {}, markup("details")));
const recordDetail = compileTemplate<"code" | "location">(
  element("acknowledgementRecordDetail", {}, markup("code"), element("location", {}, slot("location"))),
);

/** Writes an acknowledgement. */
export function buildUploadAcknowledgement(message: UploadAcknowledgement): string {
  const details = message.recordDetails
    .map(({ code, location }) => recordDetail({ code: buildRecordCode(code), location }))
    .join("");
  return response({
    creationTime: message.creationTime,
    sequenceNumber: String(message.sequenceNumber),
    processed: String(message.processed),
    fileCodes: message.fileCodes.map(({ code, displayName }) => fileCode({ code, displayName })).join(""),
    recordDetails: details === "" ? "" : recordDetails({ details }),
    receiver: buildReceiver(message.receiver),
    failed: String(message.failed),
    records: message.records.map(buildAcknowledgedRecord).join(""),
    succeeded: String(message.succeeded),
  });
}

/** Reads an acknowledgement strictly in structure; its codes and counts are taken as they come, and judged later. */
export function parseUploadAcknowledgement(source: string | Uint8Array | XmlElement): UploadAcknowledgement {
  const root = mailboxRoot(source, mailboxRoots.uploadAcknowledgement);
  const creationTime = requiredAttribute(requiredChild(root, "creationTime"), "value");
  if (parseInstant(creationTime) === undefined) throw malformed(root, "creationTime is not a moment");
  const fileCodes = childrenOf(requiredChild(root, "acknowledgementFile"), "acknowledgementFileDetail");
  if (fileCodes.length === 0) throw malformed(root, "no file code");
  const details = optionalChild(root, "acknowledgementRecord");
  return {
    kind: "upload-acknowledgement",
    creationTime,
    sequenceNumber: requiredWholeNumber(requiredChild(root, "id"), "extension"),
    processed: requiredWholeNumber(requiredChild(root, "transmissionQuantity"), "value"),
    fileCodes: fileCodes.map(parseFileCode),
    recordDetails: details === undefined ? [] : parseRecordDetails(details),
    receiver: parseAuthority(requiredPath(root, "communicationFunctionRcv", "organisation")),
    failed: requiredWholeNumber(requiredPath(root, "failedReturnedCP-ISRecords", "value"), "value"),
    records: childrenOf(root, "message").map(parseAcknowledgedRecord),
    succeeded: requiredWholeNumber(requiredPath(root, "successfulReturnedCP-ISRecords", "value"), "value"),
  };
}

function parseFileCode(detail: XmlElement): UploadFileCode {
  const code = requiredChild(detail, "code");
  return { code: requiredAttribute(code, "code"), displayName: requiredAttribute(code, "displayName") };
}

function parseRecordDetails(element: XmlElement): readonly UploadRecordDetail[] {
  const details = childrenOf(element, "acknowledgementRecordDetail").map((detail) => ({
    code: parseRecordCode(requiredChild(detail, "code")),
    location: requiredChild(detail, "location").text,
  }));
  if (details.length === 0) throw malformed(element, "no record detail");
  return details;
}
