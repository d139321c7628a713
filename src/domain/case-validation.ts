import type { Issue } from "../errors/cpis-error.js";
import type { CaseRecord, CaseSubject, Pregnancy, RegisteredPerson, StatusEntry } from "./case-record.js";
import {
  readDate,
  readPastDate,
  readOptionalTelephone,
  readPerson,
  type CaseCheck,
  type PersonDraft,
} from "./case-fields.js";
import { addDays } from "./local-date.js";
import type { LocalDate } from "./instant.js";

/** A status as it arrives: nothing is checked yet. */
export interface StatusDraft {
  readonly code?: string;
  readonly from?: string;
  readonly until?: string;
}

/** A case as it arrives from a case system or an import row: texts, any of which may be missing or wrong. */
export interface CaseDraft {
  readonly localId?: string;
  readonly child?: PersonDraft;
  readonly mother?: PersonDraft & { readonly localId?: string };
  readonly dueDate?: string;
  readonly statuses?: readonly StatusDraft[];
  readonly worker?: { readonly id?: string; readonly name?: string; readonly telephone?: string };
  readonly teamId?: string;
  readonly adoptedOn?: string;
}

/** The result of validating a draft: the case, or every fault at once. */
export type CaseReading =
  | { readonly ok: true; readonly record: CaseRecord }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Validates a case and reports all its faults together, each with its path; no message repeats a value.
 *
 * What makes a case impossible to *send* but true as a record (no NHS number yet, no mother linked, no due date) is not a
 * fault: it is stored, and `sendingObstacles` says why the NHS cannot see it (R-77, R-79, H-21).
 */
export function validateCase(draft: CaseDraft, today: LocalDate): CaseReading {
  const issues: Issue[] = [];
  const check: CaseCheck = { issues, today };
  const localId = readLocalId(draft.localId, check);
  const subject = readSubject(draft, check);
  const statuses = (draft.statuses ?? []).map((status, index) => readStatus(status, index, check));
  const worker = readWorker(draft.worker, check);
  const adoptedOn =
    draft.adoptedOn === undefined ? undefined : readPastDate(draft.adoptedOn, "adoptedOn", check);
  checkDates(draft, subject, statuses, adoptedOn, check);
  const teamId = draft.teamId?.trim();
  if (issues.length > 0 || subject === undefined) return { ok: false, issues };
  return {
    ok: true,
    record: {
      localId,
      subject,
      statuses,
      ...(worker === undefined ? {} : { worker }),
      ...(teamId === undefined || teamId === "" ? {} : { teamId }),
      ...(adoptedOn === undefined ? {} : { adoptedOn }),
    },
  };
}

function readLocalId(text: string | undefined, { issues }: CaseCheck): string {
  const localId = (text ?? "").trim();
  if (localId === "") issues.push({ path: "localId", message: "is missing" });
  // It travels in an XML attribute and comes back in acknowledgements and notices: what cannot survive that is refused.
  else if (!/^[\x20-\x7E]{1,100}$/.test(localId)) {
    issues.push({ path: "localId", message: "must be at most 100 plain letters, digits and signs" });
  }
  return localId;
}

function readSubject(draft: CaseDraft, check: CaseCheck): CaseSubject | undefined {
  const beforeBirth = readPregnancy(draft, check);
  if (draft.child !== undefined) {
    const child = readPerson(draft.child, "child", check);
    if (child === undefined) return undefined;
    return { kind: "child", child, ...(beforeBirth === undefined ? {} : { beforeBirth }) };
  }
  if (beforeBirth === undefined) {
    const message =
      "is missing: a case is about a child, or about an unborn child with its mother or due date";
    check.issues.push({ path: "child", message });
    return undefined;
  }
  return { kind: "unborn-child", beforeBirth };
}

function readPregnancy(draft: CaseDraft, check: CaseCheck): Pregnancy | undefined {
  if (draft.mother === undefined && draft.dueDate === undefined) return undefined;
  const person = draft.mother === undefined ? undefined : readPerson(draft.mother, "mother", check);
  const localId = draft.mother?.localId?.trim();
  const mother = localId === undefined || localId === "" ? person : person && { ...person, localId };
  const dueDate = draft.dueDate === undefined ? undefined : readDate(draft.dueDate, "dueDate", check);
  return {
    ...(mother === undefined ? {} : { mother }),
    ...(dueDate === undefined ? {} : { dueDate }),
  };
}

function readStatus(draft: StatusDraft, index: number, check: CaseCheck): StatusEntry {
  const path = `statuses[${index}]`;
  const code = (draft.code ?? "").trim();
  if (code === "") check.issues.push({ path: `${path}.code`, message: "is missing" });
  const from = readDate(draft.from, `${path}.from`, check);
  const until = draft.until === undefined ? undefined : readDate(draft.until, `${path}.until`, check);
  if (from !== undefined && until !== undefined && until < from) {
    check.issues.push({ path: `${path}.until`, message: "is before the status begins" });
  }
  return { code, from: from ?? "", ...(until === undefined ? {} : { until }) };
}

function readWorker(draft: CaseDraft["worker"], check: CaseCheck): CaseRecord["worker"] {
  if (draft === undefined) return undefined;
  const id = (draft.id ?? "").trim();
  const name = (draft.name ?? "").trim();
  if (id === "") check.issues.push({ path: "worker.id", message: "is missing" });
  if (name === "") check.issues.push({ path: "worker.name", message: "is missing" });
  const telephone = readOptionalTelephone(draft.telephone, "worker.telephone", check);
  return { id, name, ...(telephone === undefined ? {} : { telephone }) };
}

// Faults that only show when several fields are held against each other.
function checkDates(
  draft: CaseDraft,
  subject: CaseSubject | undefined,
  statuses: readonly StatusEntry[],
  adoptedOn: LocalDate | undefined,
  { issues, today }: CaseCheck,
): void {
  const born: RegisteredPerson | undefined = subject?.kind === "child" ? subject.child : undefined;
  if (adoptedOn !== undefined && born !== undefined && adoptedOn < born.birthDate) {
    issues.push({ path: "adoptedOn", message: "is before the child was born" });
  }
  if (draft.child === undefined && adoptedOn !== undefined) {
    issues.push({ path: "adoptedOn", message: "cannot be said of an unborn child" });
  }
  const dueDate = subject?.beforeBirth?.dueDate;
  if (dueDate !== undefined && subject?.kind === "unborn-child" && dueDate > addDays(today, 310)) {
    issues.push({ path: "dueDate", message: "is more than ten months away" });
  }
  statuses.forEach(({ from }, index) => {
    if (born !== undefined && subject?.beforeBirth === undefined && from !== "" && from < born.birthDate) {
      issues.push({ path: `statuses[${index}].from`, message: "is before the child was born" });
    }
  });
}
