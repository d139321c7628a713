import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkList } from "../../../src/gateway/council/cases/work-list.js";
import { readEpisodes } from "../../../src/gateway/council/notices/inbox.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { createCouncilWorld, type CouncilProcess, type CouncilWorld } from "./council-process.js";
import { notificationOf } from "./mailbox-bench.js";

const officer = { id: "officer-1", kind: "person" } as const;

let world: CouncilWorld;
let process: CouncilProcess;

beforeEach(async () => {
  world = await createCouncilWorld();
  process = world.open();
  await world.save(process, "matches");
  await world.save(process, "number-will-close");
  await process.round();
  await process.round();
});

afterEach(() => world.close());

const number = (story: "matches" | "number-will-close") =>
  syntheticCouncilPerson(story, Date.now()).nhsNumber;
const state = async (story: string) => (await process.pictures.current()).caseOf(story)?.visibility;

/** Changes one bit of a sealed value and starts the process anew, as after a fault of the disk. */
async function damage(table: string, column: string, where = "1 = 1"): Promise<void> {
  await process.close();
  const connection = new SqliteDatabase(process.file);
  connection.exec("drop trigger episode_event_is_never_changed");
  const row = connection.prepare(`select ${column} as sealed from ${table} where ${where}`).get();
  const { sealed } = row as { readonly sealed: Buffer };
  const last = sealed.length - 1;
  sealed.writeUInt8(sealed.readUInt8(last) ^ 1, last);
  connection.prepare(`update ${table} set ${column} = ? where ${where}`).run(sealed);
  connection.close();
  process = world.open();
}

async function work() {
  const episodes = await readEpisodes(process.notices, process.plan);
  const none = { uploads: [], nextSequenceNumber: 1, waitingCases: 0 };
  const { entries } = createWorkList(process.plan, await process.pictures.current(), none, episodes, []);
  return entries.filter(({ kind }) => kind === "mend-stored-record");
}

test.each(["sealed_record", "sealed_outcome"])(
  "a damaged %s of a file makes its child not visible, by name, and no other, until a later file says it anew (H-20, H-21)",
  async (column) => {
    expect(await state("matches")).toMatchObject({ kind: "visible" });
    await damage("upload_record", column, "position = 0");
    const states = [await state("matches"), await state("number-will-close")];
    expect(states.map((one) => one?.kind).sort()).toEqual(["not-visible", "visible"]);
    expect(states).toContainEqual({ kind: "not-visible", reason: "stored-record-damaged" });
    const [task] = await work();
    expect(task).toMatchObject({ owner: "administrator", sequenceNumber: 1, code: "CPIS_SEAL_BROKEN" });
    expect((await state(task?.localId ?? ""))?.kind).toBe("not-visible");
    expect(await process.uploads.damaged()).toHaveLength(1);
    await process.service.order("full", officer);
    await process.round();
    await process.round();
    expect([await state("matches"), await state("number-will-close")].map((one) => one?.kind)).toEqual([
      "visible",
      "visible",
    ]);
    expect(await work()).toEqual([]);
  },
);

test("a damaged record of a file that has not left yet does not stop the next file (H-20)", async () => {
  await world.save(process, "matches", { statuses: [{ code: "CPP", from: "2026-02-05" }] });
  await process.service.order("full", officer);
  await damage("upload_record", "sealed_record", "sequence_number = 2 and position = 0");
  await process.round();
  expect(await process.uploads.find(2)).toMatchObject({ state: "undelivered", reason: "CPIS_SEAL_BROKEN" });
  await process.service.order("full", officer);
  await process.round();
  await process.round();
  expect(await process.uploads.find(3)).toMatchObject({ state: "answered" });
  expect(await state("matches")).toMatchObject({ kind: "visible" });
});

