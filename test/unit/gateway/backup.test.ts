import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { createSqliteCaseStore } from "../../../src/gateway/council/store/sqlite-case-store.js";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { backUpStore } from "../../../src/gateway/store/back-up-store.js";
import { createPauseSwitch } from "../../../src/gateway/pause/sqlite-pause-switch.js";
import { sayNextNumber } from "../../../src/gateway/store/mark-restored.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { restoredLines } from "../../../src/cli/backup/restored-lines.js";
import { restoreStore } from "../../../src/gateway/store/restore-store.js";
import { createSqliteLookupStore } from "../../../src/gateway/store/sqlite-lookup-store.js";
import type { StoreContext } from "../../../src/gateway/store/store-context.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { sampleDraft, sampleRequest } from "../../../src/testing/lookup-store-samples.js";
import { councilProductionConfig, councilSecrets } from "../../support/council-config.js";
import { fillStore } from "../../support/fill-store.js";

let folder: string;
let store: { readonly file: string; readonly sealingKey: string };
let open: StoreContext[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-backup-"));
  store = { file: join(folder, "store.sqlite"), sealingKey: randomBytes(32).toString("base64") };
  open = [];
});
afterEach(() => {
  for (const context of open) context.database.close();
  rmSync(folder, { recursive: true });
});

function start(plan = store): StoreContext {
  const context = openStore(plan, randomIds);
  open.push(context);
  return context;
}

function stop(context: StoreContext): void {
  open.splice(open.indexOf(context), 1);
  context.database.close();
}

const at = Date.parse("2026-11-21T09:00:00Z");
const backup = (): string => join(folder, "backup.sqlite");

async function filledAndBackedUp(): Promise<StoreContext> {
  const context = start();
  await fillStore(context);
  await backUpStore(store, backup());
  return context;
}

describe("a backup", () => {
  test("is made while a gateway writes, is whole, one file, its owner's, and holds nothing in clear", async () => {
    const context = start();
    await fillStore(context);
    const lookups = createSqliteLookupStore(context);
    const writing = Promise.all(Array.from({ length: 50 }, () => lookups.open(sampleRequest())));
    const { bytes, sha256, version } = await backUpStore(store, backup());
    await writing;
    expect(version).toBeGreaterThanOrEqual(8);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(backup()).size).toBe(bytes);
    expect(statSync(backup()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith("backup"))).toEqual(["backup.sqlite"]);
    const content = readFileSync(backup()).toString("latin1");
    for (const clear of ["9995260182", "9996001008", "Arkwright", "Northgate General Hospital"]) {
      expect(content).not.toContain(clear);
    }
  });

  test("never overwrites a file, and leaves none behind where it cannot be made", async () => {
    stop(start());
    writeFileSync(backup(), "mine");
    await expect(backUpStore(store, backup())).rejects.toThrow("is there already");
    expect(readFileSync(backup(), "utf8")).toBe("mine");
    const other = { ...store, sealingKey: randomBytes(32).toString("base64") };
    await expect(backUpStore(other, join(folder, "x.sqlite"))).rejects.toMatchObject({
      code: "CPIS_SEAL_BROKEN",
    });
    await expect(
      backUpStore({ ...store, file: join(folder, "none") }, join(folder, "y.sqlite")),
    ).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    expect(readdirSync(folder).filter((name) => /^[xy]\./.test(name))).toEqual([]);
  });
});

/** What is left is its first page: it opens, and nothing in it can be read. */
function fillWithNothing(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, 4096));
}

function pausesOf(context: StoreContext) {
  const silent = (): void => undefined;
  const telemetry = { alarm: silent, alarmOver: silent, measure: silent };
  const parts = { store: context, clock: { now: () => at }, ids: randomIds, telemetry };
  return createPauseSwitch({ ...parts, locations: () => [] });
}

