import { request, type RequestOptions } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import {
  buildEbxmlMessage,
  parseEbxmlMessage,
  spineBoundary,
} from "../../../src/codec/ebxml/ebxml-message.js";
import type { EbxmlHeader } from "../../../src/codec/ebxml/header.js";
import { buildAcknowledgment, buildMessageError } from "../../../src/codec/ebxml/signals.js";
import type { Scenario } from "../../../src/simulator/scenarios.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { eventually, neverAborted, newId, startPair, type SpinePair } from "./support.js";

const milo = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";
const hl7 = "<REPC_IN000007GB01 xmlns='urn:hl7-org:v3'/>";

interface RawAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

describe("receiving replies", () => {
  let pair: SpinePair;
  afterEach(() => pair.stop());

  const header = (change: Partial<EbxmlHeader> = {}): EbxmlHeader => ({
    fromPartyKey: "YES-0000999",
    toPartyKey: "ZZ9-999001",
    cpaId: "S9999A999002",
    conversationId: newId(),
    service: "urn:nhs:names:services:cpisquery",
    action: "REPC_IN000007GB01",
    messageId: newId(),
    timestamp: "2026-11-19T14:32:00Z",
    refToMessageId: newId(),
    duplicateElimination: false,
    syncReply: true,
    ...change,
  });

  const post = (
    contentType: string,
    body: Uint8Array | string,
    change: RequestOptions = {},
  ): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const { spine } = pair.simulator.certificates;
      const outgoing = request(
        {
          host: "127.0.0.1",
          port: pair.listenerPort,
          method: "POST",
          path: "/",
          servername: "gateway.simulator",
          key: spine.key,
          cert: spine.certificate,
          ca: pair.simulator.authorityPem,
          agent: false,
          headers: { "content-type": contentType, "content-length": Buffer.byteLength(body) },
          ...change,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"], body: text });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  const postMessage = (change: Partial<EbxmlHeader> = {}, text = hl7): Promise<RawAnswer> => {
    const message = buildEbxmlMessage({ header: header(change), hl7: text, boundary: spineBoundary });
    return post(message.contentType, message.body);
  };
  const signalIn = (answer: RawAnswer) =>
    parseEbxmlMessage(answer.type ?? "", new TextEncoder().encode(answer.body));

  const ack = { actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" };

  it("AckRequested with SyncReply: the Acknowledgment is the answer", async () => {
    pair = await startPair();
    const messageId = newId();
    const answer = await postMessage({ messageId, ackRequested: ack });
    expect(answer.status).toBe(200);
    const signal = signalIn(answer);
    expect(signal).toMatchObject({ kind: "acknowledgment", refToMessageId: messageId });
    expect(signal.header).toMatchObject({
      fromPartyKey: "ZZ9-999001",
      toPartyKey: "YES-0000999",
      syncReply: false,
    });
  });

  it("AckRequested without SyncReply: an empty 202, then the Acknowledgment as a message of its own", async () => {
    pair = await startPair();
    const messageId = newId();
    const answer = await postMessage({ messageId, ackRequested: ack, syncReply: false });
    expect(answer).toMatchObject({ status: 202, body: "" });
    await eventually(() => pair.simulator.signals.length === 1, "the Acknowledgment arrives");
    expect(pair.simulator.signals[0]).toMatchObject({ kind: "acknowledgment", refToMessageId: messageId });
  });

  it.each([true, false])("no AckRequested, SyncReply %s: an empty 202 and no signal", async (syncReply) => {
    pair = await startPair();
    expect(await postMessage({ syncReply })).toMatchObject({ status: 202, body: "" });
    expect(pair.simulator.signals).toHaveLength(0);
  });

  it("a fault goes back as the sender asked: on its connection, or as a message of its own", async () => {
    pair = await startPair();
    const here = await postMessage({ toPartyKey: "ZZZ-999999", syncReply: true });
    expect(here.status).toBe(200);
    expect(signalIn(here)).toMatchObject({
      kind: "message-error",
      errors: [{ errorCode: "ValueNotRecognized", description: "501314:Invalid To Party Type attribute" }],
    });
    expect(await postMessage({ toPartyKey: "ZZZ-999999", syncReply: false })).toMatchObject({
      status: 202,
      body: "",
    });
    await eventually(() => pair.simulator.signals.length === 1, "the MessageError arrives");
    expect(pair.simulator.signals[0]?.kind).toBe("message-error");
    expect(pair.inbox.replies).toHaveLength(0);
  });

  const strangers: readonly (readonly [string, Partial<EbxmlHeader>, string])[] = [
    ["from a party we did not ask", { fromPartyKey: "ZZZ-111111" }, "ValueNotRecognized"],
    ["of another service", { service: "urn:nhs:names:services:psisquery" }, "NotSupported"],
    ["with an action that answers no query", { action: "REPC_IN000004GB01" }, "NotSupported"],
  ];
  it.each(strangers)("a message %s is refused and not stored", async (_name, change, errorCode) => {
    pair = await startPair();
    expect(signalIn(await postMessage(change))).toMatchObject({
      kind: "message-error",
      errors: [{ errorCode }],
    });
    expect(pair.inbox.replies).toHaveLength(0);
  });

  it("nothing is acknowledged before it is stored", async () => {
    pair = await startPair();
    let store: (() => void) | undefined;
    pair.inbox.beforeStoring = new Promise<void>((resolve) => {
      store = resolve;
    });
    let answered = false;
    const answer = postMessage({ ackRequested: ack }).then((result) => {
      answered = true;
      return result;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    store?.();
    expect((await answer).status).toBe(200);
  });

  it("where storing fails nothing is acknowledged, and the sender may deliver again", async () => {
    pair = await startPair();
    pair.inbox.failing = true;
    const messageId = newId();
    expect(await postMessage({ messageId, ackRequested: ack })).toMatchObject({ status: 500, body: "" });
    pair.inbox.failing = false;
    expect((await postMessage({ messageId, ackRequested: ack })).status).toBe(200);
    expect(pair.inbox.replies.map(({ disposition }) => disposition)).toEqual(["unknown"]);
  });

  it("a duplicate is answered with the same bytes as the first time", async () => {
    pair = await startPair();
    const messageId = newId();
    const change = { messageId, ackRequested: ack, conversationId: newId(), refToMessageId: newId() };
    const first = await postMessage(change);
    const second = await postMessage(change);
    expect(second).toEqual(first);
    expect(pair.inbox.replies.map(({ disposition }) => disposition)).toEqual(["unknown", "duplicate"]);
  });

  it("a reply to nobody's query is acknowledged and quarantined; the inbox raises the alarm", async () => {
    pair = await startPair();
    expect((await postMessage({ ackRequested: ack })).status).toBe(200);
    expect(pair.inbox.replies[0]?.disposition).toBe("unknown");
    expect(pair.logger.lines.some(({ fields }) => fields.outcome === "unknown")).toBe(true);
  });

  it("a reply that refers to nothing is treated as one to nobody's query", async () => {
    pair = await startPair();
    const { refToMessageId, ...rest } = header({ ackRequested: ack });
    expect(refToMessageId).toBeDefined();
    const message = buildEbxmlMessage({ header: rest, hl7, boundary: spineBoundary });
    expect((await post(message.contentType, message.body)).status).toBe(200);
    expect(pair.inbox.replies[0]?.reply.refToMessageId).toBeUndefined();
    expect(pair.inbox.replies[0]?.disposition).toBe("unknown");
  });

  it("an Acknowledgment or a MessageError that comes as its own POST reaches whoever waits for it", async () => {
    pair = await startPair();
    const sent = header({ fromPartyKey: "ZZ9-999001", toPartyKey: "YES-0000999" });
    const identity = { messageId: newId(), timestamp: "2026-11-19T14:32:00Z" };
    const acknowledged = await post("text/xml", buildAcknowledgment(sent, identity));
    const error = {
      errorCode: "ValueNotRecognized",
      severity: "Error",
      description: "501319:Unknown eb:CPAId",
    };
    const refused = await post("text/xml", buildMessageError(sent, identity, [error]));
    const warned = await post(
      "text/xml",
      buildMessageError(sent, identity, [{ ...error, severity: "Warning" }]),
    );
    expect([acknowledged, refused, warned].map(({ status, body }) => [status, body])).toEqual([
      [200, ""],
      [200, ""],
      [200, ""],
    ]);
    expect(pair.inbox.signals).toEqual([
      { kind: "acknowledgment", refToMessageId: sent.messageId, codes: [] },
      { kind: "message-error", refToMessageId: sent.messageId, codes: ["ValueNotRecognized", "501319"] },
    ]);
  });

  it("a signal to another party, or from one, changes nothing", async () => {
    pair = await startPair();
    const identity = { messageId: newId(), timestamp: "2026-11-19T14:32:00Z" };
    for (const change of [{ fromPartyKey: "AAA-000001" }, { toPartyKey: "AAA-000001" }]) {
      const sent = header({ fromPartyKey: "ZZ9-999001", toPartyKey: "YES-0000999", ...change });
      const error = { errorCode: "ValueNotRecognized", severity: "Error" };
      for (const signal of [buildAcknowledgment(sent, identity), buildMessageError(sent, identity, [error])])
        expect(await post("text/xml", signal)).toMatchObject({ status: 400, body: "" });
    }
    expect(pair.inbox.signals).toEqual([]);
  });

  it("a body that cannot be taken apart is refused, and the listener stays up", async () => {
    pair = await startPair();
    expect((await post("multipart/related; boundary=x", "not multipart")).status).toBe(400);
    expect((await post("text/xml", "<a>")).status).toBe(400);
    expect((await post("", "")).status).toBe(400);
    expect((await postMessage()).status).toBe(202);
  });

  it("an envelope whose payload is missing is told so on its own connection", async () => {
    pair = await startPair();
    const message = buildEbxmlMessage({ header: header(), hl7, boundary: spineBoundary });
    const text = new TextDecoder().decode(message.body);
    const withoutPayload = `${text.slice(0, text.lastIndexOf("----=_MIME-Boundary\r\n"))}----=_MIME-Boundary--\r\n`;
    const answer = await post(message.contentType, withoutPayload);
    expect(answer.status).toBe(200);
    expect(signalIn(answer)).toMatchObject({ kind: "message-error", errors: [{ errorCode: "MimeProblem" }] });
  });

  const envelopeFirst = (change: Partial<EbxmlHeader>) => {
    const message = buildEbxmlMessage({ header: header(change), hl7, boundary: spineBoundary });
    return { ...message, text: new TextDecoder().decode(message.body) };
  };
  const unreadable: readonly (readonly [string, (whole: string) => string, string | undefined])[] = [
    [
      "broken off inside its payload",
      (whole) => whole.slice(0, whole.indexOf("REPC_IN000007GB01 xmlns")),
      undefined,
    ],
    [
      "that is not multipart",
      (whole) => whole.slice(whole.indexOf("<"), whole.indexOf("Envelope>") + 9),
      "text/xml",
    ],
    ["with a payload in no known encoding", (whole) => whole.replaceAll("8bit", "x-odd"), undefined],
    ["larger than a reply may be", (whole) => whole + " ".repeat(5_200_000), undefined],
  ];
  it.each(unreadable)(
    "a reply %s fails its check at once, and can still come whole (H-04)",
    async (_name, spoil, type) => {
      pair = await startPair();
      const ids = { messageId: newId(), refToMessageId: newId(), syncReply: false };
      pair.inbox.known.add(ids.refToMessageId);
      const { contentType, text } = envelopeFirst(ids);
      const refused = await post(type ?? contentType, spoil(text));
      expect([400, 413]).toContain(refused.status);
      expect(pair.inbox.replies).toMatchObject([
        { disposition: "correlated", reply: { refToMessageId: ids.refToMessageId, hl7: "" } },
      ]);
      await postMessage(ids);
      expect(pair.inbox.replies.at(-1)).toMatchObject({ disposition: "correlated", reply: { hl7 } });
    },
  );

  it("an unreadable reply to another party, or from one, fails nobody's check", async () => {
    pair = await startPair();
    for (const change of [{ toPartyKey: "AAA-000001" }, { fromPartyKey: "AAA-000001" }]) {
      const { contentType, text } = envelopeFirst({ ...change, syncReply: false });
      expect((await post(contentType, text.slice(0, -60))).status).toBe(400);
    }
    expect(pair.inbox.replies).toEqual([]);
  });

  it("an unreadable reply that cannot be stored is answered 500", async () => {
    pair = await startPair();
    pair.inbox.failing = true;
    const { contentType, text } = envelopeFirst({ syncReply: true });
    expect((await post(contentType, text.slice(0, -60))).status).toBe(500);
  });

  it("a declared 100 MB is refused before it is read, and the listener stays up", async () => {
    pair = await startPair();
    const refused = post("text/xml", "", {
      headers: { "content-type": "text/xml", "content-length": 104_857_600 },
    });
    await expect(refused.then(({ status }) => status)).resolves.toBe(413);
    expect((await postMessage()).status).toBe(202);
  });

  it("100 MB without a declared length are cut off, and the listener stays up", async () => {
    pair = await startPair();
    pair.simulator.scenarios.forNext({ name: "malformed", form: "huge" });
    await pair.transport.send(pair.query(milo), neverAborted);
    await pair.simulator.settled();
    expect(pair.inbox.replies).toHaveLength(0);
    expect((await postMessage()).status).toBe(202);
  });

  it("only POST is answered", async () => {
    pair = await startPair();
    expect((await post("text/xml", "", { method: "GET" })).status).toBe(405);
  });

  const delivered: readonly (readonly [string, Scenario])[] = [
    ["truncated", { name: "malformed", form: "truncated" }],
    ["with a DOCTYPE", { name: "malformed", form: "doctype" }],
    ["with entities", { name: "malformed", form: "entities" }],
    ["with another root than its Action", { name: "malformed", form: "wrong-root" }],
    ["with another Action than its root", { name: "action-mismatch" }],
  ];
  it.each(delivered)(
    "a reply %s is handed over as it is, so that the check fails at once and not after 30 seconds (H-04)",
    async (_name, scenario) => {
      pair = await startPair();
      pair.simulator.scenarios.forNext(scenario);
      const query = pair.query(milo);
      await pair.transport.send(query, neverAborted);
      await pair.simulator.settled();
      expect(pair.inbox.replies[0]?.reply.refToMessageId).toBe(query.messageId);
      expect(pair.simulator.replies[0]?.status).toBe(202);
    },
  );

  it("two queries answered in the other order keep their own answers (H-02)", async () => {
    pair = await startPair();
    const talia = syntheticPerson("two-councils", Date.now()).nhsNumber ?? "";
    const [first, second] = [pair.query(milo), pair.query(talia)];
    pair.simulator.scenarios.forNext({ name: "out-of-order" });
    await pair.transport.send(first, neverAborted);
    await pair.transport.send(second, neverAborted);
    await eventually(() => pair.inbox.replies.length === 2, "both replies come");
    expect(pair.inbox.replies.map(({ reply }) => reply.refToMessageId)).toEqual([
      second.messageId,
      first.messageId,
    ]);
    expect(pair.inbox.replies[0]?.reply.hl7).toContain(talia);
    expect(pair.inbox.replies[1]?.reply.hl7).toContain(milo);
  });
});
