import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MeshMailbox } from "../../../src/ports/mailbox.js";
import { createCouncilWorld, type CouncilProcess, type CouncilWorld } from "./council-process.js";

let world: CouncilWorld;

beforeEach(async () => {
  world = await createCouncilWorld();
});

afterEach(() => world.close());

const person = { kind: "person", id: "officer-1" } as const;
const minuteMs = 60_000;
const numbers = (): readonly number[] =>
  world.simulator.council.uploads.map(({ sequenceNumber }) => sequenceNumber);

async function rounds(process: CouncilProcess, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) await process.round();
}

const states = async (process: CouncilProcess) =>
  (await process.service.list()).uploads.map(({ sequenceNumber, state }) => [sequenceNumber, state]);
const visibility = async (process: CouncilProcess, localId = "matches") =>
  (await process.pictures.current()).caseOf(localId)?.visibility;

/** A mailbox whose sending or tracking tells less than MESH knows. */
function blind(
  changes: Partial<Pick<MeshMailbox, "send" | "track">>,
  counted: { sends: number; looks: number },
) {
  return (real: MeshMailbox): MeshMailbox => ({
    mailboxId: real.mailboxId,
    check: (signal) => real.check(signal),
    list: (signal) => real.list(signal),
    download: (id, sink, signal) => real.download(id, sink, signal),
    acknowledge: (id, signal) => real.acknowledge(id, signal),
    send: (message, journal, signal) => {
      counted.sends += 1;
      return (changes.send ?? real.send.bind(real))(message, journal, signal);
    },
    track: (key, signal) => {
      counted.looks += 1;
      return (changes.track ?? real.track.bind(real))(key, signal);
    },
    close: () => real.close(),
  });
}

