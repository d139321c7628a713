import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditSlices, type AuditCriteria } from "../../../../src/gateway/audit/read-range.js";
import { searchAudit } from "../../../../src/gateway/audit/search-audit.js";
import type { AuditRecord } from "../../../../src/ports/audit.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { entry, openAudited, type Audited } from "./support.js";

const child = "9995260182";
const otherChild = "9990000018";

let audited: Audited;
beforeEach(() => {
  audited = openAudited();
});
afterEach(() => audited.close());

const idsOf = (rows: readonly AuditRecord[]): readonly number[] => rows.map(({ id }) => id);

function found(criteria: AuditCriteria, newestFirst = false, withSubjects = true): readonly AuditRecord[] {
  return [...auditSlices(audited.context, criteria, { withSubjects, newestFirst })].flat();
}

const reading = {
  actor: { kind: "person", id: "999900000401", name: "Ada Auditor" },
  at: noon + 3_600_000,
  reason: "Yearly sample",
} as const;

describe("reading the audit in slices", () => {
  it("finds the same rows whichever way it reads, and only those before a row", async () => {
    await audited.append(1, 1_203);
    const range = { from: noon + 10_000, to: noon + 1_200_000 };
    const oldestFirst = idsOf(found(range));
    expect(oldestFirst).toEqual(Array.from({ length: 1_190 }, (_, index) => index + 10));
    expect(idsOf(found(range, true))).toEqual(oldestFirst.toReversed());
    expect(idsOf(found({ ...range, before: 13 }, true))).toEqual([12, 11, 10]);
    expect(idsOf(found({ ...range, before: 1 }))).toEqual([]);
  });

  it("finds by everything that is asked for at once", async () => {
    await audited.trail.append([
      entry(1),
      entry(2, { locationId: "clinic" }),
      entry(3, { action: "not-checked", subject: { nhsNumber: otherChild } }),
      entry(4, { action: "not-checked" }),
    ]);
    expect(idsOf(found({ action: "intent", locationId: "clinic" }))).toEqual([2]);
    expect(idsOf(found({ nhsNumber: child, action: "not-checked" }))).toEqual([4]);
    expect(idsOf(found({ nhsNumber: child, from: noon + 2_000 }, true))).toEqual([4, 2]);
    expect(idsOf(found({ nhsNumber: child, userId: "999900000999" }))).toEqual([]);
    expect(idsOf(found({ nhsNumber: child, before: 4 }))).toEqual([1, 2]);
  });

  it("opens no subject unless it is asked to, and shows a row whose seal is broken without its own", async () => {
    await audited.append(1, 3);
    expect(found({}, false, false).every(({ subject }) => subject === undefined)).toBe(true);
    const hand = new SqliteDatabase(audited.file);
    hand.exec("drop trigger audit_is_never_changed; update audit set sealed_subject = x'00' where id = 2");
    hand.close();
    expect(found({}).map(({ subject }) => subject?.nhsNumber)).toEqual([child, undefined, child]);
    // Nobody can say whom it is about.
    expect(idsOf(found({ nhsNumber: child }))).toEqual([1, 3]);
  });
});

describe("a search", () => {
  it("is in the audit before its first row, with why", async () => {
    await audited.append(1, 2);
    const search = searchAudit(audited.context, { nhsNumber: child }, reading);
    await search.next();
    expect(await audited.trail.read({ action: "audit-searched" })).toMatchObject([
      { actor: reading.actor, at: reading.at, subject: { nhsNumber: child, note: "Yearly sample" } },
    ]);
  });

  it("lets the process do other things between its slices, and ends where nobody waits for it", async () => {
    await audited.append(1, 2_600);
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const nothing = { action: "pause-begun" };
    for await (const rows of searchAudit(audited.context, nothing, reading)) expect(rows).toEqual([]);
    running = false;
    // Six slices of 500 rows.
    expect(turns).toBeGreaterThanOrEqual(6);
    const gone = new AbortController();
    const slices: number[] = [];
    for await (const rows of searchAudit(audited.context, {}, reading, { signal: gone.signal })) {
      slices.push(rows.length);
      gone.abort();
    }
    expect(slices).toEqual([500]);
  });

  it("is not made where it cannot be written down", async () => {
    await audited.append(1, 1);
    const hand = new SqliteDatabase(audited.file);
    hand.exec(
      "create trigger full before insert on audit begin select raise(abort, 'the disk is full'); end",
    );
    hand.close();
    const search = searchAudit(audited.context, {}, reading);
    await expect(search.next()).rejects.toThrow();
  });
});
