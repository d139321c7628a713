import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  createCore,
  reliable,
  replyTo,
  request,
  settled,
  user,
  type Core,
  type CoreChanges,
} from "./support.js";

const cores: Core[] = [];
afterEach(async () => {
  for (const made of cores.splice(0)) await made.close();
});

/** A gateway that is killed after its query was handed to Spine, and its successor on the same file. */
async function crashed(changes: CoreChanges, downForMs: number) {
  const first = createCore(changes);
  first.transport.outcome = "retrying";
  const body = request();
  await first.service.open(body, user);
  await settled();
  const [sent] = first.transport.sent;
  if (sent === undefined) throw new Error("nothing was sent");
  return {
    first,
    sent,
    body,
    restart: async () => {
      first.crash();
      const second = createCore(changes, first.folder);
      cores.push(second);
      second.time.nowMs = first.time.nowMs + downForMs;
      await second.recover();
      await settled();
      return second;
    },
  };
}

async function actions({ audit }: Core, messageId: string): Promise<string[]> {
  return (await audit.read({ messageId })).map(({ action, reason }) => reason ?? action);
}

describe("a gateway that was killed between sending and reply", () => {
  it("waits on for an answer that may still come, and sends nothing under an express contract", async () => {
    const { sent, body, restart } = await crashed({}, 10_000);
    const second = await restart();
    expect(second.transport.sent).toEqual([]);
    expect((await second.service.view(body.lookupId, user)).state.kind).toBe("checking");
    await second.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect((await second.service.view(body.lookupId, user)).state.kind).toBe("record");
    expect(await actions(second, sent.messageId)).toEqual(["intent", "outcome"]);
  });

  it("sends the same bytes again under a reliable contract, while the contract lasts (R-60)", async () => {
    const { sent, restart } = await crashed({ spine: reliable }, 10_000);
    const second = await restart();
    expect(second.transport.sent.map(({ messageId }) => messageId)).toEqual([sent.messageId]);
    expect(Buffer.compare(Buffer.from(second.transport.sent[0]!.body), Buffer.from(sent.body))).toBe(0);
    await second.time.advance(40_100);
    expect(second.transport.signals[0]?.aborted).toBe(true);
  });

  it("does not send again what Spine had accepted", async () => {
    const { first, sent, restart } = await crashed({ spine: reliable }, 10_000);
    await first.inbox.acceptSignal({ kind: "acknowledgment", refToMessageId: sent.messageId, codes: [] });
    expect((await restart()).transport.sent).toEqual([]);
  });

  it("does not send again after the contract's persist duration", async () => {
    const { restart } = await crashed({ spine: reliable }, 51_000);
    expect((await restart()).transport.sent).toEqual([]);
  });

  it("closes a query whose time has passed in the audit, as interrupted", async () => {
    const { sent, body, restart } = await crashed({}, 121_000);
    const second = await restart();
    expect((await second.service.view(body.lookupId, user)).state).toMatchObject({
      kind: "failed",
      reason: "interrupted",
    });
    expect(await actions(second, sent.messageId)).toEqual(["intent", "interrupted"]);
    expect(second.alarms).toEqual(["interrupted-query"]);
  });

  it("says interrupted where the answer never came", async () => {
    const { sent, restart } = await crashed({}, 10_000);
    const second = await restart();
    await second.time.advance(120_000);
    expect(await actions(second, sent.messageId)).toEqual(["intent", "interrupted"]);
  });

  it("understands a reply that it had acknowledged, and not closes its query as interrupted", async () => {
    const { first, sent, body, restart } = await crashed({}, 121_000);
    const reply = replyTo(sent, "record");
    // Stored and acknowledged; the process dies before it is understood.
    await first.store.acceptReply(reply, first.time.nowMs, 1000);
    const second = await restart();
    expect(await actions(second, sent.messageId)).toEqual(["intent", "outcome"]);
    expect((await second.service.view(body.lookupId, user)).state.kind).toBe("record");
    expect(await second.inbox.accept(reply)).toBe("duplicate");
  });

  it("calls an answer as old as its arrival, however late it is understood (H-30)", async () => {
    const { first, sent, body, restart } = await crashed({}, 8 * 3_600_000);
    await first.store.acceptReply(replyTo(sent, "no-record"), first.time.nowMs, 1000);
    const second = await restart();
    expect((await second.service.view(body.lookupId, user)).state).toMatchObject({
      kind: "stale",
      reason: "age",
      checkedAt: new Date(first.time.nowMs).toISOString(),
    });
    await second.housekeeping.run();
    expect((await second.store.find(body.lookupId))?.query?.conclusion?.kind).toBe("erased");
  });

  it("gives a repeated request the same lookup and never a second MessageId", async () => {
    const { body, restart } = await crashed({}, 10_000);
    const second = await restart();
    const again = await second.service.open(body, user);
    expect(again.created).toBe(false);
    expect((await second.service.open(request(), user)).view.reused).toBe(true);
    expect(second.transport.sent).toEqual([]);
  });
});

describe("a gateway whose file was damaged while it was down", () => {
  it("starts all the same, and ends the query that cannot be read as interrupted", async () => {
    const { first, sent, body, restart } = await crashed({}, 10_000);
    damage(first, "update query set sealed_subject = x'00'");
    const second = await restart();
    expect(await actions(second, sent.messageId)).toEqual(["intent", "interrupted"]);
    expect((await second.service.view(body.lookupId, user)).state).toMatchObject({ reason: "interrupted" });
  });

  it("still waits for the answer to a query of which only the bytes are lost", async () => {
    const { first, sent, body, restart } = await crashed({ spine: reliable }, 10_000);
    damage(first, "update query set sealed_message = x'00'");
    const second = await restart();
    expect(second.transport.sent).toEqual([]);
    await second.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect((await second.service.view(body.lookupId, user)).state.kind).toBe("record");
  });

  it("says that a stored reply is unreadable, never that there is no record (H-04)", async () => {
    const { first, sent, body, restart } = await crashed({}, 10_000);
    await first.store.acceptReply(replyTo(sent, "no-record"), first.time.nowMs, 1000);
    damage(first, "update reply set sealed_hl7 = x'00'");
    const second = await restart();
    expect((await second.service.view(body.lookupId, user)).state).toMatchObject({
      kind: "failed",
      reason: "answer-unreadable",
    });
    expect(await actions(second, sent.messageId)).toEqual(["intent", "answer-unreadable"]);
  });
});

function damage({ folder }: Core, statement: string): void {
  const database = new SqliteDatabase(join(folder, "store.sqlite"));
  database.exec(statement);
  database.close();
}

describe("housekeeping", () => {
  it("ends a query whose end the store had refused to write", async () => {
    const { first, sent } = await crashed({}, 0);
    cores.push(first);
    // Nobody watches its deadline any more.
    first.runner.forget(sent.messageId);
    await first.time.advance(182_000);
    await first.housekeeping.run();
    expect(await actions(first, sent.messageId)).toEqual(["intent", "interrupted"]);
  });

  it("warns 60 days before the bank-holiday list ends, once a day (H-27)", async () => {
    const contacts = { officeHours: {}, bankHolidays: { dates: [], coveredUntil: "2026-03-01" } };
    const made = createCore({ contacts });
    cores.push(made);
    made.housekeeping.start();
    await made.time.advance(5 * 60_000);
    expect(made.alarms).toEqual(["bank-holidays-end"]);
    made.housekeeping.stop();
  });
});
