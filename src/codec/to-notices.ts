import type { InactiveNumber } from "../domain/inactive-number.js";
import type { RecordOpening } from "../domain/notification.js";
import type { AccessNotification } from "./hl7v3/access-notification.js";
import type { InactiveNhsNumberNotification } from "./hl7v3/inactive-nhs-number.js";
import type { PersonId } from "./hl7v3/person-id.js";
import { parseInstant } from "./hl7v3/timestamp.js";
import { nameAuthor } from "./name-author.js";

/** Every opening a notification tells of, in its order; nothing is left out, whoever it names. */
export function toRecordOpenings(message: AccessNotification): readonly RecordOpening[] {
  return message.accesses.flatMap(({ queries, uploadSequenceNumber }) =>
    queries.map(({ effectiveTime, queryId, author, personIds }) => ({
      queryId,
      at: parseInstant(effectiveTime) ?? effectiveTime,
      by: {
        ...nameAuthor(author),
        kind: author.kind === "person" ? ("person" as const) : ("system" as const),
      },
      organisation: { odsCode: author.organisation.odsCode, name: author.organisation.name },
      nhsNumbers: valuesOf(personIds, "nhs-number"),
      localIds: valuesOf(personIds, "local"),
      uploadSequenceNumber,
    })),
  );
}

/**
 * Every closed number a notice tells of. One that names two numbers for one patient gives both, each without a successor: which of
 * them the successor belongs to is for a person to find out (H-24).
 */
export function toInactiveNumbers(message: InactiveNhsNumberNotification): readonly InactiveNumber[] {
  return message.patients.flatMap(({ ids, replacements, uploadSequenceNumber }) => {
    const numbers = valuesOf(ids, "nhs-number");
    const [localId] = valuesOf(ids, "local");
    return numbers.map((nhsNumber) => ({
      nhsNumber,
      ...(localId === undefined ? {} : { localId }),
      replacements: numbers.length === 1 ? replacements : [],
      uploadSequenceNumber,
    }));
  });
}

function valuesOf(ids: readonly PersonId[], type: PersonId["type"]): readonly string[] {
  return ids.filter((id) => id.type === type).map(({ value }) => value);
}