describe("a damaged case", () => {
  test("is a task by its local id, the others go on, and saving it again mends it (H-21)", async () => {
    await damage("council_case", "sealed_record", "local_id = 'matches'");
    expect(await state("matches")).toBeUndefined();
    expect(await state("number-will-close")).toMatchObject({ kind: "visible" });
    expect(await work()).toMatchObject([{ localId: "matches", code: "CPIS_SEAL_BROKEN" }]);
    // Nothing is ended or deleted because our own copy is gone.
    const group = (await process.pictures.current()).groupOf(number("matches"));
    expect(group?.reconciliation).toMatchObject({ send: [], changed: false });
    await world.save(process, "matches");
    expect(await state("matches")).toMatchObject({ kind: "visible" });
    expect(await work()).toEqual([]);
  });
});

describe("damaged notices", () => {
  const deliver = (story: "matches" | "number-will-close") =>
    world.simulator.mesh.messages.deliver({
      to: world.simulator.meshPlan().credentials.mailboxId,
      from: world.simulator.mesh.cpisMailboxId,
      workflowId: "CPIS_REPORT",
      chunks: [
        Buffer.from(notificationOf({ at: world.clock.now(), nhsNumbers: [number(story)], localId: story })),
      ],
    });
  const inbox = () => readEpisodes(process.notices, process.plan);

  test("leave the others in the inbox, and somebody is told of each (H-17, R-102)", async () => {
    deliver("matches");
    deliver("number-will-close");
    await process.round();
    expect(await inbox()).toHaveLength(2);
    await damage("notice_opening", "sealed_opening", "rowid = 1");
    expect(await inbox()).toHaveLength(1);
    expect(await work()).toHaveLength(1);
    deliver("matches");
    await process.round();
    expect(await inbox()).toHaveLength(2);
  });

  test("an event that cannot be read makes its episode the data officer's, and new (H-17, H-18)", async () => {
    deliver("matches");
    await process.round();
    const [before] = await inbox();
    const taken = { kind: "taken", at: world.clock.now(), by: "Sam", byId: "1" } as const;
    await process.notices.append(before?.name ?? "", [taken], before?.state.events ?? 0, []);
    expect((await inbox())[0]?.state.state).toBe("taken");
    await damage("episode_event", "sealed_event", "id = (select max(id) from episode_event)");
    const [after] = await inbox();
    expect(after?.state).toMatchObject({ state: "new", events: (before?.state.events ?? 0) + 1 });
    expect(after?.state.hops.at(-1)?.to).toEqual({ kind: "data-officer" });
    const again = await process.notices.append(after?.name ?? "", [taken], after?.state.events ?? 0, []);
    expect(again).toBe(true);
  });

  test("a closed number stays closed although its notice cannot be read (H-24)", async () => {
    world.simulator.council.closeNhsNumber(number("number-will-close"));
    await world.simulator.council.settled();
    await process.round();
    const closed = { kind: "not-visible", reason: "nhs-number-inactive" };
    expect(await state("number-will-close")).toMatchObject(closed);
    await damage("inactive_number", "sealed_notice");
    expect(await state("number-will-close")).toMatchObject(closed);
    expect(await state("matches")).toMatchObject({ kind: "visible" });
    expect(await work()).toHaveLength(1);
  });

  test("a stored message that cannot be opened is set aside, and the rest of the mailbox goes on (H-19)", async () => {
    const id = deliver("matches");
    await process.receive();
    deliver("number-will-close");
    await damage("mailbox_message", "sealed_message", `message_id = '${id}'`);
    await process.round();
    expect((await process.mailbox.setAside()).map(({ messageId, reason }) => [messageId, reason])).toEqual([
      [id, "CPIS_SEAL_BROKEN"],
    ]);
    expect(await inbox()).toHaveLength(1);
  });
});

test("a store restored from a backup is a task of the administrator, because nothing is uploaded until it is done (H-20)", async () => {
  const stopped = { because: "store-restored", since: "2026-01-05T12:00:00.000Z" } as const;
  const uploads = { uploads: [], nextSequenceNumber: 1, waitingCases: 0, stopped };
  const { entries } = createWorkList(process.plan, await process.pictures.current(), uploads, [], []);
  expect(entries).toContainEqual({ kind: "say-next-number", owner: "administrator", since: stopped.since });
});
