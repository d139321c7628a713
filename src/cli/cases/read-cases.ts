import { CpisError } from "../../errors/cpis-error.js";
import { columnOf, rowOf } from "./case-columns.js";
import type { CaseFile, FileCase } from "./file-case.js";
import { openText, type FileText } from "./open-text.js";
import { readCsvCases } from "./read-csv-cases.js";
import { readJsonCases } from "./read-json-cases.js";

/** Opens a file of cases: a list in `.json`, one case per line in `.ndjson` and `.jsonl`, anything else is CSV. */
export function openCaseFile(path: string): CaseFile {
  const kind = /\.(json|ndjson|jsonl)$/i.exec(path)?.[1]?.toLowerCase();
  let text: FileText | undefined;
  async function* read(): AsyncGenerator<FileCase> {
    const opened = await openText(path);
    const before = text?.version ?? opened.version;
    text = opened;
    try {
      // What was found out about its cases by their order would be held against others.
      if (opened.version !== before) {
        throw new CpisError("CPIS_CASE_INVALID", { detail: `${path} was changed while it was being read.` });
      }
      yield* kind === undefined ? readCsvCases(opened) : readJsonCases(opened, kind !== "json");
    } finally {
      opened.close();
    }
  }
  return {
    read,
    percent: () => text?.percent() ?? 0,
    locate: (path, rows) =>
      kind === undefined
        ? { row: rowOf(path, rows), column: columnOf(path) }
        : { row: rows[0] ?? 0, column: path },
  };
}
