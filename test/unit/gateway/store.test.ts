import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { openDatabase } from "../../../src/gateway/store/database.js";
import { createGroupCommit } from "../../../src/gateway/store/group-commit.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { createSealer } from "../../../src/gateway/store/sealer.js";
import { sql, statement } from "../../../src/gateway/store/statement.js";
import { createSqliteLookupStore } from "../../../src/gateway/store/sqlite-lookup-store.js";
import type { Tables } from "../../../src/gateway/store/tables.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { lookupStoreContract, type StoreUnderTest } from "../../../src/testing/lookup-store-contract.js";
import { auditColumns } from "../../support/audit-columns.js";
import { messageIdOf, noon, sampleRecord, sampleRequest } from "../../../src/testing/lookup-store-samples.js";

// The compiler holds these names against the types, the test holds them against the file.
const typedColumns: { readonly [T in keyof Tables]: Readonly<Record<keyof Tables[T], true>> } = {
  audit: { id: true, ...auditColumns },
  audit_head: { id: true, chain_id: true, row_id: true, row_hash: true },
  audit_key: { key_id: true, public_key: true, sealed_private_key: true },
  audit_checkpoint: { number: true, through_id: true, statement: true, key_id: true, signature: true },
  audit_removal: { through_id: true, statement: true, key_id: true, signature: true },
  query: {
    message_id: true,
    conversation_id: true,
    query_id: true,
    lookup_id: true,
    location_id: true,
    reuse_hash: true,
    patient_hash: true,
    access_mode: true,
    asked_at: true,
    asker_owner: true,
    asker_name: true,
    asker_is_system: true,
    sealed_subject: true,
    sealed_message: true,
    accepted_at: true,
    concluded_at: true,
    failure: true,
    sealed_answer: true,
    content_expires_at: true,
    revision: true,
    switched_off_since: true,
  },
  lookup: {
    lookup_id: true,
    owner: true,
    fingerprint_hash: true,
    opened_at: true,
    location_id: true,
    access_mode: true,
    relation: true,
    not_checked: true,
    sealed_birth_date: true,
    message_id: true,
    switched_off_since: true,
  },
  reply: {
    from_party_key: true,
    message_id: true,
    query_message_id: true,
    ref_to_message_id: true,
    conversation_id: true,
    action: true,
    received_at: true,
    processed_at: true,
    sealed_hl7: true,
  },
  display_event: { lookup_id: true, sequence: true, event_id: true },
  seal_check: { key_id: true, sealed: true },
  carried_key: { purpose: true, key_id: true, sealed: true },
  pause: {
    pause_id: true,
    scope: true,
    location_id: true,
    begun_at: true,
    ended_at: true,
    sealed_words: true,
  },
  configuration_change: {
    change_id: true,
    from_digest: true,
    to_digest: true,
    asked_by: true,
    asked_at: true,
    lapses_at: true,
    needs_two: true,
    state: true,
    decided_by: true,
    decided_at: true,
    sealed_request: true,
    sealed_decision: true,
  },
  applied_plan: {
    id: true,
    entry_id: true,
    applied_at: true,
    digest: true,
    dangerous_changes: true,
    approved_by: true,
    sealed_settings: true,
    sealed_source: true,
  },
  council_state: {
    id: true,
    next_sequence: true,
    stopped_because: true,
    stopped_at: true,
    served_changes: true,
    served_full: true,
  },
  council_case: { local_id: true, saved_at: true, changed_at: true, sealed_record: true },
  plan_deletion: { deletion_id: true, local_id: true, sealed_request: true, sealed_approval: true },
  upload: {
    sequence_number: true,
    kind: true,
    attempt: true,
    created_at: true,
    mesh_local_id: true,
    authority: true,
    records: true,
    state: true,
    in_flight: true,
    content_hash: true,
    progress: true,
    sent_at: true,
    answered_at: true,
    reason: true,
    file_code: true,
    succeeded: true,
    failed: true,
    resend_at: true,
    mesh_message_id: true,
    left_at: true,
  },
  send_wish: { local_id: true, asked_at: true },
  council_revision: { id: true, value: true },
  upload_record: {
    sequence_number: true,
    position: true,
    sealed_record: true,
    sealed_outcome: true,
    subject_hash: true,
  },
  mailbox_message: {
    mailbox_id: true,
    message_id: true,
    received_at: true,
    sealed_message: true,
    unreadable: true,
    content_id: true,
    content_hash: true,
    processed_at: true,
    disposition: true,
    reason: true,
    dealt_with_at: true,
    sealed_dealing: true,
  },
  mailbox_content: { content_id: true, position: true, sealed_piece: true },
  mailbox_reading: { mailbox_id: true, begun_at: true, succeeded_at: true, first_begun_at: true },
  mailbox_waiting: {
    mailbox_id: true,
    message_id: true,
    since: true,
    failures: true,
    fault: true,
    alarmed_at: true,
  },
  notice_opening: { opening_hash: true, received_at: true, sealed_opening: true },
  episode_event: { id: true, episode_id: true, sealed_event: true, event_key: true },
  inactive_number: { number_hash: true, received_at: true, sealed_notice: true },
  launch_used: { launch_hash: true, expires_at: true },
  launch_code: { code_hash: true, expires_at: true, sealed_context: true },
  takeover: {
    id: true,
    revision: true,
    state: true,
    since: true,
    first_sequence: true,
    previous_sequence: true,
    proposed_at: true,
    proposed_by: true,
    approved_at: true,
    approved_by: true,
    ended_at: true,
    ended_by: true,
    outdated_at: true,
    difference_hash: true,
    sealed_previous: true,
    sealed_decisions: true,
  },
};