describe("a file of which nobody can say whether MESH has it", () => {
  test("a file whose random reference reads like an NHS number leaves all the same (H-20)", async () => {
    const unlucky = { uuid: () => "74C9C379-8187-4C34-9803-9090281053B8" };
    const process = world.open({ ids: unlucky });
    await world.save(process, "matches");
    await process.round();
    expect(await states(process)).not.toContainEqual([1, "undelivered"]);
    expect(numbers()).toEqual([1]);
  });

  test("accepted, its answer lost and not found yet: it is not sent a second time, and its answer settles it (H-20)", async () => {
    const counted = { sends: 0, looks: 0 };
    const first = world.open();
    await world.save(first, "matches");
    world.simulator.mesh.faults.set("reset-after-accept", { times: 1, operation: "send" });
    await first.round();
    expect(await states(first)).toEqual([[1, "answered"]]);
    expect(numbers()).toEqual([1]);
    // The same with a tracking that never finds anything, as one that was withdrawn would.
    world.simulator.council.faults.forNext({ name: "no-acknowledgement" });
    world.simulator.mesh.faults.set("reset-after-accept", { times: 1, operation: "send" });
    const second = world.open({
      between: blind({ track: () => Promise.resolve({ kind: "not-found" }) }, counted),
    });
    await world.save(second, "matches", {
      statuses: [{ code: "CPP", from: "2026-01-05", until: "2027-02-01" }],
    });
    await rounds(second, 5);
    expect(await states(second)).toEqual([
      [2, "tracing"],
      [1, "answered"],
    ]);
    for (let hour = 0; hour < 30; hour += 1) {
      world.clock.forward(60 * minuteMs);
      await second.round();
    }
    expect(counted.sends).toBe(1);
    expect(counted.looks).toBeLessThan(12);
    expect(numbers()).toEqual([1, 2]);
    expect((await second.service.list()).uploads[0]).toMatchObject({
      needsPerson: "not-found",
      overdue: true,
    });
  });

  test("never accepted: it waits, alarms once, and a person's closure lets today's data go under the next number (H-20)", async () => {
    const process = world.open();
    await world.save(process, "matches");
    world.simulator.mesh.faults.set("reset-before-accept", { times: 1, operation: "send" });
    await rounds(process, 4);
    expect(await states(process)).toEqual([[1, "tracing"]]);
    expect((await process.service.list()).uploads[0]?.needsPerson).toBeUndefined();
    world.clock.forward(60 * minuteMs);
    await rounds(process, 4);
    const told = process.telemetry.raised.filter((name) => name === "upload-not-delivered");
    // Once for the lost connection, once for what MESH does not find.
    expect(told).toHaveLength(2);
    expect((await process.service.list()).uploads[0]?.needsPerson).toBe("not-found");
    expect(await visibility(process)).toMatchObject({ kind: "waiting", phase: "sent" });
    await expect(process.service.order("full", person)).rejects.toMatchObject({
      code: "CPIS_UPLOAD_NOT_POSSIBLE",
    });
    await process.service.close(1, "The service desk does not find it.", person);
    await process.service.order("changes", person);
    await rounds(process, 3);
    expect(numbers()).toEqual([2]);
    expect(await visibility(process)).toMatchObject({ kind: "visible" });
  });

  test("two messages under its reference are a person's to sort out, told once (H-20)", async () => {
    const counted = { sends: 0, looks: 0 };
    const process = world.open({
      between: blind({ track: () => Promise.resolve({ kind: "several" }) }, counted),
    });
    await world.save(process, "matches");
    world.simulator.council.faults.forNext({ name: "no-acknowledgement" });
    world.simulator.mesh.faults.set("reset-after-accept", { times: 1, operation: "send" });
    for (let hour = 0; hour < 5; hour += 1) {
      await process.round();
      world.clock.forward(60 * minuteMs);
    }
    expect((await process.service.list()).uploads[0]).toMatchObject({
      state: "tracing",
      needsPerson: "several",
    });
    expect(process.telemetry.raised.filter((name) => name === "upload-not-delivered")).toHaveLength(2);
    expect(counted.sends).toBe(1);
  });

  test("a file that MESH says was not collected is told, and no second number follows by itself (H-20)", async () => {
    const counted = { sends: 0, looks: 0 };
    const tracking = { status: "undeliverable", event: "SEND", code: "14" } as const;
    const process = world.open({
      between: blind({ track: () => Promise.resolve({ kind: "found", tracking }) }, counted),
    });
    await world.save(process, "matches");
    world.simulator.mesh.faults.set("reset-before-accept", { times: 1, operation: "send" });
    await rounds(process, 6);
    world.clock.forward(60 * minuteMs);
    await rounds(process, 3);
    expect(await states(process)).toEqual([[1, "undelivered"]]);
    expect(process.telemetry.raised).toContain("upload-not-delivered");
    expect(counted.sends).toBe(1);
    await process.service.order("changes", person);
    await rounds(process, 3);
    expect(numbers()).toEqual([2]);
    expect(await visibility(process)).toMatchObject({ kind: "visible" });
  });
});

describe("a register that is unavailable (CPF05)", () => {
  test("is asked again by itself, later each time, under a new number and from that day's data, until it answers (H-20)", async () => {
    const process = world.open();
    await world.save(process, "matches");
    for (let time = 0; time < 4; time += 1) {
      world.simulator.council.faults.forNext({ name: "pds-unavailable" });
    }
    await rounds(process, 3);
    for (const [attempt, pauseMinutes] of [15, 30, 60, 120].entries()) {
      const [latest] = (await process.service.list()).uploads;
      expect(latest).toMatchObject({ sequenceNumber: attempt + 1, state: "resubmit", attempt: attempt + 1 });
      const pauseMs = Date.parse(latest?.resendAt ?? "") - Date.parse(latest?.answeredAt ?? "");
      expect(pauseMs).toBe(pauseMinutes * minuteMs);
      expect(await visibility(process)).toMatchObject({ kind: "waiting", phase: "sending-again" });
      // Nothing goes before its time.
      await rounds(process, 2);
      expect(numbers()).toHaveLength(attempt + 1);
      if (attempt === 3) {
        const statuses = [{ code: "CPP", from: "2026-01-05", until: "2027-03-31" }];
        await world.save(process, "matches", { statuses });
      }
      world.clock.forward(pauseMs);
      await rounds(process, 3);
    }
    expect(process.telemetry.raised).toContain("register-unavailable");
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
    expect((await states(process))[0]).toEqual([5, "answered"]);
    const [sending] = (await process.pictures.current()).caseOf("matches")?.sendings ?? [];
    // Changed while it waited: what is said at last is today's.
    expect(sending?.plans).toMatchObject([{ end: "2027-03-31" }]);
    expect(await visibility(process)).toMatchObject({ kind: "visible" });
  });
});

