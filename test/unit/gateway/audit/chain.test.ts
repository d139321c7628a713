import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../../src/gateway/audit/audit-file.js";
import { insertAudit } from "../../../../src/gateway/audit/audit-rows.js";
import { chainHash } from "../../../../src/gateway/audit/chain-row.js";
import { openDatabase } from "../../../../src/gateway/store/database.js";
import { migrations } from "../../../../src/gateway/store/migrations.js";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { auditColumns } from "../../../support/audit-columns.js";
import {
  bytesOf,
  entry,
  openAudited,
  rowsOf,
  unguarded,
  verifyCopy,
  verifyPath,
  type Audited,
} from "./support.js";

describe("the audit's chain", () => {
  let audited: Audited;
  beforeEach(() => {
    audited = openAudited();
  });
  afterEach(() => audited.close());

  it("holds over rows as they were written, whatever their text", async () => {
    await audited.append(1, 5);
    await audited.trail.append([
      entry(6, { reason: "half a character \uD800, a nought \0, ‘quotes’ and \n lines", locationId: "" }),
      { at: 0, action: "unknown-reply" },
    ]);
    expect(audited.verify()).toMatchObject({ rows: 7, lastId: 7, faults: [] });
  });

  it("says of every row which configuration was in force, and where the person sat", async () => {
    await audited.append(1, 1);
    expect(await audited.trail.read({})).toMatchObject([
      { planHash: "abcdef012345", actor: { workstation: "ED-07" } },
    ]);
  });

  it("keeps its links when many write at once and a job among them is undone", async () => {
    const jobs = Array.from({ length: 40 }, (_, index) =>
      audited.context.commits.write(() => {
        insertAudit(audited.context, entry(index + 1));
        insertAudit(audited.context, entry(index + 101));
        if (index % 5 === 0) throw new Error("this job fails");
      }),
    );
    const results = await Promise.allSettled(jobs);
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(8);
    expect(audited.verify()).toMatchObject({ rows: 64, lastId: 64, faults: [] });
  });

  it("takes no row that does not follow its end, and none is changed or removed", async () => {
    await audited.append(1, 2);
    const probe = new SqliteDatabase(audited.file);
    const add = "insert into audit (id, entry_id, at, action, previous_hash, hash) values";
    const zero = `x'${"00".repeat(32)}'`;
    expect(() => probe.exec(`${add} (3, 'X', 1, 'intent', ${zero}, ${zero})`)).toThrow(/append-only/);
    expect(() => probe.exec("update audit set at = 1")).toThrow(/append-only/);
    expect(() => probe.exec("delete from audit")).toThrow(/append-only/);
    expect(() => probe.exec("delete from audit_head")).toThrow(/append-only/);
    probe.close();
    expect(audited.verify().faults).toEqual([]);
  });
});

describe("an audit from before the chain", () => {
  it("is chained as it stands, and guarded from then on", () => {
    const folder = mkdtempSync(join(tmpdir(), "cpis-audit-"));
    const file = join(folder, "store.sqlite");
    openDatabase(
      file,
      migrations.filter(({ id }) => id < 8),
    ).close();
    const old = new SqliteDatabase(file);
    const add = old.prepare(
      "insert into audit (entry_id, at, action, sealed_subject) values (?, ?, 'reused', ?)",
    );
    for (let row = 1; row <= 1_203; row += 1) add.run(`E-${String(row)}`, row, Buffer.from([row % 256]));
    old.close();
    openDatabase(file).close();
    expect(verifyPath(file)).toMatchObject({ rows: 1_203, lastId: 1_203, faults: [] });
    const probe = new SqliteDatabase(file);
    expect(() => probe.exec("update audit set at = 1")).toThrow(/append-only/);
    probe.close();
    const copy = unguarded(bytesOf(file));
    copy.exec("update audit set sealed_subject = x'07' where id = 1000");
    expect(verifyCopy(copy).faults).toMatchObject([{ kind: "changed", fromId: 1_000, throughId: 1_000 }]);
    rmSync(folder, { recursive: true, force: true });
  });
});

