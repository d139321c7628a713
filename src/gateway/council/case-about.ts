import type { CaseAbout, RefusedDetails } from "../../contract/council.js";
import { sentName, type CaseRecord } from "../../domain/case-record.js";
import type { LocalDate } from "../../domain/instant.js";
import { lastsOn } from "../../domain/sending.js";
import type { PlanPeriod } from "../../domain/plan-periods.js";
import type { StoredSending } from "../../ports/upload-store.js";

/** Birth date, or the day the child is expected, and the number: what tells two children of one name apart (H-22). */
export function aboutCase({ subject }: Pick<CaseRecord, "subject">): CaseAbout {
  if (subject.kind === "child") {
    const { birthDate, nhsNumber } = subject.child;
    return { birthDate, ...(nhsNumber === undefined ? {} : { nhsNumber }) };
  }
  const { dueDate, mother } = subject.beforeBirth;
  return {
    unborn: true,
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(mother?.nhsNumber === undefined ? {} : { nhsNumber: mother.nhsNumber }),
  };
}

/** Whether there have been plans and none lasts. */
export const hasOnlyEnded = (periods: readonly PlanPeriod[], today: LocalDate): boolean =>
  periods.length > 0 && !periods.some((period) => lastsOn(period, today));

/**
 * What CP-IS refused as not matching, beside what the case holds now (CPR03).
 *
 * The answer's echo is our own record, sent back to be mended: nothing tells what the NHS holds, so nothing here claims to.
 */
export function refusedDetails(
  { subject }: Pick<CaseRecord, "subject">,
  latest: StoredSending | undefined,
): RefusedDetails | undefined {
  if (latest?.outcome.kind !== "refused" || latest.outcome.reason !== "details-do-not-match")
    return undefined;
  const person = subject.kind === "child" ? subject.child : subject.beforeBirth.mother;
  const sent = latest.subjects.find(({ kind }) => kind === (subject.kind === "child" ? "child" : "mother"));
  if (person?.nhsNumber === undefined || sent === undefined) return undefined;
  const { given, family } = sentName(person);
  const { nhsNumber, birthDate } = person;
  return {
    at: latest.outcome.at,
    sent: {
      nhsNumber: sent.nhsNumber,
      familyName: sent.family,
      givenName: sent.given,
      birthDate: sent.birthDate,
    },
    ours: { nhsNumber, familyName: family, givenName: given, birthDate },
  };
}
