import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MeshSendOutcome, SendProgress } from "../../../src/ports/mailbox.js";
import type { DeliveredMessage } from "../../../src/simulator/mesh/create-mesh-simulator.js";
import { bytesOf, never, noJournal, outbound } from "../../../src/testing/mailbox-under-test.js";
import { council, cpis, createMeshWorld, type MeshWorld } from "../../support/mesh.js";

let world: MeshWorld;
let received: DeliveredMessage[];

beforeEach(async () => {
  world = await createMeshWorld();
  received = [];
  world.simulator.onMessage(cpis, (message) => {
    received.push(message);
    return Promise.resolve();
  });
});

afterEach(() => world.close());

const file = Buffer.from("<upload>42</upload>");
const bytes = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_each, index) => (index * 31) % 251));

function sendsSeen(): readonly (number | undefined)[] {
  return world.simulator.requests
    .filter(({ operation }) => operation === "send" || operation === "send-chunk")
    .map(({ status }) => status);
}

function codeOf(outcome: MeshSendOutcome): string {
  return outcome.kind === "accepted" ? "accepted" : `${outcome.kind} ${outcome.error.code}`;
}

async function arrived(): Promise<readonly string[]> {
  await world.simulator.settled();
  return received.map(({ content }) => Buffer.from(content).toString());
}

describe("a message in one part", () => {
  test("a reset before anything was read is unknown, tracking does not find it, and sending again delivers it once (H-20)", async () => {
    const mailbox = world.mailbox();
    world.simulator.faults.set("reset-before-accept", { times: 1, operation: "send" });
    const first = await mailbox.send(outbound(cpis, "upload-1", file), noJournal, never);
    expect(codeOf(first)).toBe("unknown CPIS_MESH_OUTCOME_UNKNOWN");
    expect(await mailbox.track({ localId: "upload-1" }, never)).toEqual({ kind: "not-found" });
    expect(codeOf(await mailbox.send(outbound(cpis, "upload-1", file), noJournal, never))).toBe("accepted");
    expect(await arrived()).toEqual(["<upload>42</upload>"]);
  });

  test("a reset after it was accepted is unknown too, is never re-sent by itself, and tracking finds it (H-20)", async () => {
    const mailbox = world.mailbox();
    world.simulator.faults.set("reset-after-accept", { times: 1, operation: "send" });
    const outcome = await mailbox.send(outbound(cpis, "upload-2", file), noJournal, never);
    expect(codeOf(outcome)).toBe("unknown CPIS_MESH_OUTCOME_UNKNOWN");
    expect(sendsSeen()).toEqual([undefined]);
    expect(await arrived()).toHaveLength(1);
    const found = await mailbox.track({ localId: "upload-2" }, never);
    expect(found).toMatchObject({ kind: "found", tracking: { status: "acknowledged", localId: "upload-2" } });
  });

  test("an answer that never comes is unknown too, and the message is there (H-20)", async () => {
    const plan = world.plan();
    const mailbox = world.mailbox({ timings: { ...plan.timings, requestTimeoutMs: 1_500 } });
    world.simulator.faults.set("no-answer", { times: 1, operation: "send" });
    const outcome = await mailbox.send(outbound(cpis, "upload-11", file), noJournal, never);
    expect(codeOf(outcome)).toBe("unknown CPIS_MESH_OUTCOME_UNKNOWN");
    expect(await arrived()).toHaveLength(1);
    expect(await world.mailbox().track({ localId: "upload-11" }, never)).toMatchObject({ kind: "found" });
  });

  test.each([
    ["unavailable", "unknown CPIS_MESH_OUTCOME_UNKNOWN"],
    ["server-error", "unknown CPIS_MESH_OUTCOME_UNKNOWN"],
    ["bad-gateway", "unknown CPIS_MESH_OUTCOME_UNKNOWN"],
    ["busy", "not-sent CPIS_MESH_BUSY"],
  ] as const)("%s is answered once and comes to: %s", async (fault, expected) => {
    world.simulator.faults.set(fault, { operation: "send" });
    const outcome = await world.mailbox().send(outbound(cpis, "upload-3", file), noJournal, never);
    expect(codeOf(outcome)).toBe(expected);
    expect(sendsSeen()).toHaveLength(1);
  });

  test("a 403 is a refusal to look: tried once more with a new token, then provably not sent", async () => {
    world.simulator.faults.set("forbidden");
    const outcome = await world.mailbox().send(outbound(cpis, "upload-4", file), noJournal, never);
    expect(codeOf(outcome)).toBe("not-sent CPIS_MESH_FORBIDDEN");
    expect(sendsSeen()).toEqual([403, 403]);
  });

  test("a MESH that cannot be reached is provably not sent to", async () => {
    const mailbox = world.mailbox();
    await world.simulator.stop();
    const outcome = await mailbox.send(outbound(cpis, "upload-5", file), noJournal, never);
    expect(codeOf(outcome)).toBe("not-sent CPIS_MESH_UNREACHABLE");
    await world.simulator.start();
  });

  test("an unknown recipient and a workflow that is not registered are refused with event and code", async () => {
    const mailbox = world.mailbox();
    const nobody = await mailbox.send(outbound("NOBODY01", "upload-6", file), noJournal, never);
    const head = { to: cpis, workflowId: "OTHER", localId: "upload-7" };
    const workflow = await mailbox.send({ head, content: bytesOf(file) }, noJournal, never);
    const contexts = [nobody, workflow].map((each) =>
      each.kind === "refused" ? each.error.context : each.kind,
    );
    expect(contexts).toMatchObject([
      { status: 417, event: "SEND", code: "12" },
      { status: 417, event: "SEND", code: "16" },
    ]);
  });

  test("two messages with one reference are told apart from one", async () => {
    const mailbox = world.mailbox();
    await mailbox.send(outbound(cpis, "twice", file), noJournal, never);
    await mailbox.send(outbound(cpis, "twice", file), noJournal, never);
    expect(await mailbox.track({ localId: "twice" }, never)).toEqual({ kind: "several" });
  });
});

