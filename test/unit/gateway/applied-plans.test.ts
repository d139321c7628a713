import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  applyConfiguration,
  readConfigurationHistory,
} from "../../../src/gateway/configuration/apply-configuration.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const store = () => ({
  file: join(folder, "store.sqlite"),
  sealingKey: Buffer.alloc(32, 5).toString("base64"),
});

function start(digest: string, mode: string, environment = "simulator", now = 1_000) {
  const settings = { environment, locations: [{ id: "ed", accessMode: mode }] };
  const source = `# ${digest}: the secret word is xyzzy`;
  return applyConfiguration(store(), { digest, settings, source, now }, randomIds);
}

const digests = async () => (await readConfigurationHistory(store(), randomIds)).map(({ digest }) => digest);

describe("the history of configurations", () => {
  it("keeps each configuration once while it runs, its text and what was dangerous in it", async () => {
    await start("aaa", "unscheduled");
    await start("aaa", "unscheduled");
    await start("bbb", "scheduled", "simulator", 2_000);
    await start("aaa", "unscheduled", "simulator", 3_000);
    const history = await readConfigurationHistory(store(), randomIds);
    expect(history.map(({ digest, appliedAt }) => [digest, appliedAt])).toEqual([
      ["aaa", 1_000],
      ["bbb", 2_000],
      ["aaa", 3_000],
    ]);
    expect(history[1]).toMatchObject({
      dangerousChanges: 1,
      approvedBy: [],
      source: "# bbb: the secret word is xyzzy",
    });
  });

  it("stays as it is when a dangerous change is refused (H-13)", async () => {
    await start("aaa", "unscheduled", "production");
    await expect(start("bbb", "scheduled", "production")).rejects.toMatchObject({
      code: "CPIS_CONFIG_INVALID",
      issues: [{ path: "locations[ed].accessMode" }],
    });
    expect(await digests()).toEqual(["aaa"]);
  });

  it("is sealed, and nobody can change or remove a row", async () => {
    await start("aaa", "unscheduled");
    const { file } = store();
    const connection = new SqliteDatabase(file);
    for (const command of [
      "update applied_plan set digest = 'x'",
      "delete from applied_plan",
      "insert or replace into applied_plan select * from applied_plan",
    ]) {
      expect(() => connection.exec(command)).toThrow("append-only");
    }
    connection.pragma("wal_checkpoint(TRUNCATE)");
    connection.close();
    expect(readFileSync(file).includes("xyzzy")).toBe(false);
    expect(await digests()).toEqual(["aaa"]);
  });
});
