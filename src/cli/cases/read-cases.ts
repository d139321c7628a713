import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import iconv from "iconv-lite";
import type { CaseDraft } from "../../domain/case-validation.js";
import { CpisError } from "../../errors/cpis-error.js";
import { readJsonFile } from "../read-json-file.js";
import { headerFaults, toCells, toDraft, type CaseCells } from "./case-columns.js";

/** One case of a file with the rows, counted as a spreadsheet does, that it came from. */
export interface FileCase {
  readonly rows: readonly number[];
  readonly draft: unknown;
  /** Found before anything else is looked at; such a case is not sent. */
  readonly fault?: string;
}

/** Reads a file of cases one by one, `.json` whole and anything else as CSV, so that memory stays flat with long files. */
export function readCases(path: string): AsyncIterable<FileCase> {
  return path.toLowerCase().endsWith(".json") ? readJsonCases(path) : readCsvCases(path);
}

async function* readJsonCases(path: string): AsyncGenerator<FileCase> {
  await Promise.resolve();
  const list = readJsonFile(path);
  if (!Array.isArray(list))
    throw new CpisError("CPIS_CASE_INVALID", { detail: `${path} is not a JSON list.` });
  for (const [index, draft] of list.entries()) yield { rows: [index + 1], draft: draft as CaseDraft };
}

async function* readCsvCases(path: string): AsyncGenerator<FileCase> {
  const encoding = await detectEncoding(path);
  let header: readonly string[] | undefined;
  let row = 0;
  let open:
    { readonly id: string | undefined; readonly rows: number[]; readonly cells: CaseCells[] } | undefined;
  for await (const record of records(path, encoding)) {
    row += 1;
    if (header === undefined) {
      header = record.map((name) => name.trim());
      const issues = headerFaults(header);
      if (issues.length > 0) throw new CpisError("CPIS_CASE_INVALID", { issues });
      continue;
    }
    if (record.every((cell) => cell.trim() === "")) continue;
    const fault = recordFault(record, header, encoding);
    if (fault !== undefined) {
      yield { rows: [row], draft: {}, fault };
      continue;
    }
    const cells = toCells(header, record);
    if (open !== undefined && cells.localId !== undefined && open.id === cells.localId) {
      open.rows.push(row);
      open.cells.push(cells);
      continue;
    }
    if (open !== undefined) yield { rows: open.rows, draft: toDraft(open.cells) };
    open = { id: cells.localId, rows: [row], cells: [cells] };
  }
  if (open !== undefined) yield { rows: open.rows, draft: toDraft(open.cells) };
}

function recordFault(
  record: readonly string[],
  header: readonly string[],
  encoding: string,
): string | undefined {
  if (record.length > header.length) return "has more cells than there are columns";
  // UTF-8 that was read as Windows-1252: the file holds both, and a name in it would never match.
  if (encoding === "windows-1252" && record.some((cell) => /[\u00C2\u00C3][\u0080-\u00BF]/.test(cell))) {
    return "mixes two encodings: save the file as UTF-8";
  }
  return record.some((cell) => cell.includes("\uFFFD")) ? "has a character that cannot be read" : undefined;
}

async function* records(path: string, encoding: string): AsyncGenerator<readonly string[]> {
  const text = Readable.from(createReadStream(path)).pipe(iconv.decodeStream(encoding));
  const parser = text.pipe(parse({ bom: true, relax_column_count: true, skip_empty_lines: false }));
  text.on("error", (error: Error) => parser.destroy(error));
  try {
    for await (const record of parser) yield record as readonly string[];
  } catch (cause) {
    if (CpisError.is(cause)) throw cause;
    throw new CpisError("CPIS_CASE_INVALID", { detail: `${path} is not CSV that can be read.`, cause });
  }
}

// A spreadsheet saves as Windows-1252 or UTF-16 unless it is told otherwise.
async function detectEncoding(path: string): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let first = true;
  try {
    for await (const piece of createReadStream(path)) {
      const bytes = piece as Buffer;
      if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
      if (first && bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
      first = false;
      decoder.decode(bytes, { stream: true });
    }
    decoder.decode();
    return "utf-8";
  } catch (cause) {
    if (cause instanceof TypeError) return "windows-1252";
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail: `${path} cannot be read.`, cause });
  }
}
