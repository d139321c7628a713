import type { LocalDate } from "../../domain/instant.js";
import type { RecordGap } from "../../domain/protection-record.js";
import { CpisError } from "../../errors/cpis-error.js";
import { childrenOf, isElement, type XmlElement } from "../xml/xml-element.js";
import { parseAccessRecord, type AccessRecord } from "./access-record.js";
import { parseTelecom, type Telecom } from "./authority.js";
import { documentOf } from "./document.js";
import { findInteraction } from "./find-interaction.js";
import { readPlan, type ChildPlan } from "./plan.js";
import { countAgrees, maxAccessRecords, parseAccessTotal, parseChildTotal } from "./query-response.js";
import { parseSubject, type Subject } from "./subject.js";
import { parseBirthTime } from "./timestamp.js";
import { interactions, oids } from "./vocabulary.js";

/** What could be read of one record. The authority's code and name are empty where they could not be. */
export interface ReadableRecord {
  readonly authority: {
    readonly odsCode: string;
    readonly name: string;
    readonly telecoms: readonly Telecom[];
  };
  readonly plans: readonly ChildPlan[];
  readonly subjects: readonly Subject[];
  /** Whether the record itself says whose it is: one NHS number at least, in whatever else of it is broken. */
  readonly identified: boolean;
}

/** What could be read of a response. */
export interface ReadableResponse {
  /** Whether the reply holds a subject at all, readable or not. Without one it says nothing about anybody. */
  readonly hasSubject: boolean;
  readonly records: readonly ReadableRecord[];
  readonly accesses: readonly AccessRecord[];
  readonly declaredAccessRecords?: number;
  readonly declaredChildRecords?: number;
  /** Every NHS number that stands anywhere in it, also in parts that could not be read otherwise (H-01). */
  readonly nhsNumbers: readonly string[];
  /** Every date of birth of a subject, likewise. */
  readonly birthDates: readonly LocalDate[];
}

type Identities = Pick<ReadableResponse, "nhsNumbers" | "birthDates">;

interface Reading {
  readonly gaps: Set<RecordGap>;
  /** Runs a strict reader; what it cannot read becomes a gap. */
  readonly attempt: <Result>(gap: RecordGap, read: () => Result) => Result | undefined;
}

/**
 * Reads a response for the banner: everything that can be read, and a gap for everything that cannot.
 *
 * A record about a child is never given up because some other part of the reply is broken (design section 5). Throws
 * only where the document is not well formed or not a response at all.
 */
export function readQueryResponse(xml: string | Uint8Array | XmlElement): {
  readonly response: ReadableResponse;
  readonly gaps: readonly RecordGap[];
} {
  const root = findInteraction(documentOf(xml), interactions.queryResponse);
  const reading = startReading();
  const subjects = childrenOf(root, "ControlActEvent").flatMap((act) => childrenOf(act, "subject"));
  const contents = subjects.flatMap((subject) => childrenOf(subject, "CP-ISNHSQueryResponse"));
  const response = { hasSubject: subjects.length > 0, ...readContents(contents, reading) };
  return { response, gaps: [...reading.gaps] };
}

function startReading(): Reading {
  const gaps = new Set<RecordGap>();
  const attempt: Reading["attempt"] = (gap, read) => {
    try {
      return read();
    } catch (error) {
      if (!CpisError.is(error, "CPIS_MESSAGE_MALFORMED")) throw error;
      gaps.add(gap);
      return undefined;
    }
  };
  return { gaps, attempt };
}

function readContents(
  contents: readonly XmlElement[],
  reading: Reading,
): Omit<ReadableResponse, "hasSubject"> {
  const { attempt, gaps } = reading;
  const elements = contents
    .flatMap((content) => childrenOf(content, "pertinentInformation14"))
    .flatMap((information) => childrenOf(information, "pertinentCP-ISRecordControlAct"))
    .flatMap((act) => childrenOf(act, "record"));
  const records = elements.map((record) => readRecord(record, reading));
  const listed = contents.flatMap((content) => childrenOf(content, "pertinentInformation13"));
  const accesses = listed.flatMap(
    (access) => attempt("access-unreadable", () => parseAccessRecord(access)) ?? [],
  );
  if (listed.length > maxAccessRecords) gaps.add("too-many-accesses");
  return {
    records,
    accesses,
    ...checkedTotals(contents, elements, listed.length, reading),
    ...identitiesIn(contents),
  };
}

