import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import { successorNumber, syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { startMailboxBench, type MailboxBench } from "./mailbox-bench.js";
import { caseOf, until } from "./support.js";

let bench: MailboxBench;
const closing = syntheticCouncilPerson("number-will-close", Date.now()).nhsNumber;

beforeEach(async () => {
  bench = await startMailboxBench();
});

afterEach(() => bench.stop());

const visibility = (localId: string, kind: string) =>
  until(
    () => bench.view(localId),
    (view) => view.visibility.kind === kind,
  );

async function makeVisible(body: unknown = caseOf("number-will-close")): Promise<void> {
  await bench.save("NS-1", body);
  await visibility("NS-1", "visible");
}

const tasksOf = async (localId: string) =>
  (await bench.work()).entries.filter((entry) => entry.localId === localId);

describe("an NHS number that goes inactive", () => {
  test("with a successor: the case says so, the number is proposed and never put in by itself (H-24)", async () => {
    await makeVisible();
    expect(bench.simulator.council.closeNhsNumber(closing, [successorNumber])).toEqual(["ZZL01"]);
    const stopped = await visibility("NS-1", "not-visible");
    expect(stopped.visibility).toMatchObject({ reason: "nhs-number-inactive" });
    expect(stopped.child?.nhsNumber).toBe(closing);
    expect(await tasksOf("NS-1")).toMatchObject([
      { kind: "replace-number", owner: "data-officer", detail: successorNumber },
    ]);
    // Ordering a file sends nothing under the old number, whatever has changed.
    await bench.save("NS-1", caseOf("number-will-close", { teamId: "south" }));
    const ordered = await bench.call("/api/v1/council/uploads", { body: { kind: "full" } });
    expect(await ordered.json()).toEqual({ kind: "nothing-to-send" });
    expect(bench.simulator.council.uploads).toHaveLength(1);
  });

  test("is mended by saving the case with the new number: then the NHS sees the child under it (H-24)", async () => {
    await makeVisible();
    bench.simulator.council.closeNhsNumber(closing, [successorNumber]);
    await visibility("NS-1", "not-visible");
    const saved = caseOf("number-will-close");
    await bench.save("NS-1", { ...saved, child: { ...saved.child, nhsNumber: successorNumber } });
    const mended = await visibility("NS-1", "visible");
    expect(mended.child?.nhsNumber).toBe(successorNumber);
    expect(await tasksOf("NS-1")).toEqual([]);
    expect(bench.simulator.register.find(successorNumber)).toBeDefined();
    // The repeated notice of the old number changes nothing any more.
    bench.simulator.council.closeNhsNumber(closing, [successorNumber]);
    await until(
      () => Promise.resolve(bench.simulator.mesh.messages.waiting(bench.mailboxId).length),
      (waiting) => waiting === 0,
    );
    expect((await bench.view("NS-1")).visibility.kind).toBe("visible");
  });

  test("without a successor it is the team manager's decision, and uploads stop until then (H-24)", async () => {
    await makeVisible();
    bench.simulator.council.closeNhsNumber(closing);
    expect((await visibility("NS-1", "not-visible")).visibility).toMatchObject({
      reason: "nhs-number-inactive",
    });
    const [task, ...others] = await tasksOf("NS-1");
    expect(task).toMatchObject({ kind: "decide-inactive-number", owner: "team-manager" });
    expect(task?.detail).toBeUndefined();
    expect(others).toEqual([]);
    await bench.restart();
    expect((await bench.view("NS-1")).visibility).toMatchObject({ reason: "nhs-number-inactive" });
  });

  test("after a placement for adoption the successor is not even named, and cannot be saved in the ordinary way (H-24)", async () => {
    const saved = caseOf("number-will-close", {
      statuses: [
        { code: "CPP", from: "2026-01-05" },
        { code: "E1", from: "2026-03-01" },
      ],
    });
    await makeVisible(saved);
    bench.simulator.council.closeNhsNumber(closing, [successorNumber]);
    await visibility("NS-1", "not-visible");
    const [task] = await tasksOf("NS-1");
    expect(task).toMatchObject({ kind: "decide-inactive-number", owner: "team-manager" });
    expect(JSON.stringify(task)).not.toContain(successorNumber);
    const renamed = await bench.save("NS-1", {
      ...saved,
      child: { ...saved.child, nhsNumber: successorNumber },
    });
    expect(renamed.status).toBe(422);
    expect((await bench.view("NS-1")).child?.nhsNumber).toBe(closing);
  });

  test("of somebody who is in no case goes to the data officer with its file, and is not forgotten until dealt with (R-102, H-24)", async () => {
    const stranger = syntheticCouncilPerson("matches", Date.now()).nhsNumber;
    const id = bench.deliver(
      buildMailboxMessage({
        kind: "inactive-nhs-number",
        effectiveTime: formatEffectiveTime(Date.now()),
        id: "C0FFEE1B-0000-4000-8000-00000000001B",
        recipient: { odsCode: "ZZL01", name: "Northshire Council" },
        patients: [
          { ids: [{ type: "nhs-number", value: stranger }], replacements: [], uploadSequenceNumber: 4 },
        ],
      }),
    );
    const work = async () => (await bench.work()).entries;
    const entries = await until(work, (list) => list.length > 0);
    expect(entries).toMatchObject([
      { kind: "look-at-message", owner: "data-officer", code: "CPIS_NOTICE_NOT_PLACED", detail: id },
    ]);
    expect(bench.alarms).toContainEqual({
      name: "mailbox-message-quarantined",
      messageId: id,
      code: "CPIS_NOTICE_NOT_PLACED",
    });
    // A case that comes later with this number is stopped all the same.
    await bench.save("NS-2", caseOf("matches"));
    expect((await visibility("NS-2", "not-visible")).visibility).toMatchObject({
      reason: "nhs-number-inactive",
    });
    const dealt = await bench.call(`/api/v1/council/mailbox/set-aside/${id}/dealing`, {
      body: { reason: "Traced: she is NS-2, moved here last week." },
    });
    expect(dealt.status).toBe(204);
    expect((await work()).filter(({ kind }) => kind === "look-at-message")).toEqual([]);
  });
});
