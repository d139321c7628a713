import {
  malformed,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildAuthor, parseAuthor, type Author } from "./author.js";
import { parseInstant } from "./timestamp.js";

/** One earlier query of the same number, as a response lists it. */
export interface AccessRecord {
  readonly effectiveTime: string;
  /** The id of that query; equal to our own for the query that is being answered. */
  readonly queryId: string;
  readonly author: Author;
  readonly nhsNumber: string;
}

const access = compileTemplate<"effectiveTime" | "queryId" | "author" | "nhsNumber">(
  element(
    "pertinentInformation13",
    {},
    element(
      "pertinentCP-ISNHSQuery",
      {},
      element("effectiveTime", { value: slot("effectiveTime") }),
      element("id", { root: slot("queryId") }),
      markup("author"),
      element(
        "queryByParameter",
        {},
        element("person.NHSnumber", {}, element("value", { extension: slot("nhsNumber") })),
      ),
    ),
  ),
);

/** The `pertinentInformation13` of an access. */
export function buildAccessRecord(record: AccessRecord): string {
  return access({
    effectiveTime: record.effectiveTime,
    queryId: record.queryId,
    author: buildAuthor(record.author),
    nhsNumber: record.nhsNumber,
  });
}

/** Reads a `pertinentInformation13` strictly. */
export function parseAccessRecord(information: XmlElement): AccessRecord {
  const query = requiredChild(information, "pertinentCP-ISNHSQuery");
  const effectiveTime = requiredAttribute(requiredChild(query, "effectiveTime"), "value");
  if (parseInstant(effectiveTime) === undefined) throw malformed(query, "effectiveTime is not a moment");
  return {
    effectiveTime,
    queryId: requiredAttribute(requiredChild(query, "id"), "root"),
    author: parseAuthor(requiredChild(query, "author")),
    nhsNumber: requiredAttribute(
      requiredPath(query, "queryByParameter", "person.NHSnumber", "value"),
      "extension",
    ),
  };
}