// Counted are the elements that were sent, not those that could be read: an unreadable one is not a wrong total.
function checkedTotals(
  contents: readonly XmlElement[],
  sent: readonly XmlElement[],
  accessCount: number,
  { attempt, gaps }: Reading,
): Pick<ReadableResponse, "declaredAccessRecords" | "declaredChildRecords"> {
  const [content] = contents;
  if (content === undefined) return {};
  const access = attempt("access-count-differs", () => parseAccessTotal(content));
  const child = attempt("record-count-differs", () => parseChildTotal(content));
  const records = sent.map((record) => ({ plans: planElements(record) }));
  if (access !== undefined && access !== accessCount) gaps.add("access-count-differs");
  if (child !== undefined && !countAgrees(child, records)) gaps.add("record-count-differs");
  return {
    ...(access === undefined ? {} : { declaredAccessRecords: access }),
    ...(child === undefined ? {} : { declaredChildRecords: child }),
  };
}

function readRecord(record: XmlElement, { attempt, gaps }: Reading): ReadableRecord {
  const held = childrenOf(record, "CP-ISRecord");
  const plans = planElements(record).flatMap((information) => {
    const read = attempt("plan-unreadable", () => readPlan(information));
    if (read?.complete === false) gaps.add("plan-unreadable");
    return read === undefined ? [] : [read.plan];
  });
  const subjects = held
    .flatMap((one) => childrenOf(one, "subject"))
    .flatMap((subject) => attempt("subject-unreadable", () => parseSubject(subject)) ?? []);
  if (plans.length === 0) gaps.add("plan-unreadable");
  if (subjects.length === 0) gaps.add("subject-unreadable");
  const authority = readAuthority(record, { attempt, gaps });
  return { authority, plans, subjects, identified: identitiesIn(held).nhsNumbers.length > 0 };
}

function planElements(record: XmlElement): readonly XmlElement[] {
  return childrenOf(record, "CP-ISRecord").flatMap((held) => childrenOf(held, "pertinentInformation15"));
}

// Piece by piece: a telephone number is worth having even where the authority's code is broken.
function readAuthority(record: XmlElement, { attempt, gaps }: Reading): ReadableRecord["authority"] {
  const organisation = childrenOf(record, "communicationFunctionSnd")
    .flatMap((sender) => childrenOf(sender, "organisation"))
    .at(0);
  const parts = organisation?.children ?? [];
  const odsCode = parts.find((part) => isElement(part, "id"))?.attributes["extension"] ?? "";
  const name = parts.find((part) => isElement(part, "name"))?.text ?? "";
  const telecoms = parts
    .filter((part) => isElement(part, "telecom"))
    .flatMap((part) => attempt("authority-unreadable", () => parseTelecom(part)) ?? []);
  if (odsCode === "" || name === "" || telecoms.length === 0) gaps.add("authority-unreadable");
  return { odsCode, name, telecoms };
}

// A number that was left empty is not somebody else's; the record it stands in is unreadable, and that is said.
function identitiesIn(elements: readonly XmlElement[]): Identities {
  const nhsNumbers: string[] = [];
  const birthDates: LocalDate[] = [];
  const visit = ({ name, attributes, children }: XmlElement): void => {
    if (name === "id" && attributes["root"] === oids.nhsNumber)
      nhsNumbers.push(attributes["extension"] ?? "");
    if (name === "person.NHSnumber")
      for (const value of children) nhsNumbers.push(value.attributes["extension"] ?? "");
    const birthDate = name === "birthTime" ? parseBirthTime(attributes["value"] ?? "") : undefined;
    if (birthDate !== undefined) birthDates.push(birthDate);
    children.forEach(visit);
  };
  elements.forEach(visit);
  return { nhsNumbers: nhsNumbers.filter((number) => number !== ""), birthDates };
}
