import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSpineConnection } from "../../../src/gateway/spine/http-exchange.js";
import { HttpsSpineTransport } from "../../../src/gateway/spine/https-spine-transport.js";
import type { SpinePlan } from "../../../src/config/plan.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import {
  buildOutboundQuery,
  neverAborted,
  recordingAlarms,
  recordingLogger,
  systemClock,
} from "./support.js";

const milo = "9995260182";

/** A way to Spine that lets nothing through until it is told to. */
class Turnpike {
  readonly #server: Server;
  readonly #held: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  open = false;
  constructor(target: URL) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      const through = (): void => {
        const upstream = connect(Number(target.port), target.hostname);
        this.#sockets.add(upstream);
        socket.pipe(upstream).pipe(socket);
        socket.on("error", () => upstream.destroy());
        upstream.on("error", () => socket.destroy());
      };
      if (this.open) through();
      else this.#held.push(through);
    });
  }
  async start(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }
  get waiting(): number {
    return this.#held.length;
  }
  letThrough(): void {
    this.open = true;
    for (const through of this.#held.splice(0)) through();
  }
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

describe("a query that may not leave any more", () => {
  let simulator: Simulator;
  let turnpike: Turnpike;
  let plan: SpinePlan;
  let transport: HttpsSpineTransport;

  beforeEach(async () => {
    simulator = await createSimulator();
    await simulator.start();
    const own = simulator.spinePlan();
    const target = new URL(own.endpoint);
    turnpike = new Turnpike(target);
    const port = await turnpike.start();
    plan = { ...own, endpoint: `https://127.0.0.1:${String(port)}${target.pathname}` };
    transport = new HttpsSpineTransport({
      connection: createSpineConnection(plan),
      contract: plan.contract,
      clock: systemClock,
      logger: recordingLogger(),
      telemetry: recordingAlarms(),
    });
  });
  afterEach(async () => {
    await transport.close();
    await turnpike.stop();
    await simulator.stop();
  });

  it("while its connection is still being made puts no byte of itself on it (H-04)", async () => {
    let mayLeave = true;
    const sending = transport.send(buildOutboundQuery(plan, milo), neverAborted, () => mayLeave);
    while (turnpike.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    mayLeave = false;
    turnpike.letThrough();
    expect(await sending).toMatchObject({ kind: "not-sent" });
    expect(simulator.received).toEqual([]);
    // The way is open and the next one goes: it was the word that held this one back.
    mayLeave = true;
    const next = await transport.send(buildOutboundQuery(plan, milo), neverAborted, () => mayLeave);
    expect(next.kind).toBe("accepted");
    expect(simulator.received).toHaveLength(1);
  });

  it("on a connection that is kept alive puts no byte of itself on it either (H-04)", async () => {
    turnpike.letThrough();
    expect(await transport.send(buildOutboundQuery(plan, milo), neverAborted)).toMatchObject({
      kind: "accepted",
    });
    let asked = 0;
    const outcome = await transport.send(buildOutboundQuery(plan, milo), neverAborted, () => {
      asked += 1;
      return asked === 1;
    });
    expect(outcome.kind).toBe("not-sent");
    expect(simulator.received).toHaveLength(1);
  });
});