describe("a restore", () => {
  test("into an empty folder reads back what was there: cases, files, audit", async () => {
    const before = await filledAndBackedUp();
    const cases = await createSqliteCaseStore(before).all();
    const audit = await createSqliteAuditTrail(before).read({ limit: 1000 });
    stop(before);
    const target = { ...store, file: join(folder, "elsewhere", "store.sqlite") };
    const restored = restoreStore(target, { from: backup(), replace: false, at }, randomIds);
    expect(restored.kept).toBeUndefined();
    expect(statSync(target.file).mode & 0o777).toBe(0o600);
    const context = start(target);
    expect(await createSqliteCaseStore(context).all()).toEqual(cases);
    const now = await createSqliteAuditTrail(context).read({ limit: 1000 });
    expect(now.slice(0, audit.length)).toEqual(audit);
    expect(now.slice(audit.length).map(({ action }) => action)).toEqual([
      "uploads-stopped",
      "store-restored",
    ]);
  });

  test("is refused onto the store of a running gateway, which notices nothing", async () => {
    const running = await filledAndBackedUp();
    expect(() => restoreStore(store, { from: backup(), replace: true, at }, randomIds)).toThrow(
      "is in use: stop the gateway first",
    );
    expect(await createSqliteCaseStore(running).all()).toHaveLength(1);
    await createSqliteLookupStore(running).open(sampleRequest());
    expect(readdirSync(folder).filter((name) => name.includes("restor"))).toEqual([]);
  });

  test("over a store needs to be said, and keeps what was there", async () => {
    stop(await filledAndBackedUp());
    expect(() => restoreStore(store, { from: backup(), replace: false, at }, randomIds)).toThrow("--replace");
    const { kept = "" } = restoreStore(store, { from: backup(), replace: true, at }, randomIds);
    expect(kept).toContain("before-restore-20261121T090000Z");
    expect(await createSqliteCaseStore(start({ ...store, file: kept })).all()).toHaveLength(1);
    expect(await createSqliteCaseStore(start()).all()).toHaveLength(1);
  });

  test("of a file that is cut off, no store, or sealed with another key changes nothing", async () => {
    stop(await filledAndBackedUp());
    const before = readFileSync(store.file);
    const order = { from: backup(), replace: true, at };
    const other = { ...store, sealingKey: randomBytes(32).toString("base64") };
    expect(() => restoreStore(other, order, randomIds)).toThrow(
      expect.objectContaining({ code: "CPIS_SEAL_BROKEN" }),
    );
    truncateSync(backup(), 20_000);
    expect(() => restoreStore(store, order, randomIds)).toThrow();
    writeFileSync(backup(), "no database");
    expect(() => restoreStore(store, order, randomIds)).toThrow();
    expect(readFileSync(store.file).equals(before)).toBe(true);
    expect(existsSync(`${store.file}.restoring`)).toBe(false);
  });

  test("leaves off what was switched off before or after the backup (H-04)", async () => {
    const context = await filledAndBackedUp();
    const officer = { kind: "person", id: "officer-1", name: "Dee Officer" } as const;
    const later = await pausesOf(context).begin(
      { scope: { kind: "automatic" }, reason: "since then" },
      officer,
    );
    const before = pausesOf(context).list();
    expect(before).toHaveLength(2);
    stop(context);
    restoreStore(store, { from: backup(), replace: true, at }, randomIds);
    const restored = start();
    expect(pausesOf(restored).list()).toEqual(before);
    expect(pausesOf(restored).list()).toContainEqual(later);
    const [row] = await createSqliteAuditTrail(restored).read({ action: "store-restored" });
    expect(row?.details).toEqual({ pausesCarried: 2 });
  });

  test.each([
    ["is damaged", () => fillWithNothing(store.file)],
    ["is no database any more", () => writeFileSync(store.file, "nothing of it is left")],
    ["is gone", () => rmSync(store.file)],
  ])(
    "where the store before %s, says that nobody knows what was switched off in it (H-04)",
    async (_why, harm) => {
      stop(await filledAndBackedUp());
      harm();
      const restored = restoreStore(store, { from: backup(), replace: true, at }, randomIds);
      expect(restored.pausesUnknown).toBe(true);
      expect(restoredLines(restored, {}).join(" ")).toContain("WHAT WAS SWITCHED OFF MAY BE ON AGAIN");
      const [row] = await createSqliteAuditTrail(start()).read({ action: "store-restored" });
      expect(row?.details).toEqual({ pausesCarried: "unknown" });
    },
  );

  test("sends no query again, although the backup still had its bytes (H-17)", async () => {
    const context = start();
    const draft = sampleDraft();
    await createSqliteLookupStore(context).open(sampleRequest({ ask: { draft: () => draft } }));
    expect((await createSqliteLookupStore(context).pendingQueries())[0]?.message).toBeDefined();
    await backUpStore(store, backup());
    stop(context);
    restoreStore(store, { from: backup(), replace: true, at }, randomIds);
    const [pending] = await createSqliteLookupStore(start()).pendingQueries();
    expect(pending?.messageId).toBe(draft.messageId);
    expect(pending?.message).toBeUndefined();
  });
});

