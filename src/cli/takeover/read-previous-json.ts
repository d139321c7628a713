import { parseTakeoverProposal } from "../../contract/parse-takeover.js";
import { CpisError } from "../../errors/cpis-error.js";
import { readJsonFile } from "../read-json-file.js";
import { readPath, type PreviousFile } from "./previous-file.js";

/** Reads JSON: a list of children, as `POST /api/v1/council/takeover` takes them. */
export function readPreviousJson(path: string): PreviousFile {
  const children = readJsonFile(path);
  const locate: PreviousFile["locate"] = (place) => {
    const { child } = readPath(place);
    return { row: child + 1, column: place.replace(/^children\[\d+\]\.?/, "") };
  };
  try {
    const parsed = parseTakeoverProposal({ firstSequenceNumber: 1, children });
    return { children: parsed.children, faults: [], notes: [], locate };
  } catch (thrown) {
    if (!CpisError.is(thrown, "CPIS_REQUEST_INVALID")) throw thrown;
    const faults = thrown.issues.map(({ path: place, message }) => ({ ...locate(place), message }));
    return { children: [], faults, notes: [], locate };
  }
}
