import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { chainHash, type ChainedContent } from "../../../src/gateway/audit/chain-row.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { rotateSealingKey } from "../../../src/gateway/store/rotate-sealing-key.js";
import { neverChangedTables, sealedColumns } from "../../../src/gateway/store/sealed-columns.js";
import type { StoreContext } from "../../../src/gateway/store/store-context.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { createSqliteLookupStore } from "../../../src/gateway/store/sqlite-lookup-store.js";
import { sampleRequest } from "../../../src/testing/lookup-store-samples.js";
import { councilProductionConfig, councilSecrets } from "../../support/council-config.js";
import { fillStore } from "../../support/fill-store.js";
import { readSealed } from "../../support/read-sealed.js";

const newKeyText = (): string => randomBytes(32).toString("base64");
let folder: string;
let store: { readonly file: string; readonly sealingKey: string };
let newKey: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-rotate-"));
  store = { file: join(folder, "store.sqlite"), sealingKey: newKeyText() };
  newKey = newKeyText();
  const context = openStore(store, randomIds);
  await fillStore(context);
  context.database.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function inStore<Result>(sealingKey: string, work: (context: StoreContext) => Result): Result {
  const context = openStore({ ...store, sealingKey }, randomIds);
  try {
    return work(context);
  } finally {
    context.database.close();
  }
}

test("every sealed column of the schema is known, so that none is forgotten", () => {
  const found = inStore(store.sealingKey, ({ database }) =>
    database.all<object, { readonly place: string }>(
      {
        text: `select m.name || '.' || c.name as place from sqlite_master m join pragma_table_info(m.name) c
               where m.type = 'table' and c.name like 'sealed_%' order by place`,
        parameters: [],
      },
      {},
    ),
  );
  expect(found.map(({ place }) => place)).toEqual(
    sealedColumns.map(({ table, column }) => `${table}.${column}`).sort(),
  );
  const locked = inStore(store.sealingKey, ({ database }) =>
    database.all<object, { readonly name: string }>(
      {
        text: `select tbl_name as name from sqlite_master where type = 'trigger'
               and name = tbl_name || '_is_never_changed' order by name`,
        parameters: [],
      },
      {},
    ),
  );
  const sealed = new Set(sealedColumns.map(({ table }) => table));
  expect(locked.map(({ name }) => name).filter((name) => sealed.has(name))).toEqual(
    [...neverChangedTables].sort(),
  );
});

