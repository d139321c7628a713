import { namespaces } from "../xml/namespaces.js";
import { readXml } from "../xml/read-xml.js";
import { isElement, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { maxEnvelopeBytes } from "./envelope.js";

/** One error of a fault's national error list (spine-transport 8.2). */
export interface SoapFaultError {
  readonly errorCode: string;
  readonly severity: string;
  readonly codeContext?: string;
  readonly location?: string;
  readonly description?: string;
}

/** A SOAP 1.1 fault with the errors Spine puts into its detail. */
export interface SoapFault {
  readonly faultCode: string;
  readonly faultString: string;
  readonly errors: readonly SoapFaultError[];
}

// SOAP 1.1: the three children of a fault are in no namespace.
const fault = compileTemplate<"faultCode" | "faultString" | "errors">(
  element(
    "SOAP:Envelope",
    {},
    element(
      "SOAP:Body",
      {},
      element(
        "SOAP:Fault",
        {},
        element("none:faultcode", {}, slot("faultCode")),
        element("none:faultstring", {}, slot("faultString")),
        element("none:detail", {}, element("nasp:errorList", {}, markup("errors"))),
      ),
    ),
  ),
  ["SOAP", "nasp"],
);

const errorFields = ["codeContext", "errorCode", "severity", "location", "description"] as const;
const errorParts = Object.fromEntries(
  errorFields.map((field) => [field, compileTemplate<"text">(element(`nasp:${field}`, {}, slot("text")))]),
);
const oneError = compileTemplate<"parts">(element("nasp:error", {}, markup("parts")));

/** Writes a fault, as Spine does on HTTP 500. */
export function buildSoapFault(content: SoapFault): string {
  const errors = content.errors.map((error) => {
    const parts = errorFields.map((field) => {
      const text = error[field];
      return text === undefined ? "" : errorParts[field]?.({ text });
    });
    return oneError({ parts: parts.join("") });
  });
  return fault({ faultCode: content.faultCode, faultString: content.faultString, errors: errors.join("") });
}

/** Reads a fault; undefined where the document is a SOAP envelope or anything else without one. */
export function parseSoapFault(xml: string | Uint8Array): SoapFault | undefined {
  const root = readXml(xml, { maxLength: maxEnvelopeBytes });
  if (!isElement(root, "Envelope", namespaces.soap)) return undefined;
  const body = root.children.find((child) => isElement(child, "Body", namespaces.soap));
  const found = body?.children.find((child) => isElement(child, "Fault", namespaces.soap));
  return found === undefined ? undefined : parseFault(found);
}

function parseFault(found: XmlElement): SoapFault {
  const text = (name: string): string =>
    found.children.find((child) => child.name === name)?.text.trim() ?? "";
  const detail = found.children.find((child) => child.name === "detail");
  const errors = (detail?.children ?? [])
    .filter((child) => isElement(child, "errorList", namespaces.nasp))
    .flatMap((list) => list.children.filter((child) => isElement(child, "error", namespaces.nasp)));
  return { faultCode: text("faultcode"), faultString: text("faultstring"), errors: errors.map(parseError) };
}

function parseError(error: XmlElement): SoapFaultError {
  const field = (name: string): string | undefined =>
    error.children.find((child) => isElement(child, name, namespaces.nasp))?.text.trim();
  const optional = (["codeContext", "location", "description"] as const).flatMap((name) => {
    const text = field(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    errorCode: field("errorCode") ?? "",
    severity: field("severity") ?? "",
    ...(Object.fromEntries(optional) as Partial<Record<"codeContext" | "location" | "description", string>>),
  };
}
