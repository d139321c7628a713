import { rmSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { auditOf } from "../../../../src/gateway/audit/audit-file.js";
import { signCheckpoint } from "../../../../src/gateway/audit/checkpoint.js";
import {
  keptCheckpointsText,
  parseKeptCheckpoints,
  type KeptCheckpoints,
} from "../../../../src/gateway/audit/kept-checkpoints.js";
import { ownKeys } from "../../../../src/gateway/audit/own-keys.js";
import { createSqliteAuditTrail } from "../../../../src/gateway/audit/sqlite-audit-trail.js";
import { backUpStore } from "../../../../src/gateway/store/back-up-store.js";
import { openStore } from "../../../../src/gateway/store/open-store.js";
import { restoreStore } from "../../../../src/gateway/store/restore-store.js";
import { rotateSealingKey } from "../../../../src/gateway/store/rotate-sealing-key.js";
import { createSealer } from "../../../../src/gateway/store/sealer.js";
import { randomIds } from "../../../../src/gateway/telemetry/runtime.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { bytesOf, entry, openAudited, sealingKey, unguarded, verifyPath, type Audited } from "./support.js";

const newKey = Buffer.alloc(32, 9).toString("base64");
const ownedBy = (key: string) => ownKeys(createSealer(key));

let audited: Audited;
let isOpen: boolean;
/** What somebody took elsewhere before any of this. */
let kept: KeptCheckpoints;

beforeEach(async () => {
  audited = openAudited();
  isOpen = true;
  await audited.append(1, 6);
  await audited.sign();
  const audit = auditOf(unguarded(bytesOf(audited.file)));
  kept = parseKeptCheckpoints(JSON.parse(keptCheckpointsText(audit)), "kept.json");
  audit.close();
  await audited.append(7, 8);
});
afterEach(() => {
  stop();
  rmSync(audited.folder, { recursive: true, force: true });
});

/** A store is rotated while nobody has it open. */
function stop(): void {
  if (isOpen) audited.context.database.close();
  isOpen = false;
}

/** What somebody does who can write to the file and knows SQL; the triggers stand again afterwards. */
function editRow(file: string, id: number): void {
  const connection = new SqliteDatabase(file);
  const trigger = connection
    .prepare<[], { sql: string }>("select sql from sqlite_master where name = 'audit_is_never_changed'")
    .get();
  connection.exec("drop trigger audit_is_never_changed");
  connection.prepare("update audit set location_id = 'clinic' where id = ?").run(id);
  connection.exec(trigger?.sql ?? "");
  connection.close();
}

/** Goes on with a store as a gateway does that starts on it. */
async function goOn(file: string, key: string): Promise<void> {
  const context = openStore({ file, sealingKey: key }, randomIds, "abcdef012345");
  await createSqliteAuditTrail(context).append([entry(21), entry(22)]);
  await context.commits.write(() => signCheckpoint(context, noon + 60_000));
  context.database.close();
}

describe("an audit whose sealing key was rotated", () => {
  const rotate = (): void => {
    stop();
    rotateSealingKey({ file: audited.file, sealingKey }, { newKey, at: noon }, randomIds);
  };

  test("verifies, before and after the gateway goes on, also against what was kept elsewhere", async () => {
    rotate();
    const isOwnKey = ownedBy(newKey);
    expect(audited.verify({ isOwnKey, kept })).toMatchObject({ checkpoints: 1, heldAgainst: 1, faults: [] });
    await goOn(audited.file, newKey);
    const verdict = audited.verify({ isOwnKey, kept });
    expect(verdict).toMatchObject({ checkpoints: 2, heldAgainst: 1, faults: [] });
    // The node keeps its signing key: a new one would look like somebody else's.
    expect(verdict.keyIds).toHaveLength(1);
    expect(verdict.coveredThrough).toBe(verdict.lastId);
  });

  test("knows the node's signatures by the new key only", () => {
    rotate();
    expect(audited.verify({ isOwnKey: ownedBy(sealingKey) }).faults).not.toEqual([]);
  });

  test("still shows a row that was edited before the rotation", () => {
    stop();
    editRow(audited.file, 3);
    rotateSealingKey({ file: audited.file, sealingKey }, { newKey, at: noon }, randomIds);
    expect(audited.verify({ isOwnKey: ownedBy(newKey) }).faults).toMatchObject([
      { kind: "changed", fromId: 3, throughId: 3 },
    ]);
  });
});

describe("an audit that was restored from a backup", () => {
  const backup = (): string => join(audited.folder, "backup.sqlite");
  const elsewhere = (): string => join(audited.folder, "restored.sqlite");
  const restore = (): void => {
    restoreStore({ file: elsewhere(), sealingKey }, { from: backup(), replace: false, at: noon }, randomIds);
  };
  const isOwnKey = ownedBy(sealingKey);

  test("verifies, before and after the gateway goes on, also against what was kept elsewhere", async () => {
    await backUpStore({ file: audited.file, sealingKey }, backup());
    restore();
    expect(verifyPath(elsewhere(), { isOwnKey, kept })).toMatchObject({ heldAgainst: 1, faults: [] });
    await goOn(elsewhere(), sealingKey);
    expect(verifyPath(elsewhere(), { isOwnKey, kept })).toMatchObject({ checkpoints: 2, faults: [] });
  });

  test("shows, by a checkpoint kept since, that rows written after the backup are gone", async () => {
    await backUpStore({ file: audited.file, sealingKey }, backup());
    await audited.append(9, 12);
    await audited.sign(noon + 1000);
    const audit = auditOf(unguarded(bytesOf(audited.file)));
    const since = parseKeptCheckpoints(JSON.parse(keptCheckpointsText(audit)), "since.json");
    audit.close();
    restore();
    await goOn(elsewhere(), sealingKey);
    expect(verifyPath(elsewhere(), { isOwnKey }).faults).toEqual([]);
    expect(verifyPath(elsewhere(), { isOwnKey, kept: since }).faults).not.toEqual([]);
  });

  test("still shows a row that was edited in the backup", async () => {
    await backUpStore({ file: audited.file, sealingKey }, backup());
    editRow(backup(), 3);
    restore();
    expect(verifyPath(elsewhere(), { isOwnKey }).faults).toMatchObject([
      { kind: "changed", fromId: 3, throughId: 3 },
    ]);
  });
});
