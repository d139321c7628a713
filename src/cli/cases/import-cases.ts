import { parseImportResult } from "../../contract/parse-council-case.js";
import { importBatchRows } from "../../contract/parse-council-request.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { CouncilClient } from "./council-client.js";
import type { CaseFile, FileCase, FileFault } from "./file-case.js";
import { createNamedCases, type NamedCases } from "./repeated-cases.js";

/** What the import tells on its way. */
export interface ImportListener {
  fault(fault: FileFault): void;
  /** Of a case that is taken all the same. */
  warning(warning: FileFault): void;
  progress(words: string): void;
}

/** What a reading of the whole file found. */
export interface CheckedCases {
  readonly cases: number;
  readonly faults: number;
  /** Numbers, from 0, of the cases that cannot be taken. */
  readonly bad: ReadonlySet<number>;
  readonly named: NamedCases;
}

/** What was taken. */
export interface SavedCases {
  readonly saved: number;
  readonly unchanged: number;
  /** Cases that the gateway refused although it had found no fault when it was asked before. */
  readonly refused: number;
}

// A gateway that restarts is back within a minute; saving what is saved already changes nothing.
const retryAfterMs = [250, 1_000, 3_000, 8_000, 20_000, 30_000] as const;
/** Below the gateway's limit of 4 MB for one request, whatever the rows hold. */
const batchLength = 1_000_000;
const progressEvery = 10_000;

/** Reads the whole file and asks the gateway about every case; nothing is saved. */
export async function checkCases(
  file: CaseFile,
  client: CouncilClient,
  listener: ImportListener,
): Promise<CheckedCases> {
  const named = createNamedCases();
  const bad = new Set<number>();
  let faults = 0;
  const refuse = (ordinal: number, fault: FileFault): void => {
    bad.add(ordinal);
    faults += 1;
    listener.fault(fault);
  };
  const batch = openBatch(file, client, true, { refuse, warn: (warning) => listener.warning(warning) });
  const cases = await eachCase(file, "checked", listener, async (one, ordinal) => {
    const own = [...one.faults];
    for (const { path, message, earlier } of named.add(ordinal, one.rows[0] ?? 0, one.draft)) {
      bad.add(earlier);
      own.push({ ...file.locate(path, one.rows), message });
    }
    for (const fault of own) refuse(ordinal, fault);
    if (one.whole) await batch.add({ ...one, faults: own }, ordinal);
  });
  await batch.flush();
  return { cases, faults, bad, named };
}

/** Saves every case but the bad ones. Repeating it after a broken connection saves nothing twice. */
export async function saveCases(
  file: CaseFile,
  client: CouncilClient,
  { bad }: Pick<CheckedCases, "bad">,
  listener: ImportListener,
): Promise<SavedCases> {
  const refused = new Set<number>();
  const batch = openBatch(file, client, false, {
    refuse(ordinal, fault) {
      refused.add(ordinal);
      listener.fault(fault);
    },
    // Said when the file was looked through.
    warn: () => undefined,
  });
  await eachCase(file, "saved", listener, async (one, ordinal) => {
    if (!bad.has(ordinal) && one.faults.length === 0) await batch.add(one, ordinal);
  });
  await batch.flush();
  return { ...batch.result(), refused: refused.size };
}

async function eachCase(
  file: CaseFile,
  what: string,
  listener: ImportListener,
  work: (one: FileCase, ordinal: number) => Promise<void>,
): Promise<number> {
  let count = 0;
  for await (const one of file.read()) {
    await work(one, count);
    count += 1;
    if (count % progressEvery === 0) {
      listener.progress(`${String(count)} cases ${what}, ${String(file.percent())} % of the file.`);
    }
  }
  return count;
}

interface Batch {
  add(one: FileCase, ordinal: number): Promise<void>;
  flush(): Promise<void>;
  result(): Omit<SavedCases, "refused">;
}

interface BatchListener {
  readonly refuse: (ordinal: number, fault: FileFault) => void;
  readonly warn: (warning: FileFault) => void;
}

function openBatch(
  file: CaseFile,
  client: CouncilClient,
  checkOnly: boolean,
  { refuse, warn }: BatchListener,
): Batch {
  let waiting: { readonly one: FileCase; readonly ordinal: number }[] = [];
  let length = 0;
  const result = { saved: 0, unchanged: 0 };
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const body = {
      firstRow: 1,
      rows: waiting.map(({ one }) => one.draft),
      ...(checkOnly ? { checkOnly } : {}),
    };
    const answer = parseImportResult(await client("/api/v1/cases/import", body, { retryAfterMs }));
    result.saved += answer.saved;
    result.unchanged += answer.unchanged;
    for (const { row, path, message } of answer.faults) {
      const { one, ordinal } = waiting[row - 1] ?? missing(row);
      const fault = { ...file.locate(path, one.rows), message };
      // What the file showed by itself has been said, and said better.
      if (!one.faults.some((known) => known.row === fault.row && known.column === fault.column))
        refuse(ordinal, fault);
    }
    for (const { row, path, message } of answer.warnings) {
      const { one } = waiting[row - 1] ?? missing(row);
      warn({ ...file.locate(path, one.rows), message });
    }
    waiting = [];
    length = 0;
  };
  return {
    async add(one, ordinal) {
      const own = JSON.stringify(one.draft).length;
      if (length + own > batchLength) await flush();
      waiting.push({ one, ordinal });
      length += own;
      if (waiting.length === importBatchRows) await flush();
    },
    flush,
    result: () => result,
  };
}

function missing(row: number): never {
  throw new CpisError("CPIS_INTERNAL", {
    context: { fault: "an answer about a row that was not asked", row },
  });
}
