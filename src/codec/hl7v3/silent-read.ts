import type { SilentReadForm } from "../../domain/silent-read.js";
import { malformed, optionalChild, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element } from "../xml/write-xml.js";

/** The places of a query where a form of `accessEventType` may stand; all but one are empty. */
interface AccessEventPlaces {
  readonly afterId: string;
  readonly parameterBefore: string;
  readonly parameterAfter: string;
  readonly atEnd: string;
}

const nowhere: AccessEventPlaces = { afterId: "", parameterBefore: "", parameterAfter: "", atEnd: "" };

function nested(value: "true" | "false") {
  return compileTemplate<never>(
    element("accessEventType", {}, element("isUnscheduledAccessEvent", { value })),
  );
}
const nestedFalse = nested("false");
const nestedTrue = nested("true");
const attributeForm = compileTemplate<never>(
  element("accessEventType", { isUnscheduledAccessEvent: "false" }),
);
const valueForm = compileTemplate<never>(element("accessEventType", { value: "false" }));
const parameterForm = compileTemplate<never>(
  element("accessEventType", {}, element("value", { value: "false" })),
);

/**
 * Writes the access mode in the chosen form: the one place to correct once the Patch D schema is held
 * (cpis-messages 3.6). No form means no element, which CP-IS takes as unscheduled.
 */
export function buildAccessEventType(form: SilentReadForm | "explicit-true" | undefined): AccessEventPlaces {
  switch (form) {
    case undefined:
      return nowhere;
    case "explicit-true":
      return { ...nowhere, afterId: nestedTrue({}) };
    case "nested":
      return { ...nowhere, afterId: nestedFalse({}) };
    case "attribute":
      return { ...nowhere, afterId: attributeForm({}) };
    case "value":
      return { ...nowhere, afterId: valueForm({}) };
    case "parameter-before":
      return { ...nowhere, parameterBefore: parameterForm({}) };
    case "parameter-after":
      return { ...nowhere, parameterAfter: parameterForm({}) };
    case "nested-last":
      return { ...nowhere, atEnd: nestedFalse({}) };
  }
}

/**
 * Reads which form a query uses; undefined where it has none.
 *
 * An `accessEventType` that is in no known form is a fault: taking it for unscheduled would list an access that was
 * meant to be silent.
 */
export function parseAccessEventType(query: XmlElement): SilentReadForm | "explicit-true" | undefined {
  const parameters = requiredChild(query, "queryByParameter");
  const inQuery = optionalChild(query, "accessEventType");
  const inParameters = optionalChild(parameters, "accessEventType");
  if (inQuery !== undefined && inParameters !== undefined) throw malformed(query, "accessEventType twice");
  if (inParameters !== undefined) return parameterPlace(parameters, inParameters);
  return inQuery === undefined ? undefined : queryPlace(query, inQuery);
}

function parameterPlace(parameters: XmlElement, found: XmlElement): SilentReadForm {
  if (optionalChild(found, "value")?.attributes["value"] !== "false") throw unknownForm(found);
  return parameters.children[0] === found ? "parameter-before" : "parameter-after";
}

function queryPlace(query: XmlElement, found: XmlElement): SilentReadForm | "explicit-true" {
  const inner = optionalChild(found, "isUnscheduledAccessEvent")?.attributes["value"];
  const last = query.children.at(-1) === found;
  if (inner === "false") return last ? "nested-last" : "nested";
  if (last) throw unknownForm(found);
  if (inner === "true") return "explicit-true";
  if (found.attributes["isUnscheduledAccessEvent"] === "false") return "attribute";
  if (found.attributes["value"] === "false") return "value";
  throw unknownForm(found);
}

function unknownForm(found: XmlElement) {
  return malformed(found, "not a known form of the access mode");
}