describe("a message in pieces", () => {
  const small = { thresholdBytes: 1_000, chunkBytes: 400 };

  test.each([true, false])("it arrives whole, whatever its size (compressed: %s)", async (compress) => {
    const mailbox = world.mailbox({ compress, chunking: small });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5_000, size: "max" }), async (content) => {
        sent += 1;
        const outcome = await mailbox.send(outbound(cpis, `piece-${sent}`, content), noJournal, never);
        expect(outcome.kind).toBe("accepted");
        await world.simulator.settled();
        expect(Buffer.from(content).equals(received.at(-1)?.content ?? new Uint8Array())).toBe(true);
        expect(received).toHaveLength(sent);
      }),
      { numRuns: 40 },
    );
  });

  test("each piece is compressed by itself", async () => {
    const mailbox = world.mailbox({ compress: true, chunking: small });
    const content = bytes(1_100);
    const outcome = await mailbox.send(outbound(cpis, "pieces", content), noJournal, never);
    const held = world.simulator.find(outcome.kind === "accepted" ? (outcome.messageId ?? "") : "");
    expect(held?.chunks.map((chunk) => gunzipSync(chunk ?? "").byteLength)).toEqual([400, 400, 300]);
  });

  test("the recipient sees nothing of it until the last piece, and each piece is on record before the next leaves", async () => {
    const journal: SendProgress[] = [];
    const seen: number[] = [];
    const record = (progress: SendProgress): Promise<void> => {
      journal.push(progress);
      seen.push(received.length);
      return Promise.resolve();
    };
    await world.mailbox({ chunking: small }).send(outbound(cpis, "pieces", bytes(1_100)), record, never);
    expect(journal.map(({ chunksAccepted, totalChunks }) => `${chunksAccepted}/${totalChunks}`)).toEqual([
      "1/3",
      "2/3",
      "3/3",
    ]);
    expect(seen.slice(0, 2)).toEqual([0, 0]);
    await world.simulator.settled();
    expect(received).toHaveLength(1);
  });

  test("a send that died after its first piece is continued under the same message id, and arrives once", async () => {
    const content = bytes(1_100);
    const mailbox = world.mailbox({ chunking: small });
    let saved: SendProgress | undefined;
    const died = mailbox.send(
      outbound(cpis, "pieces", content),
      (progress) => {
        saved = progress;
        return Promise.reject(new Error("power cut"));
      },
      never,
    );
    await expect(died).rejects.toThrow("power cut");
    if (saved === undefined) throw new Error("nothing was on record");
    const outcome = await mailbox.send(
      { ...outbound(cpis, "pieces", content), resume: saved },
      noJournal,
      never,
    );
    expect(outcome).toEqual({ kind: "accepted", messageId: saved.messageId });
    await world.simulator.settled();
    expect(received.map((each) => content.equals(each.content))).toEqual([true]);
  });

  test("a later piece is repeated through trouble; the answer to the last one may even be lost", async () => {
    world.simulator.faults.set("bad-gateway", { times: 2, operation: "send-chunk" });
    const loseLastAnswer = ({ chunksAccepted }: SendProgress): Promise<void> => {
      if (chunksAccepted === 2) {
        world.simulator.faults.set("reset-after-accept", { times: 1, operation: "send-chunk" });
      }
      return Promise.resolve();
    };
    const mailbox = world.mailbox({ chunking: small });
    const outcome = await mailbox.send(outbound(cpis, "pieces", bytes(1_100)), loseLastAnswer, never);
    expect(sendsSeen()).toEqual([202, 502, 502, 202, undefined, 423]);
    expect(codeOf(outcome)).toBe("accepted");
    await world.simulator.settled();
    expect(received).toHaveLength(1);
  });

  test("a last piece that may or may not have arrived is unknown, an earlier one provably leaves nothing delivered", async () => {
    const mailbox = world.mailbox({ chunking: small });
    world.simulator.faults.set("reset-before-accept", { operation: "send-chunk" });
    expect(codeOf(await mailbox.send(outbound(cpis, "three", bytes(1_100)), noJournal, never))).toBe(
      "not-sent CPIS_MESH_INTERRUPTED",
    );
    const two = { thresholdBytes: 500, chunkBytes: 600 };
    const short = world.mailbox({ chunking: two });
    expect(codeOf(await short.send(outbound(cpis, "two", bytes(1_100)), noJournal, never))).toBe(
      "unknown CPIS_MESH_OUTCOME_UNKNOWN",
    );
    expect(received).toEqual([]);
  });
});

