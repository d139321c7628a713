import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { drainMailbox, type DrainInputs, type DrainReport } from "../../../src/pipeline/mailbox-drain.js";
import type { MeshMailbox } from "../../../src/ports/mailbox.js";
import { never } from "../../../src/testing/mailbox-under-test.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import { createFileSink, readFileSink, type Step } from "../../support/file-sink.js";
import {
  council,
  cpis,
  createAlarms,
  createMeshWorld,
  createTestLogger,
  type MeshWorld,
} from "../../support/mesh.js";

let world: MeshWorld;
let folder: string;

beforeEach(async () => {
  world = await createMeshWorld();
  folder = await mkdtemp(join(tmpdir(), "mesh-drain-"));
});

afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

function deliver(text: string): string {
  return world.simulator.deliver({
    to: council,
    from: cpis,
    workflowId: "CPIS_REPORT",
    chunks: [Buffer.from(text)],
  });
}

function drain(changes: Partial<DrainInputs> = {}): Promise<DrainReport> {
  const inputs = {
    mailbox: world.mailbox(),
    sink: createMemorySink(),
    logger: createTestLogger(),
    telemetry: createAlarms(),
  };
  return drainMailbox({ ...inputs, ...changes }, never);
}

/** Each durable step counts; from the fatal one on, the process does nothing more. */
function mortal(fatal: number): { readonly step: Step; readonly steps: readonly string[] } {
  const steps: string[] = [];
  return {
    steps,
    step: (name) => {
      if (steps.length >= fatal) throw new Error("power cut");
      steps.push(name);
    },
  };
}

function mortalMailbox(mailbox: MeshMailbox, step: Step): DrainInputs["mailbox"] {
  return {
    mailboxId: mailbox.mailboxId,
    list: async (signal) => {
      step("list");
      return mailbox.list(signal);
    },
    download: async (id, sink, signal) => {
      step("download");
      return mailbox.download(id, sink, signal);
    },
    acknowledge: async (id, signal) => {
      step("acknowledge");
      const held = await readFileSink(folder);
      if (!held.has(id)) throw new Error("acknowledged before it was stored");
      await mailbox.acknowledge(id, signal);
      step("acknowledged");
    },
  };
}

describe("a power cut", () => {
  test("at any step of a drain loses nothing, stores nothing twice and acknowledges nothing unstored (R-109)", async () => {
    const seen = new Set<string>();
    for (let fatal = 0; ; fatal += 1) {
      await rm(folder, { recursive: true, force: true });
      const sent = new Map(["one", "two", "three"].map((text) => [deliver(text), text]));
      const before = mortal(fatal);
      const logger = createTestLogger();
      const telemetry = createAlarms();
      await drainMailbox(
        {
          mailbox: mortalMailbox(world.mailbox(), before.step),
          sink: createFileSink(folder, before.step),
          logger,
          telemetry,
        },
        never,
      ).catch(() => undefined);
      const after = mortal(Infinity);
      const report = await drain({
        mailbox: mortalMailbox(world.mailbox(), after.step),
        sink: createFileSink(folder, after.step),
      });
      expect(report.stoppedBy).toBeUndefined();
      expect(await readFileSink(folder)).toEqual(sent);
      expect(world.simulator.waiting(council)).toEqual([]);
      before.steps.forEach((name) => seen.add(name));
      if (before.steps.length < fatal) break;
    }
    expect([...seen].sort()).toEqual(
      ["acknowledge", "acknowledged", "download", "list", "piece", "stored", "synced", "written"].sort(),
    );
  });
});

