import {
  childrenOf,
  malformed,
  optionalChild,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildAccessRecord, parseAccessRecord, type AccessRecord } from "./access-record.js";
import { buildReasons, parseReasons } from "./acknowledgement.js";
import { buildAuthority, parseAuthority, type Authority } from "./authority.js";
import type { CodedReason } from "./datatypes.js";
import { documentOf } from "./document.js";
import { findInteraction } from "./find-interaction.js";
import { buildPlan, parsePlan, type ChildPlan } from "./plan.js";
import { buildQueryAck, parseQueryAck } from "./query-failed.js";
import { buildSubject, parseSubject, type Subject } from "./subject.js";
import { interactions } from "./vocabulary.js";
import {
  buildWrapped,
  parseControlActAuthors,
  parseTransmission,
  type ControlActAuthors,
  type Transmission,
} from "./wrapper.js";

/** One record: what one local authority says about one person. */
export interface ChildRecord {
  readonly authority: Authority;
  /** One to three. */
  readonly plans: readonly ChildPlan[];
  /** One, or two where a young person on a plan is also a mother. */
  readonly subjects: readonly Subject[];
}

/** What CP-IS found. */
export interface ResponseContent {
  readonly effectiveTime: string;
  readonly responseId: string;
  readonly totalAccessRecords: number;
  readonly totalChildRecords: number;
  /** At most 25. */
  readonly accesses: readonly AccessRecord[];
  /** One group for each control act; public consumers assume one record in each, the schema does not. */
  readonly recordGroups: readonly (readonly ChildRecord[])[];
}

/** REPC_IN000007GB01: the answer to a query (cpis-messages 4). */
export interface QueryResponse extends Transmission {
  readonly kind: "query-response";
  readonly controlAct: ControlActAuthors;
  readonly reasons: readonly CodedReason[];
  /** Absent only in a form that no source attests; it is never *no record*. */
  readonly response?: ResponseContent;
  readonly queryResponseCode: string;
}

/** As many accesses as CP-IS lists (cpis-messages 12.3). */
export const maxAccessRecords = 25;

const content = compileTemplate<
  "effectiveTime" | "responseId" | "totalAccessRecords" | "totalChildRecords" | "accesses" | "groups"
>(
  element(
    "subject",
    { typeCode: "SUBJ" },
    element(
      "CP-ISNHSQueryResponse",
      {},
      element("effectiveTime", { value: slot("effectiveTime") }),
      element("id", { root: slot("responseId") }),
      total("pertinentInformation11", "pertinentTotalReturnedAccessRecords", "totalAccessRecords"),
      total("pertinentInformation12", "pertinentTotalReturnedChildRecords", "totalChildRecords"),
      markup("accesses"),
      markup("groups"),
    ),
  ),
);

function total(link: string, name: string, value: string) {
  return element(link, {}, element(name, {}, element("value", { value: slot(value) })));
}

const group = compileTemplate<"records">(
  element("pertinentInformation14", {}, element("pertinentCP-ISRecordControlAct", {}, markup("records"))),
);
const record = compileTemplate<"authority" | "plans" | "subjects">(
  element("record", {}, markup("authority"), element("CP-ISRecord", {}, markup("plans"), markup("subjects"))),
);

/** Writes a response. */
export function buildQueryResponse(message: QueryResponse): string {
  const subject = message.response === undefined ? "" : buildContent(message.response);
  return buildWrapped(interactions.queryResponse, message, message.controlAct, {
    content: buildReasons(message.reasons) + subject + buildQueryAck(message.queryResponseCode),
  });
}

function buildContent(response: ResponseContent): string {
  const groups = response.recordGroups.map((records) =>
    group({ records: records.map(buildRecord).join("") }),
  );
  return content({
    effectiveTime: response.effectiveTime,
    responseId: response.responseId,
    totalAccessRecords: response.totalAccessRecords.toFixed(0),
    totalChildRecords: response.totalChildRecords.toFixed(0),
    accesses: response.accesses.map(buildAccessRecord).join(""),
    groups: groups.join(""),
  });
}

