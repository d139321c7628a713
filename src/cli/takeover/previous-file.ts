import type { PreviousChildDraft } from "../../domain/takeover-reading.js";

/** One fault of a file, where it stands. */
export interface PreviousFault {
  /** As a spreadsheet counts; the place in the list, of a file that has no rows. */
  readonly row: number;
  /** Empty where the whole row is meant. */
  readonly column: string;
  readonly message: string;
}

/** The previous system's children as a file has them. */
export interface PreviousFile {
  readonly children: readonly PreviousChildDraft[];
  /** Of the previous system's last file, where the file says so. */
  readonly sequenceNumber?: number;
  readonly faults: readonly PreviousFault[];
  /** What a person should know about the file as a whole; names nobody. */
  readonly notes: readonly string[];
  /** Where a fault of a path such as `children[3].plans[0].end` stands. */
  locate(path: string): { readonly row: number; readonly column: string };
}

/** The parts of a path into the children; -1 where it names none. */
export function readPath(path: string): {
  readonly child: number;
  readonly part?: "people" | "plans";
  readonly index: number;
  readonly field: string;
} {
  const match = /^children\[(\d+)\](?:\.(people|plans)\[(\d+)\])?\.?(.*)$/.exec(path);
  if (match === null) return { child: -1, index: -1, field: path };
  const [, child, part, index, field = ""] = match;
  return {
    child: Number(child),
    ...(part === "people" || part === "plans" ? { part } : {}),
    index: index === undefined ? -1 : Number(index),
    field,
  };
}
