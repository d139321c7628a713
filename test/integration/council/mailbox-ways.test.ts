import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { successorNumber, syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { createLocalClient, type LocalClient } from "./local-client.js";
import { notificationOf, startMailboxBench, type MailboxBench } from "./mailbox-bench.js";
import { caseOf, until } from "./support.js";

let bench: MailboxBench;
let client: LocalClient | undefined;

afterEach(async () => {
  await bench.stop();
  await client?.close();
  client = undefined;
});

describe("the whole service through the local client's folders", () => {
  async function start(): Promise<LocalClient> {
    let opened: LocalClient | undefined;
    bench = await startMailboxBench((plan, simulator) => {
      opened = createLocalClient(simulator);
      return { ...plan, mesh: opened.plan };
    });
    if (opened === undefined) throw new Error("The client was not opened.");
    client = opened;
    return opened;
  }

  /** Rounds of the client until something is so. */
  const rounds = <T>(local: LocalClient, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> =>
    until(async () => {
      await local.round();
      return read();
    }, holds);

  test("an upload goes out, its answer comes in, then a notice and a closed number (H-19, H-20, H-24)", async () => {
    const local = await start();
    await bench.save("NS-1", caseOf("number-will-close"));
    await rounds(
      local,
      () => bench.view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    expect(bench.simulator.council.uploads).toMatchObject([{ sequenceNumber: 1 }]);
    expect((await readdir(local.plan.folders.sent)).filter((name) => name.endsWith(".ctl"))).toHaveLength(1);

    const { nhsNumber, birthDate } = syntheticCouncilPerson("number-will-close", Date.now());
    await bench.call("/api/v1/lookups", {
      token: await bench.token({}),
      body: {
        lookupId: randomUUID(),
        trigger: "opened",
        locationId: "ed",
        patient: { nhsNumber, nhsNumberStatus: "verified", birthDate },
        encounter: { id: "ENC-1" },
      },
    });
    const { episodes } = await rounds(
      local,
      () => bench.inbox(),
      ({ open }) => open === 1,
    );
    expect(episodes).toMatchObject([{ localId: "NS-1", openings: [{ faults: [] }] }]);

    bench.simulator.council.closeNhsNumber(nhsNumber, [successorNumber]);
    const { visibility } = await rounds(
      local,
      () => bench.view("NS-1"),
      (view) => view.visibility.kind === "not-visible",
    );
    expect(visibility).toMatchObject({ reason: "nhs-number-inactive" });
    // The client's own certificate is none of ours, and what it has collected does not expire.
    const health = await bench.health();
    expect(health.certificateEndsAt).toBeUndefined();
    expect(health.troubles).toEqual([]);
    expect((await bench.status()).text).toContain("Certificate ends: unknown, it is the local client's");
  });

  test("a file that cannot be read is set aside, the next is read, and a restart reads nothing twice (H-19)", async () => {
    const local = await start();
    const child = syntheticCouncilPerson("matches", Date.now()).nhsNumber;
    const good = notificationOf({ at: bench.clock.now(), nhsNumbers: [child] });
    await local.drop("20260102030405678901_AAAAAA", "<broken");
    await local.drop("20260102030405678902_AAAAAA", good);
    await until(
      () => bench.inbox(),
      ({ open }) => open === 1,
    );
    expect(await bench.setAside()).toMatchObject([{ messageId: "20260102030405678901_AAAAAA" }]);
    await bench.restart();
    await local.drop("20260102030405678902_AAAAAA", good);
    await local.drop("20260102030405678903_AAAAAA", good);
    await until(
      () => readdir(local.plan.folders.in),
      (left) => left.length === 0,
    );
    await until(
      () => bench.health(),
      ({ unprocessed }) => unprocessed === 0,
    );
    const { episodes } = await bench.inbox();
    expect(episodes.flatMap(({ openings }) => openings)).toHaveLength(1);
    expect(await bench.setAside()).toHaveLength(1);
  });

  test("folders that cannot be used are said to be so, and nothing is lost (H-19)", async () => {
    const local = await start();
    await until(
      () => bench.health(),
      ({ lastReadAt }) => lastReadAt !== undefined,
    );
    await bench.stop();
    bench = await startMailboxBench((plan) => ({
      ...plan,
      mesh: { ...local.plan, folders: { ...local.plan.folders, in: `${local.plan.folders.in}-gone` } },
    }));
    const { troubles } = await until(
      () => bench.health(),
      (state) => state.lastError === "CPIS_MESH_FOLDER_UNUSABLE" && state.troubles.includes("reading-failed"),
    );
    expect(troubles).toContain("never-read");
    expect((await bench.status()).text).toContain("Last fault: CPIS_MESH_FOLDER_UNUSABLE");
  });
});

test("a file in pieces whose connection is cut in the middle goes on where it stopped, also after a restart (H-20)", async () => {
  bench = await startMailboxBench((plan) =>
    plan.mesh.kind === "https"
      ? { ...plan, mesh: { ...plan.mesh, chunking: { thresholdBytes: 500, chunkBytes: 400 } } }
      : plan,
  );
  bench.simulator.mesh.faults.set("reset-before-accept", { operation: "send-chunk" });
  await bench.save("NS-1", caseOf("matches"));
  const sends = (operation: string) =>
    bench.simulator.mesh.requests.filter(
      ({ operation: done, status }) => done === operation && status === 202,
    );
  await until(
    () => Promise.resolve(bench.simulator.mesh.requests),
    (requests) =>
      requests.filter(({ operation, fault }) => operation === "send-chunk" && fault !== undefined).length > 3,
  );
  expect(sends("send")).toHaveLength(1);
  expect(bench.simulator.council.uploads).toEqual([]);
  await bench.restart();
  bench.simulator.mesh.faults.clear();
  await until(
    () => bench.view("NS-1"),
    ({ visibility }) => visibility.kind === "visible",
    40_000,
  );
  expect(sends("send")).toHaveLength(1);
  expect(sends("send-chunk").length).toBeGreaterThanOrEqual(2);
  expect(bench.simulator.council.uploads).toMatchObject([{ sequenceNumber: 1, fileCode: "CPF02" }]);
});
