import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { Container } from "inversify";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ClockWatch } from "../../../src/gateway/telemetry/clock-watch.js";
import { Telemetry } from "../../../src/ports/telemetry.js";
import type { SpinePlan } from "../../../src/config/plan.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { HttpsSpineListener } from "../../../src/gateway/spine/https-spine-listener.js";
import { spineModule } from "../../../src/gateway/spine/spine.module.js";
import { SpineListener } from "../../../src/gateway/spine/spine-listener.js";
import { Clock, Logger } from "../../../src/ports/runtime.js";
import { ReplyInbox, SpineTransport } from "../../../src/ports/spine-transport.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import {
  recordingAlarms,
  buildOutboundQuery,
  neverAborted,
  recordingLogger,
  RecordingInbox,
  systemClock,
} from "./support.js";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator();
});

const outbox = { post: (): Promise<void> => Promise.resolve() };
const listenerFor = (plan: SpinePlan, telemetry = recordingAlarms()): HttpsSpineListener =>
  new HttpsSpineListener(
    plan,
    { inbox: new RecordingInbox(), outbox, logger: recordingLogger(), telemetry },
    systemClock,
  );

async function refusal(plan: SpinePlan): Promise<CpisError> {
  try {
    await listenerFor(plan).start();
  } catch (error) {
    if (error instanceof CpisError) return error;
    throw error;
  }
  throw new Error("The listener started.");
}

describe("starting the listener", () => {
  it("a port that is taken refuses the start with one line that says what to change", async () => {
    const occupier = createServer();
    await new Promise<void>((resolve) => occupier.listen(0, "127.0.0.1", resolve));
    const { port } = occupier.address() as AddressInfo;
    const plan = simulator.spinePlan();
    const error = await refusal({ ...plan, listener: { ...plan.listener, port } });
    expect(error.code).toBe("CPIS_PORT_UNAVAILABLE");
    expect(error.message).toMatch(
      /^The Spine listener cannot use 127\.0\.0\.1 port \d+ \(EADDRINUSE\): free it or change/,
    );
    occupier.close();
  });

  const faults: readonly (readonly [string, () => Promise<Partial<SpinePlan["tls"]>>, RegExp])[] = [
    [
      "an expired certificate",
      () => simulator.certificates.authority.issue({ names: ["x"], validFromDays: -30, validUntilDays: -1 }),
      /^The Spine certificate expired on \d{4}-\d{2}-\d{2}: install its replacement\.$/,
    ],
    [
      "a certificate that is not yet valid",
      () => simulator.certificates.authority.issue({ names: ["x"], validFromDays: 2 }),
      /^The Spine certificate is not valid before \d{4}-\d{2}-\d{2}: check it and this machine's clock\.$/,
    ],
    [
      "a key of another certificate",
      async () => ({ key: (await simulator.certificates.authority.issue({ names: ["x"] })).key }),
      /^The Spine certificate does not belong to the Spine private key/,
    ],
    ["a key that is none", () => Promise.resolve({ key: "no key" }), /^The Spine private key is not/],
    [
      "a certificate that is none",
      () => Promise.resolve({ certificate: "none" }),
      /^The Spine certificate is not a PEM/,
    ],
    [
      "authorities that are none",
      () => Promise.resolve({ authorities: "none" }),
      /^The Spine authority certificate is not/,
    ],
  ];
  it.each(faults)(
    "%s refuses the start with one line that says what to change",
    async (_name, change, line) => {
      const plan = simulator.spinePlan();
      const error = await refusal({ ...plan, tls: { ...plan.tls, ...(await change()) } });
      expect(error.code).toBe("CPIS_CERTIFICATE_UNUSABLE");
      expect(error.message).toMatch(line);
      expect(error.message).not.toContain("\n");
    },
  );

  it("a certificate with few days left starts, and says so", async () => {
    const plan = simulator.spinePlan();
    const short = await simulator.certificates.authority.issue({
      names: ["gateway.simulator"],
      validUntilDays: 20,
    });
    const telemetry = recordingAlarms();
    const listener = listenerFor({ ...plan, tls: { ...plan.tls, ...short } }, telemetry);
    await listener.start();
    await listener.stop();
    expect(telemetry.raised).toMatchObject([{ name: "certificate-expiry", fields: { reason: "alarm-30" } }]);
  });
});

describe("behind a TLS terminator", () => {
  let listener: HttpsSpineListener | undefined;
  afterEach(() => listener?.stop());

  const planFor = (host: string): SpinePlan => {
    const plan = simulator.spinePlan();
    const tlsTerminator = { verifiedSubjectHeader: "X-Verified-Subject" };
    return { ...plan, listener: { ...plan.listener, host, tlsTerminator } };
  };
  const postWith = (port: number, headers: Record<string, string | string[]>): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port, method: "POST", headers, agent: false },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on("error", reject);
      outgoing.end("x");
    });

  it.each(["0.0.0.0", "::", "192.0.2.10"])(
    "a listener on %s, which anybody can reach, does not start",
    async (host) => {
      const error = await refusal(planFor(host));
      expect(error.code).toBe("CPIS_CONFIG_INVALID");
      expect(error.message).toContain("loopback or private address");
    },
  );

  it("the subject that the terminator verified is believed, and nobody else is let in", async () => {
    listener = listenerFor(planFor("127.0.0.1"));
    const { port } = await listener.start();
    // The body is nonsense: 400 is the answer of somebody who read it.
    expect(await postWith(port, { "x-verified-subject": "spine.simulator" })).toBe(400);
    expect(await postWith(port, { "x-verified-subject": "CN=spine.simulator,OU=Spine,O=NHS" })).toBe(400);
    expect(await postWith(port, { "x-verified-subject": "CN=other.example,O=NHS" })).toBe(403);
    expect(await postWith(port, { "x-verified-subject": ["spine.simulator", "other.example"] })).toBe(403);
    expect(await postWith(port, {})).toBe(403);
  });
});

describe("the Spine module", () => {
  it("binds a transport and a listener that work together, and unbinding closes the connections", async () => {
    await simulator.start();
    const plan = simulator.spinePlan();
    const container = new Container();
    const inbox = new RecordingInbox();
    container.bind(Clock).toConstantValue(systemClock);
    container.bind(Logger).toConstantValue(recordingLogger());
    container.bind(Telemetry).toConstantValue({
      ...recordingAlarms(),
      count: () => undefined,
      measure: () => undefined,
      observeAnswer: () => undefined,
    });
    container.bind(ClockWatch).toConstantValue({ note: () => undefined, offsetMs: () => undefined });
    container.bind(ReplyInbox).toConstantValue(inbox);
    container.load(spineModule(plan));
    const listener = await container.getAsync(SpineListener);
    const transport = await container.getAsync(SpineTransport);
    const { port } = await listener.start();
    simulator.listenerTarget = { url: `https://127.0.0.1:${String(port)}/`, serverName: "gateway.simulator" };
    const query = buildOutboundQuery(plan, syntheticPerson("two-councils", Date.now()).nhsNumber ?? "");
    expect(await transport.send(query, neverAborted)).toEqual({ kind: "accepted", attempts: 1 });
    await simulator.settled();
    expect(inbox.replies).toHaveLength(1);
    await listener.stop();
    await container.unbindAllAsync();
    expect(await transport.send(query, neverAborted)).toMatchObject({ kind: "not-sent" });
    await simulator.stop();
  });
});
