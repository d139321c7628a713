import { expect, test } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import {
  createMailboxPoller,
  type MailboxPoller,
  type PollerInputs,
} from "../../../src/pipeline/mailbox-poller.js";
import type { PollJournal, PollTimes } from "../../../src/ports/mailbox.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import { createAlarms, createTestLogger } from "../../support/mesh.js";

/** Time that moves only when somebody waits for it. */
function createVirtualTime(startAt: number) {
  let now = startAt;
  let waiting: { readonly at: number; readonly run: () => void }[] = [];
  return {
    clock: { now: () => now },
    timers: {
      after: (delayMs: number, run: () => void) => {
        const entry = { at: now + delayMs, run };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((each) => each !== entry);
        };
      },
    },
    /** Runs everything that is due until then, in order. */
    advance: async (ms: number) => {
      const until = now + ms;
      for (;;) {
        for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
        const next = waiting.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
        if (next === undefined) break;
        now = next.at;
        waiting = waiting.filter((each) => each !== next);
        next.run();
      }
      now = until;
    },
  };
}

const hour = 3_600_000;
const start = Date.parse("2026-01-05T08:00:00Z");

function createJournal(times: PollTimes = {}): PollJournal & { times(): PollTimes } {
  let held = times;
  return {
    times: () => held,
    read: () => Promise.resolve(held),
    begun: (_mailboxId, begunAt) => {
      held = { ...held, begunAt };
      return Promise.resolve();
    },
    succeeded: (_mailboxId, succeededAt) => {
      held = { ...held, succeededAt };
      return Promise.resolve();
    },
  };
}

function setUp(changes: Partial<PollerInputs> = {}, journal = createJournal()) {
  const time = createVirtualTime(start);
  const listedAt: number[] = [];
  const checkedAt: number[] = [];
  const alarms = createAlarms();
  const inputs: PollerInputs = {
    mailbox: {
      mailboxId: "LA999OT001",
      check: () => {
        checkedAt.push(time.clock.now() - start);
        return Promise.resolve();
      },
      list: () => {
        listedAt.push(time.clock.now() - start);
        return Promise.resolve({ messageIds: [], complete: true });
      },
      download: () => Promise.resolve("stored"),
      acknowledge: () => Promise.resolve(),
    },
    sink: createMemorySink(),
    journal,
    clock: time.clock,
    timers: time.timers,
    logger: createTestLogger(),
    telemetry: alarms,
    intervalMs: 300_000,
    jitterMs: () => 0,
    onDrained: () => undefined,
    ...changes,
  };
  const poller: MailboxPoller = createMailboxPoller(inputs);
  return { time, listedAt, checkedAt, alarms, journal, poller, inputs };
}

test("a mailbox is read at once and then every five minutes, and shaken hands with once a day", async () => {
  const { poller, time, listedAt, checkedAt, journal } = setUp();
  poller.start();
  await time.advance(25 * hour);
  await poller.stop();
  expect(listedAt.slice(0, 3)).toEqual([0, 300_000, 600_000]);
  expect(listedAt).toHaveLength(25 * 12 + 1);
  expect(checkedAt).toEqual([0, 24 * hour]);
  expect(journal.times()).toEqual({ begunAt: start + 25 * hour, succeededAt: start + 25 * hour });
});

test("a process that keeps restarting does not read the mailbox at each start", async () => {
  const journal = createJournal({ begunAt: start - 100_000 });
  const { poller, time, listedAt } = setUp({}, journal);
  poller.start();
  await time.advance(199_999);
  expect(listedAt).toEqual([]);
  await time.advance(1);
  expect(listedAt).toEqual([200_000]);
  await poller.stop();
});

test("a clock that was set back delays the next reading by one interval at most", async () => {
  const { poller, time, listedAt } = setUp({}, createJournal({ begunAt: start + 48 * hour }));
  poller.start();
  await time.advance(300_000);
  expect(listedAt).toEqual([300_000]);
  await poller.stop();
});