describe("a rotation of the sealing key", () => {
  test("seals every changeable value with the new key, and all of them say what they said", () => {
    const before = inStore(store.sealingKey, readSealed);
    for (const values of Object.values(before.values)) expect(values.length).toBeGreaterThan(0);
    const { resealed, broken } = rotateSealingKey(store, { newKey, at: 1 }, randomIds);
    expect(resealed).toBeGreaterThan(15);
    expect(broken).toBe(0);
    const after = inStore(newKey, readSealed);
    expect(after.values).toEqual(before.values);
    expect(after.keyIds).toHaveLength(1);
    expect(after.keyIds).not.toEqual(before.keyIds);
    expect(() => inStore(store.sealingKey, readSealed)).toThrow(
      expect.objectContaining({ code: "CPIS_SEAL_BROKEN" }),
    );
  });

  test("leaves the audit's rows untouched, so that its chain still holds, and adds that it happened", async () => {
    const rows = (key: string) =>
      inStore(key, ({ database }) =>
        database.all<object, ChainedContent & { readonly hash: Uint8Array }>(
          { text: "select * from audit order by id", parameters: [] },
          {},
        ),
      );
    const before = rows(store.sealingKey);
    rotateSealingKey(store, { newKey, at: 1 }, randomIds);
    const after = rows(newKey);
    expect(after.slice(0, before.length)).toEqual(before);
    for (const row of after) expect(chainHash(row).equals(row.hash)).toBe(true);
    const context = openStore({ ...store, sealingKey: newKey }, randomIds);
    const entries = await createSqliteAuditTrail(context).read({ limit: 1_000 });
    context.database.close();
    expect(entries.at(-1)?.action).toBe("store-key-rotated");
    expect(entries.find(({ action }) => action === "intent")?.subject?.nhsNumber).toBe("9995260182");
  });

  test("still knows the same patient: a second one of two rotations joins the query of the first (R-60)", async () => {
    const newest = newKeyText();
    const first = openStore(store, randomIds);
    const at = Date.UTC(2026, 5, 1);
    const opened = await createSqliteLookupStore(first).open(sampleRequest({ at }));
    first.database.close();
    rotateSealingKey(store, { newKey, at: 1 }, randomIds);
    rotateSealingKey({ ...store, sealingKey: newKey }, { newKey: newest, at: 2 }, randomIds);
    const last = openStore({ ...store, sealingKey: newest }, randomIds);
    const again = await createSqliteLookupStore(last).open(sampleRequest({ at: at + 1_000 }));
    last.database.close();
    expect(opened).toMatchObject({ kind: "opened", lookup: { relation: "asked" } });
    expect(again).toMatchObject({ kind: "opened", lookup: { relation: "joined" } });
    expect(inStore(newest, readSealed).keyIds).toHaveLength(1);
  });

  test.each([1, 9, 17])(
    "killed after value %i leaves the store as it was, and done again comes to its end",
    (dieAfter) => {
      const before = inStore(store.sealingKey, readSealed);
      const sources = new URL("../../integration/gateway/typescript-sources.mjs", import.meta.url).pathname;
      const died = spawnSync(process.execPath, [
        ...["--no-warnings", "--experimental-transform-types", "--import", sources],
        new URL("rotate-process.ts", import.meta.url).pathname,
        ...[store.file, store.sealingKey, newKey, String(dieAfter)],
      ]);
      expect(died.signal).toBe("SIGKILL");
      expect(inStore(store.sealingKey, readSealed)).toEqual(before);
      rotateSealingKey(store, { newKey, at: 1 }, randomIds);
      expect(inStore(newKey, readSealed).values).toEqual(before.values);
    },
  );

  test("is refused while a gateway has the store open, with the wrong key, and with the same one", () => {
    inStore(store.sealingKey, () => {
      expect(() => rotateSealingKey(store, { newKey, at: 1 }, randomIds)).toThrow("stop the gateway first");
    });
    expect(() =>
      rotateSealingKey({ ...store, sealingKey: newKeyText() }, { newKey, at: 1 }, randomIds),
    ).toThrow(expect.objectContaining({ code: "CPIS_SEAL_BROKEN" }));
    expect(() => rotateSealingKey(store, { newKey: store.sealingKey, at: 1 }, randomIds)).toThrow(
      "The new key is the one",
    );
  });

  test("leaves nothing in the file that the old key opens, but what is never changed", () => {
    const old = inStore(store.sealingKey, ({ database }) =>
      database.first<object, { readonly sealed_record: Uint8Array }>(
        { text: "select sealed_record from council_case", parameters: [] },
        {},
      ),
    );
    rotateSealingKey(store, { newKey, at: 1 }, randomIds);
    const file = readFileSync(store.file);
    expect(file.includes(Buffer.from(old?.sealed_record ?? "missing"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes("journal"))).toEqual([]);
  });
});

test("the command rotates, says what to set, and knows when it was done already", async () => {
  const config = join(folder, "site.json");
  writeFileSync(
    config,
    JSON.stringify({
      ...councilProductionConfig(),
      store: { file: "store.sqlite", sealingKey: { env: "SEALING_KEY" } },
    }),
  );
  const keyFile = join(folder, "new.key");
  writeFileSync(keyFile, `${newKey}\n`);
  const run = async (file: string) => {
    let text = "";
    const exitCode = await runCli(["store", "rotate-key", "--config", config, "--new-key-file", file], {
      out: (line) => void (text += `${line}\n`),
      note: (line) => void (text += `${line}\n`),
      variables: { ...councilSecrets, SEALING_KEY: store.sealingKey },
      now: () => 1,
      readInput: () => Promise.resolve(""),
      untilStopped: () => Promise.resolve(),
    });
    return { exitCode, text };
  };
  writeFileSync(join(folder, "short.key"), "c2hvcnQ=");
  expect(await run(join(folder, "short.key"))).toMatchObject({ exitCode: 1 });
  expect((await run(join(folder, "short.key"))).text).not.toContain("c2hvcnQ=");
  const first = await run(keyFile);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.text).toContain("Set store.sealingKey to it now.");
  expect(first.text).not.toContain(newKey);
  expect((await run(keyFile)).text).toContain("sealed with the new key already");
});
