import { parseInstant } from "../../../codec/hl7v3/timestamp.js";
import type { StoredUpload, UploadStore } from "../../../ports/upload-store.js";

/** Clocks of two organisations that are set by the same time service differ by less. */
const clockSkewMs = 60_000;

/**
 * Whether an answer was made before our first file after a take-over was: then it is the answer to a file of the previous system under
 * the same number, and nothing in it may be believed of ours (H-20, H-22).
 *
 * Only that first file can meet such an answer: every later number is ours alone.
 */
export async function isPreviousSystems(
  creationTime: string,
  upload: Pick<StoredUpload, "sequenceNumber" | "createdAt">,
  uploads: Pick<UploadStore, "find">,
): Promise<boolean> {
  const { sequenceNumber, createdAt } = upload;
  if (sequenceNumber <= 1 || (await uploads.find(sequenceNumber - 1)) !== undefined) return false;
  const made = parseInstant(creationTime);
  return made !== undefined && Date.parse(made) + clockSkewMs < createdAt;
}
