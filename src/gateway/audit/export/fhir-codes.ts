import type { AuditAction, AuditRecord } from "../../../ports/audit.js";

/** A FHIR Coding. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

const dicom = "http://dicom.nema.org/resources/ontology/DCM";
const query: Coding = { system: dicom, code: "110112", display: "Query" };
const patientRecord: Coding = { system: dicom, code: "110110", display: "Patient Record" };
const auditUsed: Coding = { system: dicom, code: "110101", display: "Audit Log Used" };
const authentication: Coding = { system: dicom, code: "110114", display: "User Authentication" };
const activity: Coding = { system: dicom, code: "110100", display: "Application Activity" };

const queries: ReadonlySet<string> = new Set<AuditAction>([
  "intent",
  "outcome",
  "late-reply",
  "identity-mismatch",
  "unknown-reply",
  "joined",
  "reused",
  "not-checked",
  "refused",
]);
const records: ReadonlySet<string> = new Set<AuditAction>([
  "displayed",
  "details-opened",
  "acknowledged",
  "hidden",
  "wiped",
  "work-list-read",
  "case-saved",
  "deletion-requested",
  "deletion-approved",
]);

const signIns: ReadonlySet<string> = new Set<AuditAction>([
  "signed-in",
  "sign-in-refused",
  "stepped-up",
  "signed-out",
]);

/** The type of an event, as other systems' audits name it (FHIR R4 AuditEvent.type). */
export function eventType(action: AuditAction): Coding {
  if (queries.has(action)) return query;
  if (records.has(action)) return patientRecord;
  if (signIns.has(action)) return authentication;
  return action.startsWith("audit-") ? auditUsed : activity;
}

/** Create, read, update, delete or execute (AuditEvent.action). */
export function eventAction(action: AuditAction): "R" | "U" | "D" | "E" {
  if (action === "audit-retained") return "D";
  if (action === "case-saved") return "U";
  return records.has(action) || action.startsWith("audit-") ? "R" : "E";
}

/** Success, minor or serious failure (AuditEvent.outcome): a check that did not happen is never a success. */
export function eventOutcome({ action, outcome }: AuditRecord): "0" | "4" | "8" {
  if (outcome === "failed" || action === "identity-mismatch") return "8";
  return ["not-checked", "refused", "sign-in-refused"].includes(action) ? "4" : "0";
}
