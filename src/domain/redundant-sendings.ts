import type { UploadSubject } from "./upload-batch.js";
import type { Sending, SubjectOutcome } from "./sending.js";

/** What is compared of one sending. */
type ComparedSending = Sending & { readonly subjects: readonly UploadSubject[] };

/**
 * Finds the sendings that may be forgotten: each says the same of its subject, and was answered the same, as the one before it and
 * the one after it.
 *
 * Of a run of equal ones the first stays, because it says since when, and the last, because it says when that was confirmed; every
 * state that follows from the sendings follows from the rest as well. A weekly full file would otherwise grow the store without end.
 * One that still waits for its answer is never among them.
 */
export function redundantSendings<S extends ComparedSending>(sendings: readonly S[]): readonly S[] {
  const bySubject = new Map<string, S[]>();
  for (const sending of sendings) {
    const own = bySubject.get(sending.nhsNumber);
    if (own === undefined) bySubject.set(sending.nhsNumber, [sending]);
    else own.push(sending);
  }
  return [...bySubject.values()].flatMap((unsorted) => {
    const own = unsorted.sort((one, other) => one.sequenceNumber - other.sequenceNumber);
    const said = own.map(whatItSays);
    return own.filter(
      ({ outcome }, index) =>
        outcome.kind !== "waiting" && said[index - 1] === said[index] && said[index + 1] === said[index],
    );
  });
}

function whatItSays({ plans, subjects, outcome }: ComparedSending): string {
  return JSON.stringify([plans, subjects, withoutTime(outcome)]);
}

function withoutTime(outcome: SubjectOutcome): object {
  return { ...outcome, at: undefined };
}
