import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { notificationOf, startMailboxBench, type MailboxBench } from "./mailbox-bench.js";
import { caseOf, until, worker } from "./support.js";

const child = syntheticCouncilPerson("matches", Date.now()).nhsNumber;
const unreadable = `<broken about="${child}"`;

let bench: MailboxBench;

beforeEach(async () => {
  bench = await startMailboxBench();
});

afterEach(() => bench.stop());

const notice = (): string => notificationOf({ at: bench.clock.now(), nhsNumbers: [child] });
const setAside = (count: number) =>
  until(
    () => bench.setAside(),
    (list) => list.length === count,
  );
const notices = (count: number) =>
  until(
    () => bench.inbox(),
    ({ episodes }) => episodes.flatMap(({ openings }) => openings).length === count,
  );
const deliverCompressed = (...pieces: readonly (string | Uint8Array)[]): string =>
  bench.simulator.mesh.messages.deliver({
    to: bench.mailboxId,
    from: bench.simulator.mesh.cpisMailboxId,
    workflowId: "CPIS_REPORT",
    chunks: pieces.map((piece) => gzipSync(piece)),
    contentEncoding: "gzip",
  });
const path = (id: string, what: string): string => `/api/v1/council/mailbox/set-aside/${id}/${what}`;

describe("a file that cannot be read", () => {
  test("is kept with its bytes, alarmed once, and the rest of the mailbox goes on (H-19)", async () => {
    const id = bench.deliver(unreadable);
    bench.deliver(notice());
    await notices(1);
    const [message] = await setAside(1);
    expect(message).toMatchObject({ messageId: id, kind: "file", workflowId: "CPIS_REPORT" });
    expect(JSON.stringify(message)).not.toContain(child);
    expect(bench.alarms.filter(({ name }) => name === "mailbox-message-quarantined")).toEqual([
      { name: "mailbox-message-quarantined", messageId: id, code: message?.code },
    ]);
    expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([]);
    expect((await bench.health()).troubles).toContain("messages-quarantined");
    const { exitCode, text } = await bench.status();
    expect(exitCode).toBe(1);
    expect(text).toContain(`Set aside: ${id}, received `);
    expect(text).not.toContain(child);
  });

  test("is exported as it came and dealt with by a data officer alone, both audited (R-92)", async () => {
    const id = bench.deliver(unreadable);
    await setAside(1);
    const token = await bench.token({ ...worker });
    expect((await bench.call(path(id, "content"), { token })).status).toBe(403);
    const refused = await bench.call(path(id, "dealing"), {
      token,
      body: { reason: "I have looked at it." },
    });
    expect(refused.status).toBe(403);
    const exported = await bench.call(path(id, "content"));
    expect(exported.headers.get("content-type")).toBe("application/octet-stream");
    expect(exported.headers.get("content-disposition")).toContain("attachment");
    expect(await exported.text()).toBe(unreadable);
    expect((await bench.call(path("nothing", "content"))).status).toBe(404);
    expect((await bench.call(path(id, "dealing"), { body: { reason: "ok" } })).status).toBe(400);
    const body = { reason: "CP-IS has sent it again; nothing is missing." };
    expect((await bench.call(path(id, "dealing"), { body })).status).toBe(204);
    expect((await bench.call(path(id, "dealing"), { body })).status).toBe(404);
    await bench.restart();
    expect(await bench.setAside()).toMatchObject([
      { messageId: id, dealtWith: { by: "Dee Officer", ...body } },
    ]);
    expect((await bench.health()).quarantined).toBe(0);
    expect((await bench.status()).text).not.toContain("Set aside: ");
    // What was dealt with can still be read: nothing is thrown away.
    expect(await (await bench.call(path(id, "content"))).text()).toBe(unreadable);
    const audit = (await bench.audit()).filter(({ messageId }) => messageId === id);
    expect(audit.map(({ action, actor }) => [action, actor?.id])).toEqual([
      ["message-exported", "999900000301"],
      ["message-dealt-with", "999900000301"],
      ["message-exported", "999900000301"],
    ]);
  });

  test.each([
    ["not-gzip", "CPIS_MESH_CONTENT_UNREADABLE"],
    ["truncated-gzip", "CPIS_MESH_CONTENT_UNREADABLE"],
  ] as const)(
    "%s is stored as it came, acknowledged and set aside, and the next file is read",
    async (fault, code) => {
      bench.simulator.mesh.faults.set(fault, { times: 3 });
      const id = deliverCompressed(notice());
      expect(await setAside(1)).toMatchObject([{ messageId: id, code }]);
      bench.deliver(notice());
      await notices(1);
      expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([]);
    },
  );

  test("gzip that something on the way has cut once is fetched again, and is readable then", async () => {
    bench.simulator.mesh.faults.set("truncated-gzip", { times: 1 });
    deliverCompressed(notice());
    await notices(1);
    expect(await bench.setAside()).toEqual([]);
  });

  test("a file of a kind that a council does not get is set aside too", async () => {
    bench.deliver("<note xmlns='urn:elsewhere'/>");
    expect(await setAside(1)).toMatchObject([{ code: "CPIS_MESSAGE_UNKNOWN" }]);
  });
});

