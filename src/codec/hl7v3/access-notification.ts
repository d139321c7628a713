import {
  childrenOf,
  malformed,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildAuthor, parseAuthor, type Author } from "./author.js";
import type { Organisation } from "./datatypes.js";
import { mailboxRoot } from "./mailbox-root.js";
import { buildPersonIds, parseToldPersonIds, type PersonId } from "./person-id.js";
import { buildRecipient, parseRecipient } from "./recipient.js";
import { parseInstant } from "./timestamp.js";
import { mailboxRoots } from "./vocabulary.js";
import { requiredWholeNumber } from "./whole-number.js";

/** One query of a child's record in an unscheduled setting. */
export interface NotifiedQuery {
  /** When the record was opened. */
  readonly effectiveTime: string;
  /** The query's own id, by which a repeat is known. */
  readonly queryId: string;
  readonly author: Author;
  /** Whose record: an NHS number, with the council's own id where that was uploaded. */
  readonly personIds: readonly PersonId[];
}

/** The queries that concern what one upload supplied. */
export interface NotifiedAccess {
  readonly queries: readonly NotifiedQuery[];
  readonly uploadSequenceNumber: number;
}

/** REPC_MT000004GB01: who opened the records of a council's children (cpis-messages 8). May be empty. */
export interface AccessNotification {
  readonly kind: "access-notification";
  readonly effectiveTime: string;
  readonly id: string;
  /** As declared; whether it counts accesses or queries is not published. */
  readonly totalRecords: number;
  readonly accesses: readonly NotifiedAccess[];
  readonly recipient: Organisation;
}

const notification = compileTemplate<"effectiveTime" | "id" | "total" | "accesses" | "recipient">(
  element(
    mailboxRoots.accessNotification,
    {},
    element("effectiveTime", { value: slot("effectiveTime") }),
    element("id", { root: slot("id") }),
    element(
      "pertinentInformation",
      {},
      element("pertinentTotalReturnedRecords", {}, element("value", { value: slot("total") })),
    ),
    markup("accesses"),
    markup("recipient"),
  ),
  ["", "npfitlc"],
);
const access = compileTemplate<"queries" | "sequenceNumber">(
  element(
    "pertinentInformation1",
    {},
    element(
      "pertinentCP-ISRecordAccess",
      {},
      markup("queries"),
      element(
        "reference",
        {},
        element("referredToLAUploadFile", {}, element("value", { extension: slot("sequenceNumber") })),
      ),
    ),
  ),
);
const query = compileTemplate<"effectiveTime" | "queryId" | "author" | "personIds">(
  element(
    "pertinentInformation2",
    {},
    element(
      "pertinentCP-ISNHSQuery",
      {},
      element("effectiveTime", { value: slot("effectiveTime") }),
      element("id", { root: slot("queryId") }),
      markup("author"),
      element("queryByParameter", {}, element("person.id", {}, markup("personIds"))),
    ),
  ),
);

/** Writes a notification. */
export function buildAccessNotification(message: AccessNotification): string {
  const accesses = message.accesses.map(({ queries, uploadSequenceNumber }) =>
    access({
      queries: queries.map(buildNotifiedQuery).join(""),
      sequenceNumber: String(uploadSequenceNumber),
    }),
  );
  return notification({
    effectiveTime: message.effectiveTime,
    id: message.id,
    total: String(message.totalRecords),
    accesses: accesses.join(""),
    recipient: buildRecipient(message.recipient),
  });
}

function buildNotifiedQuery(notified: NotifiedQuery): string {
  return query({
    effectiveTime: notified.effectiveTime,
    queryId: notified.queryId,
    author: buildAuthor(notified.author),
    personIds: buildPersonIds("value", notified.personIds),
  });
}

/** Reads a notification strictly. One without any access is a notification too. */
export function parseAccessNotification(source: string | Uint8Array | XmlElement): AccessNotification {
  const root = mailboxRoot(source, mailboxRoots.accessNotification);
  return {
    kind: "access-notification",
    effectiveTime: parseMoment(root),
    id: requiredAttribute(requiredChild(root, "id"), "root"),
    totalRecords: requiredWholeNumber(
      requiredPath(root, "pertinentInformation", "pertinentTotalReturnedRecords", "value"),
      "value",
    ),
    accesses: childrenOf(root, "pertinentInformation1").map(parseAccess),
    recipient: parseRecipient(root),
  };
}

function parseAccess(information: XmlElement): NotifiedAccess {
  const recordAccess = requiredChild(information, "pertinentCP-ISRecordAccess");
  const queries = childrenOf(recordAccess, "pertinentInformation2").map((part) =>
    parseNotifiedQuery(requiredChild(part, "pertinentCP-ISNHSQuery")),
  );
  if (queries.length === 0) throw malformed(recordAccess, "no query");
  const file = requiredPath(recordAccess, "reference", "referredToLAUploadFile", "value");
  return { queries, uploadSequenceNumber: requiredWholeNumber(file, "extension") };
}

function parseNotifiedQuery(notified: XmlElement): NotifiedQuery {
  return {
    effectiveTime: parseMoment(notified),
    queryId: requiredAttribute(requiredChild(notified, "id"), "root"),
    author: parseAuthor(requiredChild(notified, "author")),
    personIds: parseToldPersonIds(requiredPath(notified, "queryByParameter", "person.id")),
  };
}

function parseMoment(parent: XmlElement): string {
  const value = requiredAttribute(requiredChild(parent, "effectiveTime"), "value");
  if (parseInstant(value) === undefined) throw malformed(parent, "effectiveTime is not a moment");
  return value;
}
