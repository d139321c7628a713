import { readCaseDraft } from "../../contract/parse-council-request.js";
import type { FileCase, FileFault } from "./file-case.js";
import { encodingFault, type FileText } from "./open-text.js";
import { splitJsonLines, splitJsonList } from "./split-json-list.js";

/** Reads a JSON list of cases, or one case per line; the n-th case is row n. */
export async function* readJsonCases({ pieces }: FileText, lines: boolean): AsyncGenerator<FileCase> {
  let row = 0;
  for await (const piece of lines ? splitJsonLines(pieces) : splitJsonList(pieces)) {
    row += 1;
    if (piece.kind === "broken") yield broken({ row, column: "", message: piece.message });
    else if (piece.text.trim() !== "" || !lines) yield toCase(row, piece.text);
  }
}

function toCase(row: number, text: string): FileCase {
  const message = encodingFault(text);
  if (message !== undefined) return broken({ row, column: "", message });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser's message quotes the text; a case is never repeated.
    return broken({ row, column: "", message: "is not JSON" });
  }
  const reading = readCaseDraft(body);
  if (reading.ok) return { rows: [row], draft: reading.draft, whole: true, faults: [] };
  return {
    rows: [row],
    draft: localIdOf(body),
    whole: false,
    faults: reading.issues.map((issue) => ({ row, column: issue.path, message: issue.message })),
  };
}

// Even a case that cannot be read is mentioned by the file.
function localIdOf(body: unknown): { readonly localId?: string } {
  const found = typeof body === "object" && body !== null && "localId" in body ? body.localId : undefined;
  return typeof found === "string" ? { localId: found } : {};
}

function broken(fault: FileFault): FileCase {
  return { rows: [fault.row], draft: {}, whole: false, faults: [fault] };
}
