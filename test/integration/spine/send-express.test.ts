import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createSpineConnection } from "../../../src/gateway/spine/http-exchange.js";
import { HttpsSpineTransport } from "../../../src/gateway/spine/https-spine-transport.js";
import type { SpinePlan } from "../../../src/config/plan.js";
import type { Scenario } from "../../../src/simulator/scenarios.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { startRawSpine, type RawSpine } from "./raw-spine.js";
import {
  recordingAlarms,
  buildOutboundQuery,
  neverAborted,
  recordingLogger,
  startPair,
  systemClock,
  type SpinePair,
} from "./support.js";

const milo = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";

describe("sending on the express contract", () => {
  let pair: SpinePair;
  afterEach(() => pair.stop());

  it("an accepted query is accepted, and the reply comes to the listener on a connection of its own", async () => {
    pair = await startPair();
    const query = pair.query(milo);
    expect(await pair.transport.send(query, neverAborted)).toEqual({ kind: "accepted", attempts: 1 });
    await pair.simulator.settled();
    expect(pair.inbox.replies).toHaveLength(1);
    expect(pair.inbox.replies[0]?.disposition).toBe("correlated");
    expect(pair.inbox.replies[0]?.reply).toMatchObject({
      refToMessageId: query.messageId,
      conversationId: query.conversationId,
      action: "REPC_IN000007GB01",
    });
    expect(pair.simulator.replies[0]).toMatchObject({ status: 202, signal: "none" });
  });

  it("a reply that comes before the 202 is taken in, and the query is accepted all the same", async () => {
    pair = await startPair();
    pair.simulator.scenarios.forNext({ name: "reply-before-202" });
    const outcome = pair.transport.send(pair.query(milo), neverAborted);
    expect(await outcome).toEqual({ kind: "accepted", attempts: 1 });
    expect(pair.inbox.replies).toHaveLength(1);
  });

  const refusals: readonly (readonly [string, Scenario, object])[] = [
    [
      "an ErrorList, although it is HTTP 200,",
      { name: "error-list", errorCode: "ValueNotRecognized" },
      { kind: "rejected", layer: "ebxml", codes: ["ValueNotRecognized"] },
    ],
    [
      "a fault that a reliable contract would try again",
      { name: "fault", codes: ["200"] },
      { kind: "rejected", layer: "fault", codes: ["200"] },
    ],
    ["HTTP 400", { name: "http-status", status: 400 }, { kind: "rejected", layer: "http", codes: ["400"] }],
    ["HTTP 401", { name: "http-status", status: 401 }, { kind: "rejected", layer: "http", codes: ["401"] }],
    ["HTTP 403", { name: "http-status", status: 403 }, { kind: "rejected", layer: "http", codes: ["403"] }],
    ["a redirect", { name: "http-status", status: 302 }, { kind: "rejected", layer: "http", codes: ["302"] }],
  ];
  it.each(refusals)("%s is a refusal, asked once", async (_name, scenario, expected) => {
    pair = await startPair();
    pair.simulator.scenarios.forAll(scenario);
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ ...expected, attempts: 1 });
    expect(pair.simulator.received).toHaveLength(1);
  });

  const doubts: readonly (readonly [string, Scenario])[] = [
    ["HTTP 503", { name: "http-status", status: 503 }],
    ["an unexpected HTTP 200", { name: "http-status", status: 200 }],
    ["an Acknowledgment of another message", { name: "foreign-acknowledgment" }],
    ["a connection reset after the request was read", { name: "connection-reset", when: "after-reading" }],
  ];
  it.each(doubts)(
    "%s leaves the outcome unknown, and nothing is sent again (R-60)",
    async (_name, scenario) => {
      pair = await startPair();
      pair.simulator.scenarios.forAll(scenario);
      const outcome = await pair.transport.send(pair.query(milo), neverAborted);
      expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
      expect(pair.simulator.received).toHaveLength(1);
    },
  );

  it("a connection reset before the request was read is unknown too: from here nobody can tell (R-60)", async () => {
    pair = await startPair();
    pair.simulator.scenarios.forNext({ name: "connection-reset", when: "before-reading" });
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
    expect(pair.simulator.received).toHaveLength(0);
  });

  it("an ErrorList of warnings alone does not fail the query", async () => {
    pair = await startPair();
    pair.simulator.scenarios.forNext({ name: "error-list", severity: "Warning" });
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "accepted", attempts: 1 });
  });

  it("an answer that does not come in time leaves the outcome unknown, and the reply is still taken in", async () => {
    pair = await startPair({ plan: { timings: { connectTimeoutMs: 5_000, httpAnswerTimeoutMs: 200 } } });
    pair.simulator.scenarios.forNext({ name: "slow-acceptance", delayMs: 600 });
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
    await pair.simulator.settled();
    expect(pair.inbox.replies).toHaveLength(1);
  });

  it("a refusal of our credentials raises an alarm, without a number or a name in the log", async () => {
    pair = await startPair();
    pair.simulator.scenarios.forAll({ name: "http-status", status: 403 });
    await pair.transport.send(pair.query(milo), neverAborted);
    expect(pair.telemetry.names()).toEqual(["spine-refuses-our-credentials"]);
    expect(JSON.stringify(pair.logger.lines)).not.toContain(milo);
    expect(JSON.stringify(pair.logger.lines)).not.toContain("Nair");
  });

  it("many queries share a few kept-alive connections and are each answered", async () => {
    pair = await startPair();
    const queries = Array.from({ length: 40 }, () => pair.query(milo));
    const outcomes = await Promise.all(queries.map((query) => pair.transport.send(query, neverAborted)));
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true);
    await pair.simulator.settled();
    expect(new Set(pair.inbox.replies.map(({ reply }) => reply.refToMessageId)).size).toBe(40);
  });

  it("a query given up before its first attempt never leaves", async () => {
    pair = await startPair();
    const outcome = await pair.transport.send(pair.query(milo), AbortSignal.abort());
    expect(outcome).toEqual({ kind: "not-sent", attempts: 0 });
    expect(pair.simulator.received).toHaveLength(0);
  });
});

