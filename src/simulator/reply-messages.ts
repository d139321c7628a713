import { buildApplicationAcknowledgement } from "../codec/hl7v3/application-acknowledgement.js";
import type { Authority } from "../codec/hl7v3/authority.js";
import type { CodedReason } from "../codec/hl7v3/datatypes.js";
import { buildQueryFailed } from "../codec/hl7v3/query-failed.js";
import { buildQueryResponse, type ChildRecord, type ResponseContent } from "../codec/hl7v3/query-response.js";
import type { Subject } from "../codec/hl7v3/subject.js";
import { formatCreationTime, formatEffectiveTime } from "../codec/hl7v3/timestamp.js";
import { simulatorNoRecordCodes } from "../config/simulator-defaults.js";
import type { RecordSource, RegisterEntry } from "./register.js";
import type { SeedAuthority, SeedChild, SeedPlan } from "./seed.js";
import type { QueryFailure } from "./validate-query.js";

/** What every reply says about itself. */
export interface ReplyIdentity {
  /** HL7 id and ebXML MessageId. */
  readonly messageId: string;
  /** HL7 id of the query. */
  readonly queryMessageId: string;
  readonly nowEpochMs: number;
  readonly gatewayAsid: string;
  readonly spineAsid: string;
}

/** The placeholder code system of the simulator: the national codes are not public (cpis-messages 5.1). */
const simulatorCodes = "2.999.1";

/** The simulator's own reason for *no record*. */
export const noRecordReason: CodedReason = {
  ...simulatorNoRecordCodes[0],
  displayName: "No Records Found",
  qualifiers: ["ER"],
};

/** CP-IS holds nothing under this number, in the two ways it may be said. */
export function buildNoRecord(identity: ReplyIdentity, form: "NF" | "ID"): string {
  return buildFailed(identity, form, form === "NF" ? [] : [noRecordReason]);
}

/** CP-IS could not answer. */
export function buildRegisterFault(identity: ReplyIdentity): string {
  return buildFailed(identity, "ID", [coded("SIM-FAULT", "Service not available")]);
}

/** A reason nobody has configured, with the response code of *no record*. */
export function buildUnknownCode(identity: ReplyIdentity): string {
  return buildFailed(identity, "NF", [coded("SIM-UNHEARD-OF", "Reason without a meaning")]);
}

function buildFailed(
  identity: ReplyIdentity,
  queryResponseCode: string,
  reasons: readonly CodedReason[],
): string {
  return buildQueryFailed({
    kind: "query-failed",
    ...transmission(identity),
    typeCode: "AE",
    messageRefId: identity.queryMessageId,
    details: [],
    controlAct: { systemAsid: identity.spineAsid },
    reasons,
    queryResponseCode,
  });
}

/** Accepted, or rejected with the rule that was broken. */
export function buildAcknowledged(identity: ReplyIdentity, failure: QueryFailure | undefined): string {
  const reasons = failure === undefined ? [] : [coded(`SIM-${failure.family}`, failure.name)];
  return buildApplicationAcknowledgement({
    kind: "application-acknowledgement",
    ...transmission(identity),
    typeCode: failure === undefined ? "AA" : "AE",
    messageRefId: identity.queryMessageId,
    details: reasons.map((reason) => ({ typeCode: "ER", ...reason })),
    controlAct: { systemAsid: identity.spineAsid },
    reasons,
  });
}

/** What the register holds; `adjust` makes of it what a scenario wants. */
export function buildRecord(
  identity: ReplyIdentity,
  entry: RegisterEntry,
  responseId: string,
  adjust: (content: ResponseContent) => ResponseContent,
): string {
  return buildQueryResponse({
    kind: "query-response",
    ...transmission(identity),
    controlAct: { systemAsid: identity.spineAsid },
    reasons: [],
    response: adjust(toContent(entry, responseId, identity.nowEpochMs)),
    queryResponseCode: "OK",
  });
}

function toContent(entry: RegisterEntry, responseId: string, nowEpochMs: number): ResponseContent {
  const records = entry.authorities.flatMap((authority) => toRecords(entry, authority));
  return {
    effectiveTime: formatEffectiveTime(nowEpochMs),
    responseId,
    totalAccessRecords: entry.accesses.length,
    totalChildRecords: records.length,
    accesses: entry.accesses.map((access) => ({
      effectiveTime: formatEffectiveTime(access.at),
      queryId: access.queryId,
      author: access.author,
      nhsNumber: entry.child.nhsNumber,
    })),
    recordGroups: records.map((record) => [record]),
  };
}

// A record has room for three plans (cpis-messages 12.7).
const plansInRecord = 3;

function toRecords({ child, sources }: RegisterEntry, authority: SeedAuthority): readonly ChildRecord[] {
  const plans = child.plans.filter((plan) => plan.authority === authority.odsCode);
  const source = sources.find((each) => each.authority === authority.odsCode);
  return Array.from({ length: Math.ceil(plans.length / plansInRecord) }, (_, index) =>
    toRecord(child, plans.slice(index * plansInRecord, (index + 1) * plansInRecord), authority, source),
  );
}

function toRecord(
  child: SeedChild,
  plans: readonly SeedPlan[],
  authority: SeedAuthority,
  source: RecordSource | undefined,
): ChildRecord {
  const unborn = plans.some((plan) => plan.kind === "unborn-child-protection-plan");
  const born = plans.some((plan) => plan.kind !== "unborn-child-protection-plan");
  return {
    authority: toAuthority(authority),
    plans: plans.map(({ kind, startDate, endDate }) => ({
      kind,
      startDate: toPlanDate(startDate),
      ...(endDate === undefined ? {} : { endDate: toPlanDate(endDate) }),
    })),
    subjects: [
      ...(unborn ? [toSubject(child, "mother", authority, source?.motherLocalId)] : []),
      ...(born ? [toSubject(child, "child", authority, source?.childLocalId)] : []),
    ],
  };
}

function toSubject(
  { nhsNumber, givenName, familyName, birthDate }: SeedChild,
  kind: Subject["kind"],
  { odsCode, name }: SeedAuthority,
  localId: string | undefined,
): Subject {
  return {
    kind,
    nhsNumber,
    ...(localId === undefined
      ? {}
      : { localId: { value: localId, assigningAuthorityName: `${odsCode}:${name}` } }),
    givenName,
    familyName,
    birthTime: birthDate.replaceAll("-", ""),
  };
}

function toAuthority({
  odsCode,
  name,
  officeHoursTelephone,
  emergencyDutyTelephone,
}: SeedAuthority): Authority {
  return {
    odsCode,
    name,
    telecoms: [
      ...(officeHoursTelephone === undefined ? [] : [{ use: "WP", number: officeHoursTelephone }]),
      { use: "EC", number: emergencyDutyTelephone },
    ],
  };
}

function toPlanDate(wallClock: string): string {
  return wallClock.replace(/\D/g, "");
}

function transmission(identity: ReplyIdentity) {
  return {
    id: identity.messageId,
    creationTime: formatCreationTime(identity.nowEpochMs),
    receiverAsid: identity.gatewayAsid,
    senderAsid: identity.spineAsid,
  };
}

function coded(code: string, displayName: string): CodedReason {
  return { code, codeSystem: simulatorCodes, displayName, qualifiers: ["ER"] };
}