describe("times of files", () => {
  const schedule = { uploadTimes: { afterChangeMs: 3_600_000 } };

  test("that passed before the first start are made up for by nobody: no file leaves because a program was started (H-22)", async () => {
    const process = world.open(schedule);
    await world.save(process, "matches");
    await rounds(process, 3);
    expect(numbers()).toEqual([]);
    expect(await visibility(process)).toMatchObject({ kind: "waiting", phase: "queued" });
    // From then on none is missed, and a gateway that was off makes up for many with one.
    world.clock.forward(9 * 24 * 60 * minuteMs);
    await rounds(process, 3);
    expect(numbers()).toEqual([1]);
    expect((await process.service.list()).uploads[0]?.kind).toBe("full");
  });
});

describe("lists and states", () => {
  test("never disagree: a picture is as new as the list before it, whoever made the change (H-21)", async () => {
    const process = world.open();
    await world.save(process, "matches");
    await process.round();
    expect(await visibility(process)).toMatchObject({ kind: "visible" });
    const sendings = async () => (await process.pictures.current()).caseOf("matches")?.sendings.length;
    expect(await sendings()).toBe(1);
    // Straight into the store, with nobody told: what a commit has made true is seen at the next look.
    const { authority } = process.plan;
    const [record] = (await process.uploads.sendings()).map(({ nhsNumber, plans, subjects }) => ({
      nhsNumber,
      plans,
      subjects,
      localIds: ["matches"],
    }));
    if (record === undefined) throw new Error("Nothing was sent.");
    const file = { kind: "full", attempt: 1, authority, records: [record], serves: {}, settles: [] } as const;
    await process.uploads.open(file, world.clock.now(), []);
    expect((await process.uploads.list(1))[0]?.state).toBe("queued");
    expect(await visibility(process)).toMatchObject({ latestChange: { kind: "waiting" } });
    await process.uploads.settle(2, { state: "held", reason: "count-differs" }, world.clock.now());
    expect((await process.uploads.list(1))[0]?.state).toBe("held");
    expect(await sendings()).toBe(2);
  });
});

describe("a wish that a child goes with the next file", () => {
  test("sends what the register refused before and nobody has changed, once, and is gone with it", async () => {
    const process = world.open();
    await world.save(process, "name-differs");
    await rounds(process, 2);
    expect(await visibility(process, "name-differs")).toMatchObject({ reason: "details-do-not-match" });
    await process.service.order("changes", person);
    await rounds(process, 2);
    expect(numbers()).toEqual([1]);
    const wished = await process.service.wish("name-differs", person);
    expect(await process.service.wish("name-differs", person)).toEqual(wished);
    expect((await process.pictures.current()).caseOf("name-differs")?.wishedAt).toBe(
      Date.parse(wished.askedAt),
    );
    await rounds(process, 3);
    expect(numbers()).toEqual([1, 2]);
    expect((await process.pictures.current()).caseOf("name-differs")?.wishedAt).toBeUndefined();
    await rounds(process, 3);
    expect(numbers()).toEqual([1, 2]);
  });

  test("is refused where there is nothing of the child to send, or no such case", async () => {
    const process = world.open();
    await world.save(process, "matches", { statuses: [] });
    await expect(process.service.wish("matches", person)).rejects.toMatchObject({
      code: "CPIS_UPLOAD_NOT_POSSIBLE",
    });
    await expect(process.service.wish("nobody", person)).rejects.toMatchObject({
      code: "CPIS_CASE_NOT_FOUND",
    });
  });
});
