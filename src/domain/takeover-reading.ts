import type { Issue } from "../errors/cpis-error.js";
import { readDate, readPastDate, type CaseCheck } from "./case-fields.js";
import type { LocalDate } from "./instant.js";
import { parseNhsNumber, type NhsNumber } from "./nhs-number.js";
import type { PlanKind } from "./protection-record.js";
import type { PlanOnFile } from "./sending.js";
import type { PreviousChild } from "./takeover.js";
import type { UploadSubject } from "./upload-batch.js";

/** A person of the previous system's file as they arrive: nothing is checked yet. */
export interface PreviousPersonDraft {
  /** The mother, where the plan is an unborn child's. */
  readonly kind: "child" | "mother";
  readonly localId?: string;
  readonly familyName?: string;
  /** One, as the file had it. */
  readonly givenName?: string;
  readonly birthDate?: string;
}

/** A plan of the previous system's file as it arrives. */
export interface PreviousPlanDraft {
  readonly kind: PlanKind;
  readonly start?: string;
  readonly end?: string;
}

/** Everything under one NHS number, as it arrives. */
export interface PreviousChildDraft {
  readonly nhsNumber?: string;
  readonly people: readonly PreviousPersonDraft[];
  readonly plans: readonly PreviousPlanDraft[];
  readonly refused?: true;
}

/** The previous system's children, or every fault at once. */
export type PreviousReading =
  | { readonly ok: true; readonly children: readonly PreviousChild[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const longestName = 200;

/**
 * Validates the previous system's children and reports all faults together; no message repeats a value.
 *
 * Names are taken as CP-IS was told them, also where our own rules for names are stricter: they say who is meant.
 */
export function readPreviousChildren(
  drafts: readonly PreviousChildDraft[],
  today: LocalDate,
): PreviousReading {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  const children = drafts.flatMap((draft, index) => {
    const child = readChild(draft, `children[${String(index)}]`, { issues, today });
    if (child === undefined) return [];
    if (seen.has(child.nhsNumber)) {
      issues.push({
        path: `children[${String(index)}].nhsNumber`,
        message: "stands in an earlier child too",
      });
    }
    seen.add(child.nhsNumber);
    return [child];
  });
  return issues.length === 0 ? { ok: true, children } : { ok: false, issues };
}

function readChild(draft: PreviousChildDraft, path: string, check: CaseCheck): PreviousChild | undefined {
  const { issues } = check;
  const before = issues.length;
  const number = parseNhsNumber(draft.nhsNumber);
  if (!number.ok) {
    const message =
      number.fault === "missing" ? "is missing" : "is not ten digits with the right check digit";
    issues.push({ path: `${path}.nhsNumber`, message });
  }
  const plans = draft.plans.flatMap(
    (plan, index) => readPlan(plan, `${path}.plans[${String(index)}]`, check) ?? [],
  );
  if (draft.plans.length === 0) issues.push({ path: `${path}.plans`, message: "is missing" });
  plans.forEach((plan, index) => {
    const first = plans.findIndex(({ kind, start }) => kind === plan.kind && start === plan.start);
    if (first < index) {
      issues.push({ path: `${path}.plans[${String(index)}].start`, message: "repeats a plan of this child" });
    }
  });
  const subjects = (["child", "mother"] as const).flatMap((kind) =>
    readSubject(kind, draft, number.ok ? number.nhsNumber : undefined, path, check),
  );
  if (issues.length > before || !number.ok) return undefined;
  const refused = draft.refused === true ? { refused: true as const } : {};
  return { nhsNumber: number.nhsNumber, subjects, plans, ...refused };
}

function readPlan(draft: PreviousPlanDraft, path: string, check: CaseCheck): PlanOnFile | undefined {
  const start = readDate(draft.start, `${path}.start`, check);
  const end = draft.end === undefined ? undefined : readDate(draft.end, `${path}.end`, check);
  if (draft.kind === "unborn-child-protection-plan" && draft.end === undefined) {
    check.issues.push({ path: `${path}.end`, message: "is missing: an unborn child's plan has an end" });
  }
  if (start === undefined) return undefined;
  if (end !== undefined && end < start) {
    check.issues.push({ path: `${path}.end`, message: "is before the start" });
  }
  return { kind: draft.kind, start, ...(end === undefined ? {} : { end }) };
}

function readSubject(
  kind: UploadSubject["kind"],
  draft: PreviousChildDraft,
  nhsNumber: NhsNumber | undefined,
  path: string,
  check: CaseCheck,
): readonly UploadSubject[] {
  const index = draft.people.findIndex((person) => person.kind === kind);
  const person = draft.people[index];
  const wanted = draft.plans.some(
    (plan) => (plan.kind === "unborn-child-protection-plan") === (kind === "mother"),
  );
  if (person === undefined) {
    if (wanted) check.issues.push({ path: `${path}.people`, message: `the ${kind} is missing` });
    return [];
  }
  const at = `${path}.people[${String(index)}]`;
  const birthDate = readPastDate(person.birthDate, `${at}.birthDate`, check);
  const family = readText(person.familyName, `${at}.familyName`, check);
  const given = readText(person.givenName, `${at}.givenName`, check);
  const localId = person.localId?.trim() ?? "";
  if (birthDate === undefined || nhsNumber === undefined) return [];
  return [{ kind, nhsNumber, ...(localId === "" ? {} : { localId }), birthDate, given, family }];
}

function readText(text: string | undefined, path: string, { issues }: CaseCheck): string {
  const tidy = (text ?? "").replace(/\s+/g, " ").trim();
  if (tidy === "") issues.push({ path, message: "is missing" });
  else if (tidy.length > longestName) issues.push({ path, message: "is longer than 200 characters" });
  return tidy;
}