describe("a message id that comes again", () => {
  // MESH never does so; a restored mailbox or a local client's folder may.
  async function deliverAgain(id: string, content: string): Promise<void> {
    const other = bench.deliver(content);
    const message = bench.simulator.mesh.messages.find(other);
    const known = bench.simulator.mesh.messages.find(id);
    Object.assign(known ?? {}, {
      chunks: message?.chunks,
      status: "accepted",
      acceptedAt: bench.clock.now(),
    });
    Object.assign(message ?? {}, { status: "acknowledged" });
    await until(
      () => Promise.resolve(bench.simulator.mesh.messages.waiting(bench.mailboxId)),
      (waiting) => waiting.length === 0,
    );
  }

  test("with the same bytes is the same file, also after a restart (R-101)", async () => {
    const file = notice();
    const id = bench.deliver(file);
    await notices(1);
    await bench.restart();
    await deliverAgain(id, file);
    bench.deliver(notice());
    await notices(2);
    expect(await bench.setAside()).toEqual([]);
  });

  test("with other bytes is no duplicate: both are kept, and a person is told (R-101, H-19)", async () => {
    const id = bench.deliver(notice());
    await notices(1);
    const other = notice();
    await deliverAgain(id, other);
    const [message] = await setAside(1);
    expect(message).toMatchObject({ code: "CPIS_MESH_MESSAGE_CHANGED" });
    expect(message?.messageId).toMatch(new RegExp(`^${id}\\.[0-9a-f]{16}$`));
    const exported = await bench.call(path(message?.messageId ?? "", "content"));
    expect(await exported.text()).toBe(other);
    expect(bench.alarms.map(({ name }) => name)).toContain("mailbox-message-quarantined");
    // The same other bytes once more are known.
    await deliverAgain(id, other);
    expect(await bench.setAside()).toHaveLength(1);
  });
});

describe("a message in pieces", () => {
  const pieces = (file: string): readonly Uint8Array[] => {
    const bytes = Buffer.from(file);
    const third = Math.ceil(bytes.byteLength / 3);
    return [0, 1, 2].map((part) => bytes.subarray(part * third, (part + 1) * third));
  };

  test.each(["chunk-missing", "cut-download"] as const)(
    "%s: nothing is acknowledged, health says so, and it comes whole later (H-19)",
    async (fault) => {
      bench.simulator.mesh.faults.set(fault);
      const id = bench.deliver(...pieces(notice()));
      const left = await until(
        () => bench.health(),
        ({ left: count }) => count === 1,
      );
      expect(left.troubles).toContain("messages-left");
      expect(left.oldestLeftSince).toBeDefined();
      expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([id]);
      expect((await bench.inbox()).episodes).toEqual([]);
      expect((await bench.status()).exitCode).toBe(1);
      bench.simulator.mesh.faults.clear();
      await notices(1);
      const well = await until(
        () => bench.health(),
        ({ left: count }) => count === 0,
      );
      expect(well.troubles).not.toContain("messages-left");
    },
  );

  test("compressed piece by piece is joined, and a restart in the middle loses nothing (H-19)", async () => {
    bench.simulator.mesh.faults.set("cut-download");
    deliverCompressed(...pieces(notice()));
    await until(
      () => bench.health(),
      ({ left }) => left === 1,
    );
    await bench.restart();
    expect((await bench.health()).left).toBe(1);
    bench.simulator.mesh.faults.clear();
    await notices(1);
  });

  test("five that always break off do not keep a sixth from being read (H-19)", async () => {
    await bench.save("NS-1", caseOf("matches"));
    bench.simulator.mesh.faults.set("chunk-missing");
    for (let count = 0; count < 6; count += 1) bench.deliver(...pieces(notice()));
    bench.deliver(notice());
    await notices(1);
    await expect.poll(async () => (await bench.health()).left, { timeout: 20_000 }).toBe(6);
  });
});
