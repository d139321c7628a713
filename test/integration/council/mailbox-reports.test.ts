import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UploadList } from "../../../src/contract/council.js";
import { startMailboxBench, type MailboxBench } from "./mailbox-bench.js";
import { caseOf, until } from "./support.js";

let bench: MailboxBench;

beforeEach(async () => {
  bench = await startMailboxBench();
});

afterEach(() => bench.stop());

const uploads = (holds: (list: UploadList) => boolean) => until(() => bench.uploads(), holds);

/** Leaves a file at MESH that CP-IS never answers; returns our reference and MESH's id of it. */
async function sendUnanswered(): Promise<{ readonly localId: string; readonly messageId: string }> {
  bench.simulator.council.faults.forNext({ name: "no-acknowledgement" });
  await bench.save("NS-1", caseOf("matches"));
  await uploads(({ uploads: [latest] }) => latest?.state === "sent");
  await bench.simulator.council.settled();
  const [received] = bench.simulator.council.uploads;
  const messageId = received?.meshMessageId ?? "";
  const localId = bench.simulator.mesh.messages.find(messageId)?.metadata.localId ?? "";
  expect(localId).not.toBe("");
  return { localId, messageId };
}

async function orderNext(): Promise<void> {
  const ordered = await bench.call("/api/v1/council/uploads", { body: { kind: "changes" } });
  expect(await ordered.json()).toMatchObject({ kind: "queued", sequenceNumber: 2, records: 1 });
}

function report(
  about: { readonly localId?: string },
  error: Partial<Parameters<MailboxBench["simulator"]["mesh"]["messages"]["report"]>[2]>,
): string {
  return bench.simulator.mesh.messages.report(
    bench.mailboxId,
    { workflowId: "CPIS_UPLOAD", ...about },
    {
      description: "told by MESH",
      ...error,
    },
  );
}

describe("a report that a file of ours was not delivered", () => {
  test("not collected: nobody has looked at it, so its children go into the next file, under the next number (H-20)", async () => {
    const { messageId } = await sendUnanswered();
    // By MESH's own id alone: a report may leave out our reference.
    report({}, { event: "SEND", code: "14", linkedMessageId: messageId });
    await uploads(({ uploads: [latest] }) => latest?.state === "undelivered");
    expect(bench.alarms).toContainEqual({ name: "upload-not-delivered", sequenceNumber: 1, code: "14" });
    await orderNext();
    const { uploads: all } = await uploads(({ uploads: [latest] }) => latest?.state === "answered");
    expect(all).toMatchObject([
      { sequenceNumber: 2 },
      { sequenceNumber: 1, state: "undelivered", reason: "14" },
    ]);
    await until(
      () => bench.view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
  });

  test("bad CP-IS file: the same data do not go again by themselves, the child is not visible, and it is somebody's task (H-20)", async () => {
    const { localId } = await sendUnanswered();
    report({ localId }, { event: "SEND", code: "15" });
    const { uploads: all } = await uploads(({ uploads: [latest] }) => latest?.state === "undelivered");
    expect(all).toMatchObject([{ sequenceNumber: 1, reason: "15" }]);
    const { visibility } = await until(
      () => bench.view("NS-1"),
      (view) => view.visibility.kind !== "waiting",
    );
    expect(visibility).toMatchObject({ kind: "not-visible" });
    expect((await bench.work()).entries).toContainEqual(
      expect.objectContaining({ kind: "mend-file", sequenceNumber: 1 }),
    );
    await bench.restart();
    expect((await bench.uploads()).uploads).toHaveLength(1);
    expect(bench.simulator.council.uploads).toHaveLength(1);
  });

  test("the local client's own fault (RECEIVE 15) gives up no file, and is alarmed", async () => {
    const { localId } = await sendUnanswered();
    const id = report({ localId }, { event: "RECEIVE", code: "15" });
    await until(
      () => Promise.resolve(bench.alarms),
      (alarms) => alarms.some(({ name, messageId }) => name === "mesh-refused" && messageId === id),
    );
    expect((await bench.uploads()).uploads).toMatchObject([{ state: "sent" }]);
  });
});

test("a file whose acceptance was lost on the way is traced, and a report of it finds it by our own reference (H-20)", async () => {
  bench.simulator.mesh.faults.set("reset-after-accept", { operation: "send", times: 1 });
  const { localId } = await sendUnanswered();
  report({ localId }, { event: "SEND", code: "14" });
  await uploads(({ uploads: [latest] }) => latest?.state === "undelivered");
  await orderNext();
  await uploads(({ uploads: list }) => list.length === 2 && list[0]?.state === "answered");
});

test("a report of a message that we never sent goes to the data officer with an alarm, and changes no file (H-20)", async () => {
  const id = report(
    { localId: "NOT-OURS" },
    { event: "SEND", code: "14", linkedMessageId: "20260102030405678901_ABCDEF" },
  );
  const [message] = await until(
    () => bench.setAside(),
    (list) => list.length === 1,
  );
  expect(message).toMatchObject({ messageId: id, kind: "report", code: "CPIS_MESH_REPORT_UNMATCHED" });
  expect(bench.alarms).toContainEqual({
    name: "mailbox-message-quarantined",
    messageId: id,
    code: "CPIS_MESH_REPORT_UNMATCHED",
  });
  expect((await bench.work()).entries).toMatchObject([{ kind: "look-at-message", detail: id }]);
  expect((await bench.uploads()).uploads).toEqual([]);
  // MESH's own words are all there is to export.
  const exported = await bench.call(`/api/v1/council/mailbox/set-aside/${id}/content`);
  expect(await exported.text()).toContain("mex-localid: NOT-OURS");
});
