import type { CaseRecord } from "./case-record.js";
import { parseNhsNumber, type NhsNumber } from "./nhs-number.js";
import type { PlanPeriod } from "./plan-periods.js";
import { lastsOn } from "./sending.js";
import type { LocalDate } from "./instant.js";
import { workItem, type WorkItem } from "./work-item.js";

/** A number that PDS has closed, as the notice names it. */
export interface InactiveNumber {
  readonly nhsNumber: string;
  readonly localId?: string;
  /** The numbers that took its place; none where no successor is shared. */
  readonly replacements: readonly string[];
  readonly uploadSequenceNumber?: number;
}

/** What follows from a closed number. In every case uploads under it stop; nothing is ever replaced by itself (R-106, H-24). */
export type InactiveNumberDecision =
  /** One successor, and nothing speaks of adoption: a person compares, and confirms that it is the same child. */
  | { readonly kind: "propose"; readonly replacement: NhsNumber; readonly work: WorkItem }
  /** No successor, several, or an adoption: a person decides. */
  | {
      readonly kind: "hold";
      readonly why: "no-replacement" | "several-replacements" | "adoption" | "replacement-invalid";
      readonly work: WorkItem;
    }
  /** The child is nobody's here: the data officer places it. */
  | { readonly kind: "not-on-our-books"; readonly work: WorkItem }
  /** The case has another number by now, or its plans are over: kept on the record, nobody need act. */
  | { readonly kind: "settled" };

/**
 * Decides what follows from a notice of a closed number, for the case that has it.
 *
 * After an adoption PDS closes the old number and shares no new one; where one is shared all the same, offering it would link two
 * identities that the law keeps apart, so an adoption always goes to a team manager without the number (H-24).
 * `placementCodes` are the statuses that precede an adoption in the council's words, E1 for most.
 */
export function decideInactiveNumber(
  notice: InactiveNumber,
  record: CaseRecord | undefined,
  periods: readonly PlanPeriod[],
  today: LocalDate,
  placementCodes: readonly string[] = ["E1"],
): InactiveNumberDecision {
  const about = { nhsNumber: notice.nhsNumber };
  if (record === undefined) return { kind: "not-on-our-books", work: workItem("place-notice", about) };
  if (!hasNumber(record, notice.nhsNumber)) return { kind: "settled" };
  if (isAdoption(record, placementCodes)) {
    return { kind: "hold", why: "adoption", work: workItem("decide-inactive-number", about) };
  }
  const [only, second] = [...new Set(notice.replacements)];
  if (only === undefined) {
    if (!periods.some((period) => lastsOn(period, today))) return { kind: "settled" };
    return { kind: "hold", why: "no-replacement", work: workItem("decide-inactive-number", about) };
  }
  if (second !== undefined) {
    return { kind: "hold", why: "several-replacements", work: workItem("decide-inactive-number", about) };
  }
  const reading = parseNhsNumber(only);
  if (!reading.ok) return { kind: "hold", why: "replacement-invalid", work: workItem("trace-number", about) };
  return { kind: "propose", replacement: reading.nhsNumber, work: workItem("replace-number", about) };
}

/**
 * Whether a case's NHS number may be changed to another one by the ordinary way.
 *
 * Not where the case speaks of adoption: then only an authorised decision may, and it is recorded as one.
 */
export function mayChangeNumber(record: CaseRecord, placementCodes: readonly string[] = ["E1"]): boolean {
  return !isAdoption(record, placementCodes);
}

function isAdoption(record: CaseRecord, placementCodes: readonly string[]): boolean {
  return record.adoptedOn !== undefined || record.statuses.some(({ code }) => placementCodes.includes(code));
}

function hasNumber({ subject }: CaseRecord, nhsNumber: string): boolean {
  const child = subject.kind === "child" ? subject.child.nhsNumber : undefined;
  return child === nhsNumber || subject.beforeBirth?.mother?.nhsNumber === nhsNumber;
}
