import type { UploadAcknowledgement } from "../../codec/hl7v3/upload-acknowledgement.js";
import type { CouncilFaultName } from "./council-faults.js";

/** How far a number that was never sent lies from the one that was. */
const neverSent = 1_000_000;

/** Makes of a good answer what a fault wants; other faults are not matters of what it says. */
export function spoilAnswer(
  answer: UploadAcknowledgement,
  fault: CouncilFaultName | undefined,
): UploadAcknowledgement {
  switch (fault) {
    case "wrong-count":
      return { ...answer, processed: answer.processed + 1 };
    case "unknown-file-code":
      // The schema lists the display texts too, so that this one borrows another's.
      return { ...answer, fileCodes: answer.fileCodes.map((code) => ({ ...code, code: "CPF99" })) };
    case "unknown-record-code":
      return changeFirst(answer, (detail) => ({
        ...detail,
        code: { code: "CPR99", translations: [] },
      }));
    case "unpaired-detail":
      return changeFirst(answer, (detail) => ({
        ...detail,
        location: `/FileResponse/message[${String(answer.records.length + 1)}]`,
      }));
    case "sequence-never-sent":
      return { ...answer, sequenceNumber: answer.sequenceNumber + neverSent };
    case "sequence-unreadable":
      return { ...answer, sequenceNumber: -1 };
    default:
      return answer;
  }
}

type Detail = UploadAcknowledgement["recordDetails"][number];

function changeFirst(
  answer: UploadAcknowledgement,
  change: (detail: Detail) => Detail,
): UploadAcknowledgement {
  const recordDetails = answer.recordDetails.map((detail, index) => (index === 0 ? change(detail) : detail));
  return { ...answer, recordDetails };
}