const insertRow = statement<{ key_id: string; sealed: Uint8Array }>()((slot) =>
  sql.insertInto("seal_check").values({ key_id: slot("key_id"), sealed: slot("sealed") }),
);

const sealingKey = randomBytes(32).toString("base64");
let folder: string;
let file: string;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-store-"));
  file = join(folder, "store.sqlite");
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

function open(key = sealingKey): StoreUnderTest {
  const context = openStore({ file, sealingKey: key }, randomIds);
  const store = createSqliteLookupStore(context);
  closers.push(() => store.close());
  return { store, audit: createSqliteAuditTrail(context) };
}

describe("the SQLite store keeps the lookup store's contract:", () => {
  for (const contractCase of lookupStoreContract) it(contractCase.name, () => contractCase.run(open()));
});

describe("the store's file", () => {
  it("can be read by its owner only, with its journal", async () => {
    const { store } = open();
    await store.open(sampleRequest());
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes.length).toBeGreaterThanOrEqual(2);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it("keeps a write-ahead log and erases what it deletes", () => {
    open();
    const probe = new SqliteDatabase(file);
    expect(probe.pragma("journal_mode", { simple: true })).toBe("wal");
    probe.close();
    const database = openDatabase(join(folder, "other.sqlite"));
    expect(database.pragma("secure_delete")).toBe(1);
    database.close();
  });

  it("holds an erased answer in no file once it has been swept, not even sealed", async () => {
    const context = openStore({ file, sealingKey }, randomIds);
    const store = createSqliteLookupStore(context);
    closers.push(() => store.close());
    const messageId = messageIdOf(await store.open(sampleRequest()));
    const conclusion = { kind: "record", record: sampleRecord, contentExpiresAt: noon + 1000 } as const;
    await store.settle({ messageId, at: noon, conclusion });
    const [row] = context.database.query(sql.selectFrom("query").select("sealed_answer"));
    const sealed = Buffer.from(row?.sealed_answer ?? []);
    const holders = () =>
      readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(sealed.subarray(0, 64)));
    expect(holders()).toEqual(["store.sqlite-wal"]);
    const now = noon + 1000;
    await store.sweep({ now, subjectsBefore: 0, forgetBefore: 0, quarantineBefore: 0 });
    expect(holders()).toEqual([]);
    // What is written after that is durable in the same log as before.
    await store.open(sampleRequest());
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  });

  it("holds no NHS number, name, encounter or query in readable form", async () => {
    const { store } = open();
    const messageId = messageIdOf(await store.open(sampleRequest()));
    await store.acceptReply(
      {
        messageId: randomIds.uuid(),
        refToMessageId: messageId,
        conversationId: randomIds.uuid(),
        fromPartyKey: "YES-0000999",
        action: "REPC_IN000007GB01",
        hl7: "<reply>9995260182 Fernsby</reply>",
      },
      noon,
      1000,
    );
    const contentExpiresAt = noon + 1000;
    await store.settle({
      messageId,
      at: noon,
      conclusion: { kind: "record", record: sampleRecord, contentExpiresAt },
    });
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name)).toString("latin1");
      for (const secret of [
        "9995260182",
        "Fernsby",
        "ENC-1",
        "2018-02-03",
        "Northshire",
        "child-protection",
      ]) {
        expect(bytes.includes(secret), `${name} holds ${secret}`).toBe(false);
      }
    }
  });

  it("refuses another sealing key at start instead of at the first answer", async () => {
    const { store } = open();
    await store.open(sampleRequest());
    expect(() => openStore({ file, sealingKey: randomBytes(32).toString("base64") }, randomIds)).toThrow(
      expect.objectContaining({ code: "CPIS_SEAL_BROKEN" }),
    );
  });

  it("says with one line which file cannot be opened", () => {
    const broken = join(folder, "missing", "store.sqlite");
    expect(() => openStore({ file: broken, sealingKey }, randomIds)).toThrow(
      expect.objectContaining({
        code: "CPIS_STORE_FAILED",
        message: expect.stringContaining(broken) as string,
      }),
    );
  });

  it("refuses a file that a newer version has written", () => {
    open();
    const probe = new SqliteDatabase(file);
    probe.pragma("user_version = 999");
    probe.close();
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: "CPIS_STORE_FAILED" }));
  });

  it("finds a re-use key, a ceiling and pending queries by index", () => {
    open();
    const probe = new SqliteDatabase(file);
    const planOf = (statement: string): string =>
      probe
        .prepare<[], { detail: string }>(`explain query plan ${statement}`)
        .all()
        .map(({ detail }) => detail)
        .join("; ");
    const hot = [
      "select message_id from query where reuse_hash = x'00' and asked_at > 1 order by asked_at desc limit 1",
      "select count(*) from query where access_mode = 'unscheduled' and asked_at > 1",
      "select * from query where concluded_at is null order by asked_at",
      "select * from query where message_id = 'A'",
      "select * from lookup where lookup_id = 'A'",
      "select * from reply where processed_at is null and query_message_id is not null order by received_at",
      "select sequence from display_event where lookup_id = 'A' order by sequence desc limit 1",
      "select * from audit where message_id = 'A' order by id limit 10",
    ];
    for (const statement of hot)
      expect(planOf(statement), statement).toMatch(/USING (PRIMARY KEY|(COVERING )?INDEX)/);
    probe.close();
  });

  it("has exactly the columns that its statements are typed with", () => {
    open();
    const probe = new SqliteDatabase(file);
    for (const [table, columns] of Object.entries(typedColumns)) {
      const names = probe
        .prepare<[string], { name: string }>("select name from pragma_table_info(?)")
        .all(table)
        .map(({ name }) => name);
      expect(names.sort(), table).toEqual(Object.keys(columns).sort());
    }
    probe.close();
  });
});

