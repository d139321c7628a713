import type { UploadAnswer } from "../domain/upload-outcome.js";
import type { AnsweredRecord } from "../domain/upload-pairing.js";
import type { AcknowledgedRecord } from "./hl7v3/acknowledged-record.js";
import type { UploadAcknowledgement, UploadRecordDetail } from "./hl7v3/upload-acknowledgement.js";
import type { UploadRecordCode } from "./hl7v3/upload-record-code.js";

/**
 * Turns an acknowledgement into what is judged: each detail with the child it is about, if that can be made out.
 *
 * A detail points to its record by an XPath whose style is not published (cpis-messages 7.2): by position; else, where there are
 * as many details as records and none has a position, in order; else by the one record whose number the XPath names. What
 * contradicts itself is left unpaired, because a wrong pairing would make the wrong child look visible (H-20, H-22).
 */
export function toUploadAnswer(message: UploadAcknowledgement): UploadAnswer {
  return {
    sequenceNumber: message.sequenceNumber,
    processed: message.processed,
    succeeded: message.succeeded,
    failed: message.failed,
    fileCodes: message.fileCodes.map(({ code }) => code),
    records: toAnsweredRecords(message),
  };
}

function toAnsweredRecords({ recordDetails, records }: UploadAcknowledgement): readonly AnsweredRecord[] {
  const positions = recordDetails.map(({ location }) => positionIn(location));
  const inOrder =
    recordDetails.length === records.length && positions.every((position) => position === undefined);
  const byNumber = new Map<string, Set<AcknowledgedRecord>>();
  for (const record of records) {
    for (const { nhsNumber } of record.subjects) {
      byNumber.set(nhsNumber, (byNumber.get(nhsNumber) ?? new Set()).add(record));
    }
  }
  return recordDetails.map((detail, index) => {
    const position = inOrder ? index : positions[index];
    const record = position === undefined ? namedIn(detail.location, byNumber) : records[position];
    const about = record === undefined || contradicts(detail, record) ? undefined : subjectOf(record);
    const words = detailWords(detail.code);
    return {
      code: detail.code.code,
      ...(words === undefined ? {} : { detail: words }),
      ...(about === undefined ? {} : { about }),
    };
  });
}

// Any prefix, also `*[local-name()='message'][2]`; positions count from 1.
function positionIn(location: string): number | undefined {
  const position = /message(?:['"]\])?\[(?:position\(\)\s*=\s*)?([1-9][0-9]{0,6})\]/.exec(location)?.[1];
  return position === undefined ? undefined : Number(position) - 1;
}

function namedIn(
  location: string,
  byNumber: ReadonlyMap<string, ReadonlySet<AcknowledgedRecord>>,
): AcknowledgedRecord | undefined {
  // Ten digits by themselves: ten of a longer number would be somebody else's.
  const numbers = location.match(/(?<![0-9])[0-9]{10}(?![0-9])/g) ?? [];
  const [only, ...others] = new Set(numbers.flatMap((number) => [...(byNumber.get(number) ?? [])]));
  return others.length === 0 ? only : undefined;
}

// A success that points to a refused record, or the other way round, points to the wrong one.
function contradicts({ code, location }: UploadRecordDetail, record: AcknowledgedRecord): boolean {
  if ((code.code === "CPR06") !== record.valid) return true;
  // The one name holds the other: the longer is looked for first.
  if (location.includes("invalidCP-ISRecord")) return record.valid;
  return location.includes("validCP-ISRecord") && !record.valid;
}

function subjectOf({ subjects }: AcknowledgedRecord): AnsweredRecord["about"] {
  const [first] = subjects;
  if (first === undefined || subjects.some(({ nhsNumber }) => nhsNumber !== first.nhsNumber))
    return undefined;
  return {
    nhsNumber: first.nhsNumber,
    ...(first.localId === undefined ? {} : { localId: first.localId.value }),
  };
}

// The detail of CPR07 has no published place: whatever the code carries beside itself is shown as it came.
function detailWords({ originalText, translations }: UploadRecordCode): string | undefined {
  const parts = translations.map(({ code, displayName }) =>
    [code, displayName].filter((part) => part !== undefined && part !== "").join(" "),
  );
  const words = [...parts, originalText ?? ""].filter((part) => part !== "").join("; ");
  return words === "" ? undefined : words;
}
