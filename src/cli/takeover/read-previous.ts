import { londonTime } from "../../domain/instant.js";
import { readPreviousChildren } from "../../domain/takeover-reading.js";
import { UsageFault } from "../exit-code.js";
import type { PreviousFile } from "./previous-file.js";
import { readPreviousCsv } from "./read-previous-csv.js";
import { readPreviousJson } from "./read-previous-json.js";
import { readPreviousXml } from "./read-previous-xml.js";

/** Reads the previous system's children, and finds every fault before anything is sent to anybody. */
export async function readPrevious(
  path: string,
  answerPath: string | undefined,
  now: number,
): Promise<PreviousFile> {
  const kind = /\.(csv|json|xml)$/i.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined) throw new UsageFault("--previous must be a .csv, a .json or an .xml file.");
  if (answerPath !== undefined && kind !== "xml") {
    throw new UsageFault("--answer belongs to an upload in XML alone.");
  }
  const file =
    kind === "csv"
      ? await readPreviousCsv(path)
      : kind === "json"
        ? readPreviousJson(path)
        : readPreviousXml(path, answerPath);
  const reading = readPreviousChildren(file.children, londonTime(now).date);
  if (reading.ok) return file;
  const found = reading.issues.map(({ path: place, message }) => ({ ...file.locate(place), message }));
  const faults = [...file.faults, ...found].sort((one, other) => one.row - other.row);
  return { ...file, faults };
}