type Mutation = (copy: SqliteDatabase.Database, rows: readonly StoredRow[]) => readonly number[];

const lastRow = 12;
const columns = Object.keys(auditColumns) as readonly (keyof typeof auditColumns)[];

const whole = new Set(["at", "duration_ms", "sequence", "version"]);
const bytes = new Set(["subject_hash", "sealed_subject", "previous_hash", "hash"]);
const required = new Set(["entry_id", "at", "action", "previous_hash", "hash"]);

const rowId = fc.integer({ min: 1, max: lastRow });

const change = fc
  .record({ id: rowId, column: fc.constantFrom(...columns), empty: fc.boolean(), covers: fc.boolean() })
  .map(({ id, column, empty, covers }): Mutation => (copy, rows) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (row === undefined) throw new Error("no such row");
    const was = row[column];
    const other = whole.has(column)
      ? Number(was ?? 0) + 1
      : bytes.has(column)
        ? Buffer.concat([Buffer.from((was as Uint8Array | null) ?? []).subarray(1), Buffer.of(1, 2)])
        : `${String(was)}x`;
    const now = empty && was !== null && !required.has(column) ? null : other;
    copy.prepare(`update audit set ${column} = ? where id = ?`).run(now, id);
    // Whoever changes a row may give it the hash that fits.
    const hash = chainHash({ ...row, [column]: now });
    if (covers && column !== "hash") copy.prepare("update audit set hash = ? where id = ?").run(hash, id);
    return [id];
  });

const removal = rowId.map((id): Mutation => (copy) => {
  copy.prepare("delete from audit where id = ?").run(id);
  return [id];
});

const swap = fc
  .tuple(rowId, rowId)
  .filter(([one, other]) => one !== other)
  .map(([one, other]): Mutation => (copy) => {
    const move = copy.prepare("update audit set id = ? where id = ?");
    move.run(0, one);
    move.run(one, other);
    move.run(other, 0);
    return [one, other];
  });

const insertion = fc
  .record({
    of: rowId,
    fits: fc.boolean(),
    id: fc.constantFrom(-(2 ** 62), -1, 0, lastRow + 1, lastRow + 2, 2 ** 62),
  })
  .map(({ of, fits, id }): Mutation => (copy, rows) => {
    const names = columns.join(", ");
    copy.prepare(`insert into audit (id, ${names}) select ?, ${names} from audit where id = ?`).run(id, of);
    const row = rows.find((candidate) => candidate.id === of);
    const end = rows.at(-1)?.hash;
    if (fits && row !== undefined && end !== undefined) {
      const hash = chainHash({ ...row, id, previous_hash: end });
      copy.prepare("update audit set previous_hash = ?, hash = ? where id = ?").run(end, hash, id);
    }
    return [id];
  });

describe("any single alteration of the audit", () => {
  let audited: Audited;
  let original: Buffer;
  beforeAll(async () => {
    audited = openAudited();
    await audited.append(1, 8);
    await audited.sign();
    await audited.append(9, lastRow);
    original = bytesOf(audited.file);
  });
  afterAll(() => audited.close());

  it("is found and placed, wherever it is: a row changed, removed, moved or put in", () => {
    expect(verifyCopy(unguarded(original)).faults).toEqual([]);
    fc.assert(
      fc.property(fc.oneof(change, removal, swap, insertion), (mutate) => {
        const copy = unguarded(original);
        const touched = mutate(copy, rowsOf(copy));
        const { faults } = verifyCopy(copy);
        expect(faults).not.toEqual([]);
        const isNamed = faults.some(({ fromId, throughId }) =>
          touched.some((id) => fromId <= id && id <= throughId),
        );
        expect(isNamed).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
