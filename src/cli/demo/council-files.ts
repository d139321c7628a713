import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { londonTime } from "../../domain/instant.js";
import { addDays } from "../../domain/local-date.js";

const fileSchema = z.strictObject({
  category: z.string().optional(),
  review: z.strictObject({
    lastDaysAgo: z.int().optional(),
    last: z.string().optional(),
    nextInDays: z.int(),
    next: z.string(),
  }),
  chronology: z.array(z.strictObject({ daysAgo: z.int(), lead: z.string(), text: z.string() })),
  people: z.array(z.tuple([z.string(), z.string(), z.string()])),
  documents: z.array(z.tuple([z.string(), z.int()])),
});
type File = z.infer<typeof fileSchema>;

const entrySchema = z.strictObject({
  kind: z.enum(["agreement", "note"]),
  text: z.string().trim().min(1).max(2_000),
});

/** What somebody writes into a case's chronology. */
export type ChronologyEntry = z.infer<typeof entrySchema>;

/** What the case system holds beside what it gives to CP-IS. */
export interface CouncilFiles {
  /** Undefined for a case it does not have. */
  read(localId: string): Record<string, unknown> | undefined;
  /** Adds to the chronology and gives the file; undefined where the body or the case is not what it must be. */
  add(localId: string, body: unknown, by: string, at: number): Record<string, unknown> | undefined;
}

/**
 * The demo council's own files: one for each case, with days counted back from the demo's start.
 *
 * What is written down stays in memory: the demonstration forgets it when it ends.
 */
export function loadCouncilFiles(folder: string, startedAt: number): CouncilFiles {
  const today = londonTime(startedAt).date;
  const files = new Map(
    readdirSync(folder).map((name) => [
      basename(name, ".json"),
      toPage(fileSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))), today),
    ]),
  );
  const written = new Map<string, readonly Record<string, unknown>[]>();
  const read = (localId: string): Record<string, unknown> | undefined => {
    const file = files.get(localId);
    return file && { ...file, written: written.get(localId) ?? [] };
  };
  return {
    read,
    add: (localId, body, by, at) => {
      const reading = entrySchema.safeParse(body);
      if (!reading.success || !files.has(localId)) return undefined;
      const entry = { ...reading.data, by, at: new Date(at).toISOString() };
      written.set(localId, [entry, ...(written.get(localId) ?? [])]);
      return read(localId);
    },
  };
}

function toPage({ category, review, chronology, people, documents }: File, today: string) {
  return {
    category,
    people,
    review: {
      last: review.lastDaysAgo === undefined ? undefined : addDays(today, -review.lastDaysAgo),
      lastWords: review.last,
      next: addDays(today, review.nextInDays),
      nextWords: review.next,
    },
    chronology: chronology.map(({ daysAgo, ...entry }) => ({ ...entry, date: addDays(today, -daysAgo) })),
    documents: documents.map(([title, daysAgo]) => ({ title, date: addDays(today, -daysAgo) })),
  };
}
