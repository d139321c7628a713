import { namespaces } from "../xml/namespaces.js";
import { readXml } from "../xml/read-xml.js";
import { childrenOf, isElement, optionalChild, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { malformedEnvelope, readingEnvelope } from "./envelope-fault.js";
import {
  buildContractBlocks,
  ebText,
  headerValues,
  messageHeaderNode,
  parseHeader,
  type EbxmlHeader,
  type HeaderSlot,
} from "./header.js";

/** One error of an ebXML ErrorList. For support staff; none of it is shown to clinicians (spine-transport 8.1). */
export interface EbxmlError {
  readonly errorCode: string;
  /** `Error` or `Warning`. */
  readonly severity: string;
  /** Spine puts its own number in front: `501319:Unknown eb:CPAId`. */
  readonly description?: string;
  readonly codeContext?: string;
}

/** A positive signal. `header.refToMessageId` is the message that was accepted. */
export interface AcknowledgmentSignal {
  readonly kind: "acknowledgment";
  readonly header: EbxmlHeader;
  /** From inside the acknowledgment element; equal to the header's. */
  readonly refToMessageId: string;
}

/** A negative signal. With warnings alone the message did not fail. */
export interface MessageErrorSignal {
  readonly kind: "message-error";
  readonly header: EbxmlHeader;
  readonly highestSeverity: string;
  readonly errors: readonly EbxmlError[];
}

/** Everything an ebXML envelope can be. */
export type EbxmlEnvelope =
  | {
      readonly kind: "message";
      readonly header: EbxmlHeader;
      /** Content-Id of the part that holds the payload, without angle brackets. */
      readonly payloadContentId: string;
    }
  | AcknowledgmentSignal
  | MessageErrorSignal;

/** An envelope may have this many bytes (spine-transport 3.3). */
export const maxEnvelopeBytes = 256_000;

const envelope = compileTemplate<HeaderSlot | "contractBlocks" | "href">(
  element(
    "SOAP:Envelope",
    {},
    element("SOAP:Header", {}, messageHeaderNode, markup("contractBlocks")),
    element(
      "SOAP:Body",
      {},
      element(
        "eb:Manifest",
        { "eb:version": "2.0", "SOAP:mustUnderstand": "1" },
        element(
          "eb:Reference",
          { "xlink:href": slot("href") },
          element("eb:Schema", {
            "eb:location": "http://www.nhsia.nhs.uk/schemas/HL7-Message.xsd",
            "eb:version": "1.0",
          }),
          element("eb:Description", { "xml:lang": "en" }, "HL7 payload"),
          element("hl7ebxml:Payload", { style: "HL7", encoding: "XML", version: "3.0" }),
        ),
      ),
    ),
  ),
  ["SOAP", "eb", "xlink", "hl7ebxml"],
);

/** Writes the envelope of a business message whose payload is in the part of that Content-Id. */
export function buildEnvelope(header: EbxmlHeader, payloadContentId: string): string {
  return envelope({
    ...headerValues(header),
    contractBlocks: buildContractBlocks(header),
    href: `cid:${payloadContentId}`,
  });
}

/**
 * Reads an envelope: a business message, an Acknowledgment or a MessageError.
 *
 * Throws `CPIS_ENVELOPE_MALFORMED` where a required element is missing, empty or there twice, or where the ebXML version
 * is not 2.0; `CPIS_XML_MALFORMED` and `CPIS_XML_TOO_LARGE` as the reader does.
 */
export function parseEnvelope(xml: string | Uint8Array): EbxmlEnvelope {
  const root = readXml(xml, { maxLength: maxEnvelopeBytes });
  if (!isElement(root, "Envelope", namespaces.soap)) throw malformedEnvelope("not a SOAP envelope");
  return readingEnvelope(() => parseSoap(root));
}

function parseSoap(root: XmlElement): EbxmlEnvelope {
  const soapHeader = requiredChild(root, "Header", namespaces.soap);
  const messageHeader = requiredChild(soapHeader, "MessageHeader", namespaces.eb);
  if (messageHeader.attributes[`{${namespaces.eb}}version`] !== "2.0") {
    throw malformedEnvelope("not ebXML version 2.0");
  }
  const header = parseHeader(soapHeader);
  const body = optionalChild(root, "Body", namespaces.soap);
  const blocks = [...soapHeader.children, ...(body?.children ?? [])];
  const errorList = blocks.find((block) => isElement(block, "ErrorList", namespaces.eb));
  if (errorList !== undefined) return parseErrorList(header, errorList);
  const acknowledgment = blocks.find((block) => isElement(block, "Acknowledgment", namespaces.eb));
  if (acknowledgment !== undefined) {
    return { kind: "acknowledgment", header, refToMessageId: ebText(acknowledgment, "RefToMessageId") };
  }
  if (body === undefined) throw malformedEnvelope("no Body");
  return { kind: "message", header, payloadContentId: parseManifest(body) };
}

function parseErrorList(header: EbxmlHeader, list: XmlElement): MessageErrorSignal {
  const errors = childrenOf(list, "Error", namespaces.eb).map((error) => {
    const description = optionalChild(error, "Description", namespaces.eb)?.text;
    const codeContext = error.attributes[`{${namespaces.eb}}codeContext`];
    return {
      errorCode: error.attributes[`{${namespaces.eb}}errorCode`] ?? "",
      severity: error.attributes[`{${namespaces.eb}}severity`] ?? "Error",
      ...(description === undefined ? {} : { description }),
      ...(codeContext === undefined ? {} : { codeContext }),
    };
  });
  const highestSeverity = list.attributes[`{${namespaces.eb}}highestSeverity`] ?? "Error";
  return { kind: "message-error", header, highestSeverity, errors };
}

// Spine reads the text after the first colon; exactly one reference is allowed (spine-transport 3.2, 4.2).
function parseManifest(body: XmlElement): string {
  const manifest = requiredChild(body, "Manifest", namespaces.eb);
  const reference = requiredChild(manifest, "Reference", namespaces.eb);
  const href = reference.attributes[`{${namespaces.xlink}}href`] ?? "";
  const contentId = href.slice(href.indexOf(":") + 1);
  if (!href.includes(":") || contentId === "") throw malformedEnvelope("the manifest names no part");
  return contentId;
}