describe("the audit", () => {
  it("is append-only even for whoever holds the file: updates and deletes abort", async () => {
    const { store } = open();
    await store.open(sampleRequest());
    const probe = new SqliteDatabase(file);
    expect(() => probe.exec("update audit set reason = 'nothing happened'")).toThrow(/append-only/);
    expect(() => probe.exec("delete from audit")).toThrow(/append-only/);
    expect(() =>
      probe.exec("insert or replace into audit (id, entry_id, at, action) values (1, 'X', 1, 'intent')"),
    ).toThrow();
    expect(probe.prepare("select count(*) as n from audit").get()).toEqual({ n: 1 });
    probe.close();
  });

  it("cannot announce one MessageId twice", async () => {
    const { audit } = open();
    const messageId = randomIds.uuid();
    const intent = { at: noon, action: "intent", messageId } as const;
    await audit.append([intent]);
    await expect(audit.append([intent])).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
  });

  it("writes nothing of a change whose audit row is refused", async () => {
    const { store, audit } = open();
    const messageId = messageIdOf(await store.open(sampleRequest()));
    await audit.append([{ at: noon, action: "outcome", messageId }]);
    const settled = store.settle({
      messageId,
      at: noon,
      conclusion: { kind: "failed", reason: "no-answer" },
      audit: { at: noon, action: "outcome", messageId },
    });
    await expect(settled).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    expect((await store.pendingQueries()).map((query) => query.messageId)).toEqual([messageId]);
  });

  it("returns every field as it was written", async () => {
    const { audit } = open();
    const entry = {
      at: noon,
      action: "displayed",
      actor: {
        kind: "person",
        id: "999900000101",
        name: "Ama O’Rell",
        roleProfileId: "999900000102",
        jobRoleCode: "R8001",
        organisationOdsCode: "ZZ9A1",
      },
      lookupId: randomIds.uuid(),
      messageId: randomIds.uuid(),
      locationId: "ed",
      accessMode: "unscheduled",
      trigger: "manual",
      authorMode: "person",
      subject: { nhsNumber: "9995260182", encounterId: "ENC-1" },
      outcome: "failed",
      reason: "register-fault",
      codes: ["A", "B"],
      durationMs: 12,
      display: { eventId: randomIds.uuid(), sequence: 1, version: 3, reportedAt: "2026-01-05T12:00:00.000Z" },
    } as const;
    await audit.append([entry]);
    const [record] = await audit.read({ lookupId: entry.lookupId });
    expect(record).toEqual({ id: 1, ...entry });
  });
});

