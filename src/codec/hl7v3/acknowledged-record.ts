import { childrenOf, malformed, optionalChild, requiredPath, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup } from "../xml/write-xml.js";
import { buildSubject, parseSubject, type Subject } from "./subject.js";
import { buildRecordContent, parseEchoedRecord, type EchoedRecord } from "./upload-record.js";

/** A record as the acknowledgement echoes it: an accepted one without its plans, a refused one whole, to be mended. */
export type AcknowledgedRecord =
  | { readonly valid: true; readonly subjects: readonly Subject[] }
  | ({ readonly valid: false } & EchoedRecord);

function template(name: "validCP-ISRecord" | "invalidCP-ISRecord") {
  return compileTemplate<"content">(
    element(
      "message",
      {},
      element(
        "cP-ISLAAcknowledgementResponse",
        {},
        element("pertinentInformation1", {}, element(name, {}, markup("content"))),
      ),
    ),
  );
}

const valid = template("validCP-ISRecord");
const invalid = template("invalidCP-ISRecord");

/** The `message` that echoes a record. */
export function buildAcknowledgedRecord(record: AcknowledgedRecord): string {
  if (record.valid) return valid({ content: record.subjects.map(buildSubject).join("") });
  return invalid({ content: buildRecordContent(record) });
}

/** Reads a `message` strictly. */
export function parseAcknowledgedRecord(message: XmlElement): AcknowledgedRecord {
  const choice = requiredPath(message, "cP-ISLAAcknowledgementResponse", "pertinentInformation1");
  const accepted = optionalChild(choice, "validCP-ISRecord");
  const refused = optionalChild(choice, "invalidCP-ISRecord");
  if ((accepted === undefined) === (refused === undefined)) throw malformed(choice, "not exactly one record");
  if (refused !== undefined) return { valid: false, ...parseEchoedRecord(refused) };
  const subjects = childrenOf(accepted ?? choice, "subject").map(parseSubject);
  if (subjects.length < 1 || subjects.length > 2) throw malformed(choice, "not one or two subjects");
  return { valid: true, subjects };
}
