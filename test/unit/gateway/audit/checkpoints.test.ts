import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditOf } from "../../../../src/gateway/audit/audit-file.js";
import { createCheckpointWorker } from "../../../../src/gateway/audit/checkpoint-worker.js";
import {
  keptCheckpointsText,
  parseKeptCheckpoints,
  type KeptCheckpoints,
} from "../../../../src/gateway/audit/kept-checkpoints.js";
import { ownKeys } from "../../../../src/gateway/audit/own-keys.js";
import { removeSegment } from "../../../../src/gateway/audit/retain-audit.js";
import { createSealer } from "../../../../src/gateway/store/sealer.js";
import type { LogFields } from "../../../../src/ports/runtime.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { TestTime } from "../support.js";
import {
  bytesOf,
  openAudited,
  rechainFrom,
  sealingKey,
  unguarded,
  verifyCopy,
  type Audited,
} from "./support.js";

const dayMs = 86_400_000;
const patience = { timeout: 20_000 };
const actor = { kind: "system", id: "terminal:records" } as const;
const isOwnKey = ownKeys(createSealer(sealingKey));

let audited: Audited;
beforeEach(() => {
  audited = openAudited();
});
afterEach(() => audited.close());

function keep(): KeptCheckpoints {
  const audit = auditOf(unguarded(bytesOf(audited.file)));
  const text = keptCheckpointsText(audit);
  audit.close();
  return parseKeptCheckpoints(JSON.parse(text), "kept.json");
}

describe("a checkpoint", () => {
  it("is signed by this node, numbered, and begins where the last one ended", async () => {
    await audited.append(1, 3);
    expect(await audited.sign()).toMatchObject({ number: 1, fromId: 1, throughId: 3 });
    expect(await audited.sign()).toBeUndefined();
    await audited.append(4, 5);
    expect(await audited.sign()).toMatchObject({ number: 2, fromId: 4, throughId: 5 });
    expect(audited.verify({ isOwnKey })).toMatchObject({ checkpoints: 2, coveredThrough: 5, faults: [] });
  });

  it("keeps its private key sealed", async () => {
    await audited.append(1, 1);
    await audited.sign();
    expect(bytesOf(audited.file).includes("PRIVATE KEY")).toBe(false);
    const other = ownKeys(createSealer(Buffer.alloc(32, 8).toString("base64")));
    expect(audited.verify({ isOwnKey: other }).faults).toMatchObject([
      { kind: "checkpoint" },
      { kind: "checkpoint" },
    ]);
  });

  it("that is changed, missing or of another key is found", async () => {
    for (const row of [1, 2, 3]) {
      await audited.append(row, row);
      await audited.sign();
    }
    const bytes = bytesOf(audited.file);
    for (const harm of [
      "update audit_checkpoint set statement = replace(statement, 'throughId\":2', 'throughId\":1') where number = 2",
      "update audit_checkpoint set signature = x'00' where number = 3",
      "delete from audit_checkpoint where number = 2",
      "delete from audit_key",
    ]) {
      const copy = unguarded(bytes);
      copy.exec(harm);
      const { faults } = verifyCopy(copy);
      expect(faults[0], harm).toMatchObject({ kind: "checkpoint" });
    }
  });

  it("finds a chain that was written anew by somebody who knows how, where they cannot sign", async () => {
    await audited.append(1, 6);
    await audited.sign();
    const copy = unguarded(bytesOf(audited.file));
    copy.exec("update audit set actor_id = '999900000999' where id = 4");
    rechainFrom(copy, 4);
    expect(verifyCopy(copy).faults).toMatchObject([{ kind: "changed", fromId: 6, throughId: 6 }]);
  });

  it("is made at 1,000 rows or after a quarter of an hour, and once more at the end", async () => {
    const time = new TestTime();
    const logged: (LogFields | undefined)[] = [];
    const log = (_event: string, fields?: LogFields): void => void logged.push(fields);
    const silent = () => undefined;
    const worker = createCheckpointWorker({
      store: audited.context,
      clock: time,
      timers: time,
      telemetry: { count: silent, measure: silent, observeAnswer: silent, alarm: silent, alarmOver: silent },
      logger: { info: log, warn: log, error: log },
    });
    worker.start();
    await audited.append(1, 1);
    await time.advance(61_000);
    await expect.poll(() => logged, patience).toMatchObject([{ sequenceNumber: 1, count: 1 }]);
    await audited.append(2, 3);
    await time.advance(14 * 60_000);
    expect(logged).toHaveLength(1);
    // The disk takes its own time, not the test's: the next round may begin late.
    const lastSoon = async (): Promise<unknown> => {
      await time.advance(61_000);
      return logged.at(-1);
    };
    await expect.poll(lastSoon, patience).toMatchObject({ sequenceNumber: 2, count: 2 });
    await audited.append(4, 1_003);
    await expect.poll(lastSoon, patience).toMatchObject({ sequenceNumber: 3, count: 1_000 });
    await audited.append(1_004, 1_004);
    await worker.stop();
    expect(logged.at(-1)).toMatchObject({ sequenceNumber: 4, count: 1 });
    expect(audited.verify({ isOwnKey }).coveredThrough).toBe(1_004);
  });
});