describe("a seal", () => {
  const sealer = createSealer(sealingKey);

  it("opens with its key and its place only", () => {
    const sealed = sealer.seal("9995260182 · Zoë", "query.sealed_subject:A");
    expect(sealer.open(sealed, "query.sealed_subject:A")).toBe("9995260182 · Zoë");
    const broken = expect.objectContaining({ code: "CPIS_SEAL_BROKEN" }) as Error;
    expect(() => sealer.open(sealed, "query.sealed_subject:B")).toThrow(broken);
    expect(() =>
      createSealer(randomBytes(32).toString("base64")).open(sealed, "query.sealed_subject:A"),
    ).toThrow(broken);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => sealer.open(changed, "query.sealed_subject:A")).toThrow(broken);
    }
  });

  it("never seals the same text to the same bytes, and always hashes it to the same", () => {
    // Many more than are drawn from the system's randomness at once.
    const sealed = Array.from({ length: 2000 }, () => sealer.seal("x", "a").toString("hex"));
    expect(new Set(sealed).size).toBe(2000);
    expect(sealer.keyedHash("x").equals(sealer.keyedHash("x"))).toBe(true);
    const other = createSealer(randomBytes(32).toString("base64"));
    expect(sealer.keyedHash("x").equals(other.keyedHash("x"))).toBe(false);
  });
});

describe("a group commit", () => {
  it("undoes one job's failure alone and tells only its caller", async () => {
    const database = openDatabase(file);
    const commits = createGroupCommit(database, () => database.sync());
    const insert = (id: string) => () => database.run(insertRow, { key_id: id, sealed: Buffer.of(1) });
    const results = await Promise.allSettled([
      commits.write(insert("a")),
      commits.write(() => {
        insert("b")();
        throw new Error("a fault after a write");
      }),
      commits.write(insert("c")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const kept = database.query(sql.selectFrom("seal_check").select("key_id").orderBy("key_id"));
    expect(kept.map((row) => row.key_id)).toEqual(["a", "c"]);
    database.close();
  });

  it("tells nobody that a write is done before the disk has it (principle 4)", async () => {
    const database = openDatabase(file);
    const flushes: (() => void)[] = [];
    const commits = createGroupCommit(database, () => new Promise((resolve) => flushes.push(resolve)));
    const told: string[] = [];
    const write = (id: string) =>
      commits
        .write(() => database.run(insertRow, { key_id: id, sealed: Buffer.of(1) }))
        .then(() => told.push(id));
    const first = [write("a"), write("b")];
    await vi.waitFor(() => expect(flushes).toHaveLength(1));
    const second = write("c");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([]);
    flushes[0]?.();
    await Promise.all(first);
    expect(told).toEqual(["a", "b"]);
    await vi.waitFor(() => expect(flushes).toHaveLength(2));
    flushes[1]?.();
    await second;
    database.close();
  });

  it("fails every caller of a group that the disk refused", async () => {
    const database = openDatabase(file);
    const commits = createGroupCommit(database, () => Promise.reject(new Error("input/output error")));
    const results = await Promise.allSettled([commits.write(() => 1), commits.write(() => 2)]);
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "CPIS_STORE_FAILED" } });
    }
    database.close();
  });

  it("tells every caller when the commit itself fails", async () => {
    const database = openDatabase(file);
    const commits = createGroupCommit(database, () => database.sync());
    const writes = [commits.write(() => 1), commits.write(() => 2)];
    database.close();
    const results = await Promise.allSettled(writes);
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "CPIS_STORE_FAILED" } });
    }
  });
});
