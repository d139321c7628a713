import type { Telecom } from "../../codec/hl7v3/authority.js";
import { mailboxXmlLimits } from "../../codec/hl7v3/mailbox-root.js";
import { mailboxRoots } from "../../codec/hl7v3/vocabulary.js";
import { readXml } from "../../codec/xml/read-xml.js";
import { isElement, type XmlElement } from "../../codec/xml/xml-element.js";
import { CpisError } from "../../errors/cpis-error.js";
import { elementsAt } from "../path-query.js";
import { readUploadedRecord, type UploadedRecord } from "./read-uploaded-record.js";

/** What a file turned out to be. */
export type UploadReading =
  /** Corrupt, or not formed as the schema demands: CPF01. Both numbers are -1 where they could not be read. */
  | { readonly kind: "unreadable"; readonly sequenceNumber: number; readonly records: number }
  | {
      readonly kind: "file";
      readonly sequenceNumber: number;
      readonly sender: UploadSender;
      /** A rule about the sender that is broken; it is broken for every record (cpis-messages 6.3). */
      readonly fault?: string;
      readonly records: readonly UploadedRecord[];
    };

/** The council as a file names it; anything may be missing. */
export interface UploadSender {
  readonly odsCode: string;
  readonly name: string;
  readonly telecoms: readonly Telecom[];
}

/**
 * Reads an upload as leniently as it can be answered: one bad record must not take the others with it.
 *
 * The caps of `mailboxXmlLimits` hold. A file that is no XML, is not a `File`, counts its records wrongly or has a record that not
 * even an echo can be made of is unreadable as a whole.
 */
export function readUpload(content: Uint8Array): UploadReading {
  const root = rootOf(content);
  if (root === undefined) return { kind: "unreadable", sequenceNumber: -1, records: -1 };
  const sequenceNumber = wholeNumber(attributeAt(root, "extension", "id"));
  const elements = elementsAt(root, "record");
  const declared = wholeNumber(attributeAt(root, "value", "transmissionQuantity"));
  const records = elements.flatMap((element) => readUploadedRecord(element) ?? []);
  const whole = records.length === elements.length && records.length > 0 && declared === records.length;
  if (sequenceNumber < 0 || !whole) return { kind: "unreadable", sequenceNumber, records: elements.length };
  const sender = readSender(root);
  const fault = findSenderFault(sender);
  return { kind: "file", sequenceNumber, sender, records, ...(fault === undefined ? {} : { fault }) };
}

function rootOf(content: Uint8Array): XmlElement | undefined {
  try {
    const root = readXml(content, mailboxXmlLimits);
    return isElement(root, mailboxRoots.upload) ? root : undefined;
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}

function readSender(root: XmlElement): UploadSender {
  const at = (...path: readonly string[]): readonly XmlElement[] =>
    elementsAt(root, "communicationFunctionSnd", "organisation", ...path);
  return {
    odsCode: at("id")[0]?.attributes["extension"]?.trim() ?? "",
    name: at("name")[0]?.text.trim() ?? "",
    telecoms: at("telecom").map(({ attributes }) => ({
      use: attributes["use"] ?? "",
      number: /^tel:(\+?[0-9]+)$/.exec(attributes["value"] ?? "")?.[1] ?? "",
    })),
  };
}

// The names of the faults are Spine's own.
function findSenderFault({ odsCode, name, telecoms }: UploadSender): string | undefined {
  if (odsCode === "") return "MISSING_MANDATORY_FIELD Organisation ID";
  if (name === "") return "MISSING_MANDATORY_FIELD Organisation Name";
  const emergency = telecoms.filter(({ use }) => use.split(" ").includes("EC"));
  if (emergency.length > 1) return "DUPLICATE_TELECOM_TYPE EC";
  if (emergency[0]?.number === undefined || emergency[0].number === "")
    return "MISSING_MANDATORY_TELECOM_TYPE EC";
  return telecoms.some(({ number }) => number === "") ? "TELECOM_VALUE_IS_MANDATORY" : undefined;
}

function attributeAt(root: XmlElement, attribute: string, name: string): string | undefined {
  return elementsAt(root, name)[0]?.attributes[attribute];
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : -1;
}
