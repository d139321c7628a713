import { childrenOf, malformed, requiredAttribute, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { organisationRoot, parseOrganisation, type Organisation } from "./datatypes.js";

/** One telephone number with what it is for. */
export interface Telecom {
  /** `WP` is the office-hours number, `EC` the emergency duty team's. */
  readonly use: string;
  /** Digits, perhaps with a leading `+`: the wire's value without its `tel:`. */
  readonly number: string;
}

/** The responsible local authority of a record. */
export interface Authority extends Organisation {
  readonly telecoms: readonly Telecom[];
}

function party(name: "communicationFunctionSnd" | "communicationFunctionRcv") {
  return compileTemplate<"root" | "odsCode" | "name" | "telecoms">(
    element(
      name,
      {},
      element(
        "organisation",
        {},
        element("id", { root: slot("root"), extension: slot("odsCode") }),
        element("name", {}, slot("name")),
        markup("telecoms"),
      ),
    ),
  );
}

const sender = party("communicationFunctionSnd");
const receiver = party("communicationFunctionRcv");
const telecom = compileTemplate<"use" | "value">(
  element("telecom", { use: slot("use"), value: slot("value") }),
);

/** The `communicationFunctionSnd` of a record or of an upload. */
export function buildAuthority(authority: Authority): string {
  return sender(partyValues(authority));
}

/** The `communicationFunctionRcv` of an acknowledgement. */
export function buildReceiver(authority: Authority): string {
  return receiver(partyValues(authority));
}

function partyValues(authority: Authority) {
  const telecoms = authority.telecoms.map(({ use, number }) => telecom({ use, value: `tel:${number}` }));
  return {
    root: organisationRoot(authority),
    odsCode: authority.odsCode,
    name: authority.name,
    telecoms: telecoms.join(""),
  };
}

/** Reads the `organisation` of a record strictly. */
export function parseAuthority(organisation: XmlElement): Authority {
  const telecoms = childrenOf(organisation, "telecom").map(parseTelecom);
  if (telecoms.length === 0 || telecoms.length > 2) throw malformed(organisation, "not one or two telecom");
  return { ...parseOrganisation(organisation), telecoms };
}

/** Reads one telephone number. `tel:` with no digits passes the schema, but nobody can ring it. */
export function parseTelecom(element: XmlElement): Telecom {
  const number = /^tel:(\+?[0-9]+)$/.exec(requiredAttribute(element, "value"))?.[1];
  if (number === undefined) throw malformed(element, "not a telephone number");
  return { use: requiredAttribute(element, "use"), number };
}