describe("the rest of the mailbox goes on", () => {
  test("when one file is not what it says it is: kept as it came, acknowledged, and alarmed", async () => {
    const ids = ["one", "two", "three"].map(deliver);
    world.simulator.faults.set("not-gzip", { times: 2 });
    const sink = createMemorySink();
    const telemetry = createAlarms();
    const report = await drain({ sink, telemetry });
    expect(report).toMatchObject({ listed: 3, stored: 3, unreadable: 1, left: 0, complete: true });
    expect(sink.stored().map(({ message }) => message.messageId)).toEqual(ids);
    expect(telemetry.raised).toEqual(["mesh-message-unreadable"]);
    expect(world.simulator.waiting(council)).toEqual([]);
  });

  test("when one file breaks off: it stays for the next time", async () => {
    const [first = ""] = ["one", "two", "three"].map(deliver);
    world.simulator.faults.set("cut-download", { times: 1 });
    const report = await drain();
    expect(report).toMatchObject({ stored: 2, left: 1 });
    expect(world.simulator.waiting(council)).toEqual([first]);
    world.clock.forward(1_000);
    expect(await drain()).toMatchObject({ listed: 1, stored: 1, left: 0 });
  });

  test("when one file is too large: it stays, and somebody is told", async () => {
    const large = deliver("x".repeat(2_000));
    deliver("two");
    const telemetry = createAlarms();
    const report = await drain({ mailbox: world.mailbox({ maxMessageBytes: 1_000 }), telemetry });
    expect(report).toMatchObject({ stored: 1, left: 1 });
    expect(world.simulator.waiting(council)).toEqual([large]);
    expect(telemetry.raised).toEqual(["mesh-message-stuck"]);
  });

  test("when a message has gone between listing and download", async () => {
    const mailbox = world.mailbox();
    const id = deliver("one");
    deliver("two");
    const report = await drain({
      mailbox: {
        mailboxId: council,
        list: async (signal) => {
          const listing = await mailbox.list(signal);
          await mailbox.acknowledge(id, signal);
          return listing;
        },
        download: (...inputs) => mailbox.download(...inputs),
        acknowledge: (...inputs) => mailbox.acknowledge(...inputs),
      },
    });
    expect(report).toMatchObject({ listed: 2, gone: 1, stored: 1, left: 0 });
  });
});

describe("the drain stops", () => {
  test("when the store fails, because nothing may be acknowledged then (R-109)", async () => {
    const ids = ["one", "two", "three"].map(deliver);
    const telemetry = createAlarms();
    const report = await drain({ sink: { store: () => Promise.reject(new Error("disk full")) }, telemetry });
    expect(report).toMatchObject({ stored: 0, left: 1, stoppedBy: "CPIS_STORE_FAILED" });
    expect(telemetry.raised).toEqual(["store-failed"]);
    expect(world.simulator.waiting(council)).toEqual(ids);
  });

  test("when MESH no longer believes us", async () => {
    const ids = ["one", "two"].map(deliver);
    world.simulator.faults.set("forbidden", { operation: "download" });
    const report = await drain();
    expect(report).toMatchObject({ left: 1, stoppedBy: "CPIS_MESH_FORBIDDEN" });
    expect(world.simulator.waiting(council)).toEqual(ids);
  });

  test("after several interruptions in a row, because the fault is not the messages'", async () => {
    for (let index = 0; index < 20; index += 1) deliver("<n>cut</n>");
    world.simulator.faults.set("cut-download");
    expect(await drain()).toMatchObject({ left: 5, stoppedBy: "CPIS_MESH_INTERRUPTED" });
  });
});

test("a lost acknowledgement brings the message again, and it is a duplicate then", async () => {
  deliver("one");
  const sink = createMemorySink();
  world.simulator.faults.set("server-error", { operation: "acknowledge" });
  expect(await drain({ sink })).toMatchObject({ stored: 1, unacknowledged: 1 });
  world.simulator.faults.clear();
  world.clock.forward(1_000);
  expect(await drain({ sink })).toMatchObject({ stored: 0, duplicates: 1, unacknowledged: 0 });
  expect(sink.stored()).toHaveLength(1);
  expect(world.simulator.waiting(council)).toEqual([]);
});

test("a mailbox of 2,000 messages is emptied in one go", async () => {
  for (let index = 0; index < 2_000; index += 1) deliver(`<n>${index}</n>`);
  const sink = createMemorySink();
  expect(await drain({ sink })).toMatchObject({ listed: 2_000, stored: 2_000, left: 0, complete: true });
  expect(world.simulator.waiting(council)).toEqual([]);
});

test("logs of a drain hold ids and codes, never content", async () => {
  deliver("<n>very private</n>");
  world.simulator.faults.set("cut-download", { times: 1 });
  const logger = createTestLogger();
  await drain({ logger });
  expect(logger.lines).toHaveLength(1);
  expect(Object.keys(logger.lines[0]?.fields ?? {}).sort()).toEqual(["code", "messageId"]);
  expect(JSON.stringify(logger.lines)).not.toContain("private");
});