describe("an endpoint that misbehaves", () => {
  let raw: RawSpine | undefined;
  let transport: HttpsSpineTransport | undefined;
  afterEach(async () => {
    await transport?.close();
    await raw?.close();
  });

  async function plan(endpoint: string): Promise<SpinePlan> {
    const simulator = await createSimulator();
    return {
      ...simulator.spinePlan(),
      endpoint,
      timings: { connectTimeoutMs: 1_000, httpAnswerTimeoutMs: 1_500 },
    };
  }

  async function rawPair(answer: Parameters<typeof startRawSpine>[2]): Promise<SpinePlan> {
    const simulator = await createSimulator();
    raw = await startRawSpine(simulator.certificates.spine, simulator.authorityPem, answer);
    const made: SpinePlan = {
      ...simulator.spinePlan(),
      endpoint: raw.endpoint,
      timings: { connectTimeoutMs: 1_000, httpAnswerTimeoutMs: 1_500 },
    };
    connect(made);
    return made;
  }

  function connect(made: SpinePlan): HttpsSpineTransport {
    transport = new HttpsSpineTransport({
      connection: createSpineConnection(made),
      contract: made.contract,
      clock: systemClock,
      logger: recordingLogger(),
      telemetry: recordingAlarms(),
    });
    return transport;
  }

  it("nobody listening: three tries, and provably nothing was sent", async () => {
    const port = await freePort();
    const made = await plan(`https://127.0.0.1:${String(port)}/reliablemessaging/queryrequest`);
    const outcome = await connect(made).send(buildOutboundQuery(made, milo), neverAborted);
    expect(outcome).toEqual({ kind: "not-sent", attempts: 3 });
  });

  it("a listener that accepts connections and says nothing is given up on, and provably nothing was sent", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const made = await plan(`https://127.0.0.1:${String(port)}/reliablemessaging/queryrequest`);
    const impatient = { ...made, timings: { connectTimeoutMs: 200, httpAnswerTimeoutMs: 1_000 } };
    const outcome = await connect(impatient).send(buildOutboundQuery(impatient, milo), neverAborted);
    expect(outcome).toEqual({ kind: "not-sent", attempts: 3 });
    silent.close();
  });

  it("a kept-alive connection that breaks under the next query is not used to send it twice (R-60)", async () => {
    const made = await rawPair((request, response) => {
      if (raw?.bodies.length === 1) response.writeHead(202).end();
      else request.socket.destroy();
    });
    const first = await transport?.send(buildOutboundQuery(made, milo), neverAborted);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await transport?.send(buildOutboundQuery(made, milo), neverAborted);
    expect(first?.kind).toBe("accepted");
    expect(second).toEqual({ kind: "unknown", attempts: 1 });
    expect(raw?.bodies).toHaveLength(2);
    expect(raw?.connections()).toBe(1);
  });

  it("an answer that breaks off in the middle leaves the outcome unknown", async () => {
    const made = await rawPair((request, response) => {
      response.writeHead(202, { "content-type": "text/xml", "content-length": 1_000 });
      response.write("<SOAP:Envelope", () => request.socket.destroy());
    });
    const outcome = await transport?.send(buildOutboundQuery(made, milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
  });

  it("an answer without end is cut off, and leaves the outcome unknown", async () => {
    const made = await rawPair((_request, response) => {
      response.writeHead(200, { "content-type": "text/xml" });
      const chunk = Buffer.alloc(65_536, 0x20);
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    });
    const outcome = await transport?.send(buildOutboundQuery(made, milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
  });

  it("a redirect is not followed", async () => {
    let elsewhere = 0;
    const made = await rawPair((request, response) => {
      if (request.url === "/elsewhere") elsewhere += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    const outcome = await transport?.send(buildOutboundQuery(made, milo), neverAborted);
    expect(outcome).toMatchObject({ kind: "rejected", layer: "http", codes: ["307"] });
    expect(elsewhere).toBe(0);
  });

  it("the request carries what Spine asks for: a length, a quoted SOAPAction, multipart/related", async () => {
    const headers: Record<string, unknown>[] = [];
    const made = await rawPair((request, response) => {
      headers.push(request.headers);
      response.writeHead(202).end();
    });
    const query = buildOutboundQuery(made, milo);
    await transport?.send(query, neverAborted);
    expect(headers[0]).toMatchObject({
      soapaction: '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"',
      "content-length": String(query.body.byteLength),
    });
    expect(headers[0]?.["content-type"]).toMatch(/^multipart\/related; boundary="/);
    expect(headers[0]?.["transfer-encoding"]).toBeUndefined();
    expect(raw?.bodies[0]?.equals(query.body)).toBe(true);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
