import type { CaseDraft } from "../../domain/case-validation.js";

/** A fault that the file itself shows, before the gateway is asked. */
export interface FileFault {
  readonly row: number;
  /** The column, or the place in a JSON case; empty where the fault is the whole row's. */
  readonly column: string;
  readonly message: string;
}

/** One case of a file with the rows, counted as a spreadsheet does, that it came from. */
export interface FileCase {
  readonly rows: readonly number[];
  readonly draft: CaseDraft;
  /** Whether the draft is all that the file says of the case, so that the gateway can name its further faults. */
  readonly whole: boolean;
  /** A case with any is never sent, not even in part: a history with a hole would end a plan. */
  readonly faults: readonly FileFault[];
}

/** Reads a file of cases one by one, from its beginning each time it is asked. */
export interface CaseFile {
  read(): AsyncIterable<FileCase>;
  /** How much of the current reading is done, 0 to 100. */
  percent(): number;
  /** The name of a fault's place in this kind of file, and the row it stands in. */
  locate(path: string, rows: readonly number[]): { readonly row: number; readonly column: string };
}