function buildRecord(one: ChildRecord): string {
  return record({
    authority: buildAuthority(one.authority),
    plans: one.plans.map(buildPlan).join(""),
    subjects: one.subjects.map(buildSubject).join(""),
  });
}

/**
 * Reads a response strictly: an unknown template, more than 25 accesses or totals that disagree are faults.
 *
 * For the banner there is `readQueryResponse`, which never gives up what can be read.
 */
export function parseQueryResponse(xml: string | Uint8Array | XmlElement): QueryResponse {
  const root = findInteraction(documentOf(xml), interactions.queryResponse);
  const controlAct = requiredChild(root, "ControlActEvent");
  const subject = optionalChild(controlAct, "subject");
  const queryResponseCode = parseQueryAck(controlAct);
  if (queryResponseCode === undefined) throw malformed(controlAct, "no queryAck");
  return {
    kind: "query-response",
    ...parseTransmission(root),
    controlAct: parseControlActAuthors(controlAct),
    reasons: parseReasons(controlAct),
    ...(subject === undefined
      ? {}
      : { response: parseContent(requiredChild(subject, "CP-ISNHSQueryResponse")) }),
    queryResponseCode,
  };
}

function parseContent(response: XmlElement): ResponseContent {
  const accesses = childrenOf(response, "pertinentInformation13").map(parseAccessRecord);
  const recordGroups = childrenOf(response, "pertinentInformation14").map(parseGroup);
  const totalAccessRecords = parseAccessTotal(response);
  const totalChildRecords = parseChildTotal(response);
  if (recordGroups.length === 0) throw malformed(response, "no record");
  if (accesses.length > maxAccessRecords) throw malformed(response, "more than 25 access records");
  if (totalAccessRecords !== accesses.length)
    throw malformed(response, "the total of access records differs");
  if (!countAgrees(totalChildRecords, recordGroups.flat()))
    throw malformed(response, "the total of child records differs");
  return {
    effectiveTime: requiredAttribute(requiredChild(response, "effectiveTime"), "value"),
    responseId: requiredAttribute(requiredChild(response, "id"), "root"),
    totalAccessRecords,
    totalChildRecords,
    accesses,
    recordGroups,
  };
}

/** Whether a declared total fits: no source says whether it counts records or plans (cpis-messages 4.4). */
export function countAgrees(
  declared: number,
  records: readonly { readonly plans: readonly unknown[] }[],
): boolean {
  return declared === records.length || declared === records.flatMap(({ plans }) => plans).length;
}

/** Reads how many access records a response says that it holds. */
export function parseAccessTotal(response: XmlElement): number {
  return parseTotal(
    requiredPath(response, "pertinentInformation11", "pertinentTotalReturnedAccessRecords", "value"),
  );
}

/** Reads how many child records a response says that it holds. */
export function parseChildTotal(response: XmlElement): number {
  return parseTotal(
    requiredPath(response, "pertinentInformation12", "pertinentTotalReturnedChildRecords", "value"),
  );
}

function parseTotal(value: XmlElement): number {
  const digits = requiredAttribute(value, "value");
  if (!/^[0-9]{1,9}$/.test(digits)) throw malformed(value, "not a count");
  return Number(digits);
}

function parseGroup(information: XmlElement): readonly ChildRecord[] {
  const records = childrenOf(requiredChild(information, "pertinentCP-ISRecordControlAct"), "record");
  if (records.length === 0) throw malformed(information, "no record");
  return records.map(parseRecord);
}

function parseRecord(element: XmlElement): ChildRecord {
  const held = requiredChild(element, "CP-ISRecord");
  const plans = childrenOf(held, "pertinentInformation15").map(parsePlan);
  const subjects = childrenOf(held, "subject").map(parseSubject);
  if (plans.length === 0 || plans.length > 3) throw malformed(held, "not one to three plans");
  if (subjects.length === 0 || subjects.length > 2) throw malformed(held, "not one or two subjects");
  const authority = parseAuthority(requiredPath(element, "communicationFunctionSnd", "organisation"));
  return { authority, plans, subjects };
}
