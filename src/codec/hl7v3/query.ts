import type { SilentReadForm } from "../../domain/silent-read.js";
import { requiredAttribute, requiredChild, requiredPath, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildAuthor, parseAuthor, type Author } from "./author.js";
import { documentOf } from "./document.js";
import { findInteraction } from "./find-interaction.js";
import { buildAccessEventType, parseAccessEventType } from "./silent-read.js";
import { interactions } from "./vocabulary.js";
import {
  buildWrapped,
  parseControlActAuthors,
  parseTransmission,
  type ControlActAuthors,
  type Transmission,
} from "./wrapper.js";

/** QUPC_IN000006GB01: asks CP-IS about one NHS number (cpis-messages 3). */
export interface NhsQuery extends Transmission {
  readonly kind: "query";
  readonly controlAct: ControlActAuthors;
  /** Identifies this query; the access list of later responses repeats it. */
  readonly queryId: string;
  /** When the question was asked, with its offset. */
  readonly effectiveTime: string;
  /**
   * How the access mode is written. Absent: an ordinary, unscheduled query, which tells the council. A form: a silent
   * read. `explicit-true`: unscheduled, said outright in the `nested` form.
   */
  readonly silentRead?: SilentReadForm | "explicit-true";
  readonly author: Author;
  /** A verified number, bare: the query parameter has no root. */
  readonly nhsNumber: string;
}

const payload = compileTemplate<
  | "effectiveTime"
  | "queryId"
  | "afterId"
  | "author"
  | "parameterBefore"
  | "nhsNumber"
  | "parameterAfter"
  | "atEnd"
>(
  element(
    "subject",
    { typeCode: "SUBJ" },
    element(
      "CP-ISQueryStub",
      {},
      element(
        "cP-ISNHSQuery",
        {},
        element("effectiveTime", { value: slot("effectiveTime") }),
        element("id", { root: slot("queryId") }),
        markup("afterId"),
        markup("author"),
        element(
          "queryByParameter",
          {},
          markup("parameterBefore"),
          element("person.NHSnumber", {}, element("value", { extension: slot("nhsNumber") })),
          markup("parameterAfter"),
        ),
        markup("atEnd"),
      ),
    ),
  ),
);

/** Writes a query. The same query always gives the same text. */
export function buildQuery(query: NhsQuery): string {
  const content = payload({
    effectiveTime: query.effectiveTime,
    queryId: query.queryId,
    author: buildAuthor(query.author),
    nhsNumber: query.nhsNumber,
    ...buildAccessEventType(query.silentRead),
  });
  return buildWrapped(interactions.query, query, query.controlAct, { content });
}

/** Reads a query strictly. */
export function parseQuery(xml: string | Uint8Array | XmlElement): NhsQuery {
  const root = findInteraction(documentOf(xml), interactions.query);
  const controlAct = requiredChild(root, "ControlActEvent");
  const query = requiredPath(controlAct, "subject", "CP-ISQueryStub", "cP-ISNHSQuery");
  const silentRead = parseAccessEventType(query);
  return {
    kind: "query",
    ...parseTransmission(root),
    controlAct: parseControlActAuthors(controlAct),
    queryId: requiredAttribute(requiredChild(query, "id"), "root"),
    effectiveTime: requiredAttribute(requiredChild(query, "effectiveTime"), "value"),
    ...(silentRead === undefined ? {} : { silentRead }),
    author: parseAuthor(requiredChild(query, "author")),
    nhsNumber: requiredAttribute(
      requiredPath(query, "queryByParameter", "person.NHSnumber", "value"),
      "extension",
    ),
  };
}