test("pieces that MESH has forgotten are a refusal that a person hears of, never tried again for ever (H-20)", async () => {
  const mailbox = world.mailbox({ chunking: { thresholdBytes: 500, chunkBytes: 400 } });
  const resume = { messageId: "20260102030405678901_ABCDEF", chunksAccepted: 1, totalChunks: 3 };
  const message = { ...outbound(cpis, "forgotten", bytes(1_100)), resume };
  expect(codeOf(await mailbox.send(message, noJournal, never))).toBe("refused CPIS_MESH_NOT_FOUND");
  expect(received).toEqual([]);
});

describe("through a proxy", () => {
  let proxy: Server;
  let asked: { readonly target: string; readonly authorisation: string | undefined }[];

  beforeEach(async () => {
    asked = [];
    proxy = createServer().on("connect", (request, client, head) => {
      asked.push({ target: request.url ?? "", authorisation: request.headers["proxy-authorization"] });
      const { hostname, port } = new URL(`http://${request.url ?? ""}`);
      const upstream = connect(Number(port), hostname, () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });

  afterEach(async () => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  test("MESH is reached by CONNECT with mutual TLS from end to end", async () => {
    const url = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
    const mailbox = world.mailbox({ proxy: { url, authorisation: "Basic ZXhhbXBsZQ==" } });
    await mailbox.check(never);
    expect(codeOf(await mailbox.send(outbound(cpis, "upload-8", file), noJournal, never))).toBe("accepted");
    const target = new URL(world.simulator.baseUrl).host;
    expect(asked[0]).toEqual({ target, authorisation: "Basic ZXhhbXBsZQ==" });
    expect(await arrived()).toHaveLength(1);
    await mailbox.close();
  });

  test("a proxy that is not there leaves the message provably unsent", async () => {
    const mailbox = world.mailbox({ proxy: { url: "http://127.0.0.1:9" } });
    const outcome = await mailbox.send(outbound(cpis, "upload-9", file), noJournal, never);
    expect(codeOf(outcome)).toBe("not-sent CPIS_MESH_UNREACHABLE");
  });
});

test("a message nobody collects for five days comes back as a report that names it (H-19)", async () => {
  world.simulator.onMessage(cpis, () => Promise.reject(new Error("closed")));
  const mailbox = world.mailbox();
  const outcome = await mailbox.send(outbound(cpis, "upload-10", file), noJournal, never);
  world.clock.forward(5 * 86_400_000 + 60_000);
  const { messageIds } = await mailbox.list(never);
  expect(messageIds).toHaveLength(1);
  const reports: unknown[] = [];
  await mailbox.download(
    messageIds[0] ?? "",
    {
      store: async (_mailboxId, { message, content }) => {
        for await (const piece of content) reports.push(piece);
        reports.push(message);
        return "stored";
      },
    },
    never,
  );
  expect(reports).toMatchObject([
    {
      kind: "report",
      event: "SEND",
      code: "14",
      localId: "upload-10",
      workflowId: "CPIS_UPLOAD",
      to: council,
      linkedMessageId: outcome.kind === "accepted" ? outcome.messageId : "",
    },
  ]);
  expect(await mailbox.track({ localId: "upload-10" }, never)).toMatchObject({
    kind: "found",
    tracking: { status: "undeliverable", event: "SEND", code: "14" },
  });
});