describe("a checkpoint that was kept elsewhere", () => {
  it("holds as long as the rows before it are what they were", async () => {
    await audited.append(1, 6);
    await audited.sign();
    const kept = keep();
    await audited.append(7, 9);
    await audited.sign();
    expect(audited.verify({ kept, isOwnKey }).faults).toEqual([]);
  });

  it("finds an end that was cut off, chain's end and checkpoints included", async () => {
    await audited.append(1, 6);
    await audited.sign();
    await audited.append(7, 9);
    await audited.sign();
    const kept = keep();
    const copy = unguarded(bytesOf(audited.file));
    copy.exec("delete from audit where id > 6; delete from audit_checkpoint where number = 2");
    rechainFrom(copy, 6);
    const cut = copy.serialize();
    expect(verifyCopy(unguarded(cut)).faults).toEqual([]);
    expect(verifyCopy(unguarded(cut), { kept }).faults).toMatchObject([
      { kind: "removed", fromId: 7, throughId: 9 },
    ]);
  });

  it("finds a chain that was written anew with a key of the forger's own", async () => {
    await audited.append(1, 6);
    await audited.sign();
    const kept = keep();
    const other = openAudited();
    await other.append(11, 17);
    await other.sign();
    expect(other.verify().faults).toEqual([]);
    const { faults } = other.verify({ kept });
    expect(faults.map(({ kind }) => kind)).toEqual(["rewritten", "rewritten"]);
    other.close();
  });

  it("is refused where it is no such file or its signature does not hold", async () => {
    await audited.append(1, 1);
    await audited.sign();
    const audit = auditOf(unguarded(bytesOf(audited.file)));
    const text = keptCheckpointsText(audit);
    audit.close();
    const forged: unknown = JSON.parse(text.replace('throughId\\":1', 'throughId\\":2'));
    expect(() => parseKeptCheckpoints(forged, "kept.json")).toThrow(/signature does not hold/);
    expect(() => parseKeptCheckpoints({}, "kept.json")).toThrow(/is not a file of audit checkpoints/);
  });
});

describe("retention", () => {
  const retain = (before: number) =>
    audited.context.commits.write(() => removeSegment(audited.context, before, noon + 40 * dayMs, actor));

  it("removes whole closed segments only, leaves what proves it, and the audit verifies", async () => {
    await audited.append(1, 4);
    await audited.sign();
    await audited.append(5, 8);
    await audited.sign(noon + 1);
    await audited.append(9, 10);
    const kept = keep();
    // Row 8 is from eight seconds past noon: its segment is not old enough.
    expect(await retain(noon + 8_000)).toEqual({ fromId: 1, throughId: 4, rows: 4 });
    expect(await retain(noon + 8_000)).toBeUndefined();
    expect(audited.verify({ kept, isOwnKey })).toMatchObject({ rows: 7, removedThrough: 4, faults: [] });
    expect(await retain(noon + 30 * dayMs)).toEqual({ fromId: 5, throughId: 8, rows: 4 });
    expect(await retain(noon + 30 * dayMs)).toBeUndefined();
    expect(audited.verify({ kept, isOwnKey })).toMatchObject({ rows: 4, removedThrough: 8, faults: [] });
    expect(await audited.trail.read({ action: "audit-retained" })).toMatchObject([
      { actor, details: { fromId: 1, throughId: 4, rows: 4, checkpoint: 1 } },
      { actor, details: { fromId: 5, throughId: 8, rows: 4, checkpoint: 2 } },
    ]);
  });

  it("lets nothing else take rows away: neither a removal without a signature nor one of another segment", async () => {
    await audited.append(1, 4);
    await audited.sign();
    await audited.append(5, 8);
    await audited.sign();
    const bytes = bytesOf(audited.file);
    const plain = unguarded(bytes);
    plain.exec("delete from audit where id <= 4");
    expect(verifyCopy(plain).faults).toMatchObject([{ kind: "removed", fromId: 1, throughId: 4 }]);
    const unsigned = unguarded(bytes);
    unsigned.exec(`delete from audit where id <= 4;
      insert into audit_removal select through_id, statement, key_id, signature from audit_checkpoint where number = 1`);
    expect(verifyCopy(unsigned).faults).toMatchObject([{ kind: "removal" }, { kind: "removed", fromId: 1 }]);
    await retain(noon + dayMs);
    const stretched = unguarded(bytesOf(audited.file));
    stretched.exec("delete from audit where id <= 8; update audit_removal set through_id = 8");
    expect(verifyCopy(stretched).faults).toMatchObject([
      { kind: "removal" },
      { kind: "removed", throughId: 8 },
    ]);
  });

  it("goes on from the last row's hash when every row is gone", async () => {
    await audited.append(1, 2);
    await audited.sign();
    await retain(noon + dayMs);
    await audited.sign();
    await retain(noon + 365 * dayMs);
    await audited.append(5, 6);
    expect(audited.verify({ isOwnKey }).faults).toEqual([]);
  });
});
