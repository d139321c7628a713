import type { GatewayPlan } from "../../../config/plan.js";
import type { AuditActor, AuditRecord } from "../../../ports/audit.js";
import type { AuditWriter } from "./audit-writer.js";
import { eventAction, eventOutcome, eventType } from "./fhir-codes.js";
import { createShownTimes } from "./shown-times.js";

/** Whose audit it is. */
export interface AuditOrigin {
  /** Names the node: its chain. */
  readonly chainId: string;
  readonly odsCode: string;
  /** OID of the code system of job role codes. */
  readonly jobRoleCodeSystem: string;
}

/** The origin of the audit of a gateway with this plan. */
export function auditOrigin({ identity }: Pick<GatewayPlan, "identity">, chainId: string): AuditOrigin {
  const { organisation, jobRoleCodeSystem } = identity;
  return { chainId, odsCode: organisation.odsCode, jobRoleCodeSystem };
}

/** The audit as FHIR R4 AuditEvent resources, one JSON text for each row: NDJSON. */
export function fhirWriter(origin: AuditOrigin): AuditWriter {
  const shownFor = createShownTimes();
  return { begin: [], line: (row) => JSON.stringify(auditEvent(row, shownFor(row), origin)), end: [] };
}

/** The same resources in one Bundle of type collection. */
export function fhirBundleWriter(origin: AuditOrigin): AuditWriter {
  const resources = fhirWriter(origin);
  let between = "";
  return {
    begin: ['{"resourceType":"Bundle","type":"collection","entry":['],
    line(row) {
      const line = `${between}{"resource":${resources.line(row)}}`;
      between = ",";
      return line;
    },
    end: ["]}"],
  };
}

function auditEvent(row: AuditRecord, shownMs: number | undefined, origin: AuditOrigin): object {
  const reason = fhirText(row.reason);
  return {
    resourceType: "AuditEvent",
    id: `${origin.chainId}-${String(row.id)}`,
    type: eventType(row.action),
    subtype: [{ system: "urn:cpis-plugin:audit-action", code: row.action }],
    action: eventAction(row.action),
    recorded: new Date(row.at).toISOString(),
    outcome: eventOutcome(row),
    ...(reason === undefined ? {} : { outcomeDesc: reason }),
    agent: [agent(row.actor, origin)],
    source: {
      site: origin.odsCode,
      observer: { identifier: { system: "urn:cpis-plugin:audit-chain", value: origin.chainId } },
    },
    ...entities(row, shownMs),
  };
}

function agent(actor: AuditActor | undefined, { chainId, jobRoleCodeSystem }: AuditOrigin): object {
  if (actor === undefined) {
    const who = { identifier: { system: "urn:cpis-plugin:audit-chain", value: chainId } };
    return { who, name: "CP-IS gateway", requestor: false };
  }
  const { kind } = actor;
  const id = fhirText(actor.id);
  const name = fhirText(actor.name);
  const jobRoleCode = fhirCode(actor.jobRoleCode);
  const workstation = fhirText(actor.workstation);
  const organisationOdsCode = fhirText(actor.organisationOdsCode);
  const system = kind === "person" ? "https://fhir.nhs.uk/Id/sds-user-id" : "urn:cpis-plugin:actor";
  const role = { coding: [{ system: `urn:oid:${jobRoleCodeSystem}`, code: jobRoleCode }] };
  return {
    ...(jobRoleCode === undefined ? {} : { role: [role] }),
    ...(id === undefined ? {} : { who: { identifier: { system, value: id } } }),
    ...(organisationOdsCode === undefined ? {} : { altId: organisationOdsCode }),
    ...(name === undefined ? {} : { name }),
    requestor: true,
    // 1 is a machine's name.
    ...(workstation === undefined ? {} : { network: { address: workstation, type: "1" } }),
  };
}

function entities(row: AuditRecord, shownMs: number | undefined): object {
  const all = [...subjectEntity(row), eventEntity(row, shownMs)].filter((entity) => entity !== undefined);
  return all.length === 0 ? {} : { entity: all };
}

const entityType = (code: string): object => ({
  system: "http://terminology.hl7.org/CodeSystem/audit-entity-type",
  code,
});
const person = entityType("1");
const systemObject = entityType("2");

function subjectEntity({ subject }: AuditRecord): readonly object[] {
  const nhsNumber = fhirText(subject?.nhsNumber);
  const detail = details({
    encounterId: subject?.encounterId,
    localId: subject?.localId,
    note: subject?.note,
  });
  if (nhsNumber === undefined) return detail.length === 0 ? [] : [{ type: person, detail }];
  const role = { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "1" };
  const what = { identifier: { system: "https://fhir.nhs.uk/Id/nhs-number", value: nhsNumber } };
  return [{ what, type: person, role, ...(detail.length === 0 ? {} : { detail }) }];
}

function eventEntity(row: AuditRecord, shownMs: number | undefined): object | undefined {
  const messageId = fhirText(row.messageId);
  const detail = details({
    lookupId: row.lookupId,
    locationId: row.locationId,
    accessMode: row.accessMode,
    trigger: row.trigger,
    authorMode: row.authorMode,
    outcome: row.outcome,
    codes: row.codes?.join(" "),
    durationMs: row.durationMs,
    displayedVersion: row.display?.version,
    reportedAt: row.display?.reportedAt,
    shownMs,
    roleProfileId: row.actor?.roleProfileId,
    planHash: row.planHash,
    ...row.details,
  });
  if (messageId === undefined && detail.length === 0) return undefined;
  const what = { identifier: { system: "urn:cpis-plugin:message-id", value: messageId } };
  return {
    ...(messageId === undefined ? {} : { what }),
    type: systemObject,
    ...(detail.length === 0 ? {} : { detail }),
  };
}

function details(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): readonly { readonly type: string; readonly valueString: string }[] {
  return Object.entries(values).flatMap(([type, value]) => {
    const valueString = value === undefined ? undefined : fhirText(String(value));
    return valueString === undefined ? [] : [{ type, valueString }];
  });
}

// FHIR has no empty text, and no control characters in one but those of a line.
function fhirText(text: string | undefined): string | undefined {
  const clean = text?.replace(/[^\P{Cc}\t\n\r]/gu, "\uFFFD").trim();
  return clean === "" ? undefined : clean;
}

// A code has single spaces within it at most.
function fhirCode(text: string | undefined): string | undefined {
  return fhirText(text)?.replace(/\s+/g, " ");
}