describe("a council's numbers after a restore", () => {
  async function restored(): Promise<StoreContext> {
    stop(await filledAndBackedUp());
    const { staleSequenceNumber } = restoreStore(store, { from: backup(), replace: true, at }, randomIds);
    expect(staleSequenceNumber).toBe(43);
    return start();
  }
  const file = {
    kind: "changes",
    attempt: 1,
    authority: { odsCode: "ZZL01", name: "Northshire Council", emergencyDutyTelephone: "01632960200" },
    records: [],
    serves: {},
    settles: [],
  } as const;

  test("are given to no file until a person says the next one, and a reason alone does not do (H-20)", async () => {
    const context = await restored();
    const uploads = createSqliteUploadStore(context);
    expect((await uploads.status()).stopped).toEqual({ because: "store-restored", since: at });
    expect(await uploads.open(file, at, [])).toEqual({ kind: "stopped", because: "store-restored" });
    await expect(uploads.resume({ at, action: "uploads-resumed" })).rejects.toMatchObject({
      code: "CPIS_UPLOAD_NOT_POSSIBLE",
    });
    await uploads.stop("another-system", at, undefined, []);
    expect((await uploads.status()).stopped?.because).toBe("store-restored");
    await uploads.settle(42, { state: "closed" }, at);
    expect(sayNextNumber(context, { sequenceNumber: 42, by: "Dee Officer", at })).toEqual({ lower: 43 });
    expect(sayNextNumber(context, { sequenceNumber: 184, by: "Dee Officer", at })).toBe("resumed");
    expect(await uploads.open(file, at, [])).toEqual({ kind: "opened", sequenceNumber: 184 });
    expect(sayNextNumber(context, { sequenceNumber: 200, by: "Dee Officer", at })).toBe("not-stopped");
    const [resumed] = await createSqliteAuditTrail(context).read({ action: "uploads-resumed" });
    expect(resumed).toMatchObject({ actor: { id: "Dee Officer" }, details: { nextSequenceNumber: 184 } });
  });

  test("a file that was waiting is traced as one that may have left, and never sent on a guess (H-20)", async () => {
    const uploads = createSqliteUploadStore(await restored());
    expect(await uploads.inFlight()).toMatchObject({ sequenceNumber: 42, state: "tracing", leftAt: at });
  });
});

describe("the commands", () => {
  async function cpis(...args: string[]): Promise<{ readonly exitCode: number; readonly text: string }> {
    let text = "";
    const write = (line: string): void => void (text += `${line}\n`);
    const exitCode = await runCli(args, {
      out: write,
      note: write,
      variables: { ...councilSecrets, SEALING_KEY: store.sealingKey },
      now: () => at,
      readInput: () => Promise.resolve(""),
      untilStopped: () => Promise.resolve(),
    });
    return { exitCode, text };
  }

  test("go all the way: back up, restore, be told what to do, say the number", async () => {
    const context = start();
    await fillStore(context);
    const config = join(folder, "site.json");
    writeFileSync(
      config,
      JSON.stringify({
        ...councilProductionConfig(),
        store: { file: "store.sqlite", sealingKey: { env: "SEALING_KEY" } },
      }),
    );
    const saved = await cpis("backup", "--config", config, "--to", backup());
    expect(saved.text).toMatch(/^[0-9a-f]{64} {2}/);
    expect(saved.exitCode).toBe(0);
    const running = await cpis("restore", "--config", config, "--from", backup(), "--replace");
    expect(running).toMatchObject({ exitCode: 1 });
    expect(running.text).toContain("stop the gateway first");
    stop(context);
    const restored = await cpis("restore", "--config", config, "--from", backup(), "--replace");
    expect(restored.text).toContain("UPLOADS ARE STOPPED. The backup would number the next file 43");
    const number = (n: string) =>
      cpis("store", "next-number", "--config", config, "--number", n, "--by", "Dee Officer");
    expect((await number("2")).text).toContain("2 is too low: this store itself has used numbers up to 42.");
    expect(await number("184")).toMatchObject({ exitCode: 0 });
    expect(await number("184")).toMatchObject({ exitCode: 1 });
    expect((await number("x")).exitCode).toBe(2);
    expect((await createSqliteUploadStore(start()).status()).nextSequenceNumber).toBe(184);
  });
});