test("a journal that fails slows the poller down, never speeds it up", async () => {
  const journal = {
    ...createJournal(),
    read: () => Promise.reject(new Error("disk")),
    begun: () => Promise.reject(new Error("disk")),
  };
  const { poller, time, alarms } = setUp({ journal });
  poller.start();
  await time.advance(hour);
  await poller.stop();
  expect(alarms.raised).toHaveLength(12);
  expect(poller.health().lastError).toBe("CPIS_INTERNAL");
});

test("MESH out of reach is alarmed each time, shown in health, and over when it is over (H-19)", async () => {
  let failing = true;
  const world = setUp();
  const mailbox = {
    ...world.inputs.mailbox,
    list: () =>
      failing
        ? Promise.reject(new CpisError("CPIS_MESH_UNREACHABLE"))
        : Promise.resolve({ messageIds: [], complete: true }),
  };
  const poller = createMailboxPoller({ ...world.inputs, mailbox });
  poller.start();
  await world.time.advance(600_000);
  expect(world.alarms.raised).toEqual(["mesh-unreachable", "mesh-unreachable", "mesh-unreachable"]);
  expect(poller.health().lastError).toBe("CPIS_MESH_UNREACHABLE");
  expect(world.journal.times().succeededAt).toBeUndefined();
  failing = false;
  await world.time.advance(300_000);
  expect(poller.health().lastError).toBeUndefined();
  expect(world.journal.times().succeededAt).toBe(start + 900_000);
  await poller.stop();
});

test("a failed handshake is alarmed and tried again after an hour, and the mailbox is read all the same", async () => {
  const world = setUp();
  const tried: number[] = [];
  const mailbox = {
    ...world.inputs.mailbox,
    check: () => {
      tried.push(world.time.clock.now() - start);
      return Promise.reject(new CpisError("CPIS_MESH_FORBIDDEN"));
    },
  };
  const poller = createMailboxPoller({ ...world.inputs, mailbox });
  poller.start();
  await world.time.advance(2 * hour);
  await poller.stop();
  expect(tried).toEqual([0, hour, 2 * hour]);
  expect(world.listedAt).toHaveLength(25);
  expect(poller.health().handshakeError).toBe("CPIS_MESH_FORBIDDEN");
  expect(new Set(world.alarms.raised)).toEqual(new Set(["mesh-refused"]));
});

test("an incomplete listing or a drain that stopped is not a successful reading (H-19)", async () => {
  const world = setUp();
  const list = () => Promise.resolve({ messageIds: ["A"], complete: false });
  const poller = createMailboxPoller({ ...world.inputs, mailbox: { ...world.inputs.mailbox, list } });
  poller.start();
  await world.time.advance(1);
  await poller.stop();
  expect(world.journal.times().succeededAt).toBeUndefined();
  const stopped = createMailboxPoller({
    ...world.inputs,
    journal: createJournal(),
    mailbox: {
      ...world.inputs.mailbox,
      list: () => Promise.resolve({ messageIds: ["A"], complete: true }),
      download: () => Promise.reject(new CpisError("CPIS_STORE_FAILED")),
    },
  });
  stopped.start();
  await world.time.advance(1);
  await stopped.stop();
  expect(stopped.health()).toMatchObject({ lastError: "CPIS_STORE_FAILED", lastReport: { left: 1 } });
});

test("what was stored is handed on for reading, and nothing where nothing came", async () => {
  const handed: number[] = [];
  const world = setUp();
  let ids: readonly string[] = ["A", "B"];
  const poller = createMailboxPoller({
    ...world.inputs,
    onDrained: ({ stored }) => handed.push(stored),
    mailbox: { ...world.inputs.mailbox, list: () => Promise.resolve({ messageIds: ids, complete: true }) },
  });
  poller.start();
  await world.time.advance(1);
  ids = [];
  await world.time.advance(300_000);
  await poller.stop();
  expect(handed).toEqual([2]);
});
