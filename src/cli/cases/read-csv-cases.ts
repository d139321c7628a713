import { parse } from "csv-parse";
import { CpisError } from "../../errors/cpis-error.js";
import {
  contradictions,
  headerFaults,
  mangledCells,
  toCells,
  toDraft,
  type CaseCells,
} from "./case-columns.js";
import type { FileCase, FileFault } from "./file-case.js";
import { encodingFault, type FileText } from "./open-text.js";

/** No row of cases is longer; an open quotation mark must not draw the rest of the file into one cell. */
const longestRow = 100_000;

/** No history is longer; a file that repeats one local id for ever must not fill the memory. */
const mostRows = 1_000;

interface OpenCase {
  readonly id: string | undefined;
  readonly rows: number[];
  readonly cells: CaseCells[];
  readonly faults: FileFault[];
}

/** Reads CSV. Rows that follow each other and have the same local id are one case. */
export async function* readCsvCases(text: FileText): AsyncGenerator<FileCase> {
  let header: readonly string[] | undefined;
  let open: OpenCase | undefined;
  for await (const { row, record, fault } of csvRows(text)) {
    if (header === undefined) {
      header = readHeader(record, fault);
      continue;
    }
    if (fault === undefined && record.every((cell) => cell.trim() === "")) continue;
    const cells = toCells(header, record);
    const faults = fault === undefined ? rowFaults(row, header, record, cells) : [fault];
    if (open !== undefined && cells.localId !== undefined && open.id === cells.localId) {
      addRow(open, row, cells, faults);
      continue;
    }
    if (open !== undefined) yield toCase(open);
    open = undefined;
    if (fault === undefined) open = { id: cells.localId, rows: [row], cells: [cells], faults: [...faults] };
    else yield { rows: [row], draft: {}, whole: false, faults };
  }
  if (header === undefined) readHeader([], undefined);
  if (open !== undefined) yield toCase(open);
}

function addRow(open: OpenCase, row: number, cells: CaseCells, faults: readonly FileFault[]): void {
  if (open.rows.length > mostRows) return;
  open.rows.push(row);
  open.cells.push(cells);
  open.faults.push(...faults, ...contradictionFaults(row, open, cells));
  if (open.rows.length <= mostRows) return;
  const message = `is more than ${String(mostRows)} rows of one case; this and all that follow are not taken`;
  open.faults.push({ row, column: "localId", message });
}

function toCase({ rows, cells, faults }: OpenCase): FileCase {
  return { rows, draft: toDraft(cells), whole: rows.length <= mostRows, faults };
}

// Only the first row would be listened to: what another says instead must not vanish.
function contradictionFaults(
  row: number,
  { rows, cells: [first = {}] }: OpenCase,
  cells: CaseCells,
): readonly FileFault[] {
  const message = `differs from row ${String(rows[0])} of the same case`;
  return contradictions(first, cells).map((column) => ({ row, column, message }));
}

function readHeader(record: readonly string[], fault: FileFault | undefined): readonly string[] {
  const names = record.map((name) => name.trim());
  while (names.at(-1) === "") names.pop();
  const issues = fault === undefined ? headerFaults(names) : [{ path: "row 1", message: fault.message }];
  if (issues.length > 0) throw new CpisError("CPIS_CASE_INVALID", { issues });
  return names;
}

function rowFaults(
  row: number,
  header: readonly string[],
  record: readonly string[],
  cells: CaseCells,
): readonly FileFault[] {
  const faults: FileFault[] = mangledCells(cells).map((mangled) => ({ row, ...mangled }));
  if (record.slice(header.length).some((cell) => cell.trim() !== "")) {
    faults.push({ row, column: "", message: "has more cells than there are columns" });
  }
  record.forEach((cell, index) => {
    const message = /[\r\n]/.test(cell)
      ? "holds a line break: a quotation mark may lack, and rows have run together"
      : encodingFault(cell);
    if (message !== undefined) faults.push({ row, column: header[index] ?? "", message });
  });
  return faults;
}

/** One row as it was read, or why nothing from it on could be. */
export interface CsvRow {
  readonly row: number;
  readonly record: readonly string[];
  readonly fault?: FileFault;
}

/** The rows of a CSV file, counted as a spreadsheet does. */
export async function* csvRows({ pieces }: FileText): AsyncGenerator<CsvRow> {
  const parser = pieces.pipe(
    parse({
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: longestRow,
    }),
  );
  pieces.on("error", (error: Error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const record of parser) yield { row: (row += 1), record: record as readonly string[] };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!code.startsWith("CSV_")) throw cause;
    const message = "cannot be read as CSV: a quotation mark is not closed; nothing from here on was read";
    yield { row: row + 1, record: [], fault: { row: row + 1, column: "", message } };
  }
}
