import { request, type RequestOptions } from "node:https";
import { connect } from "node:tls";
import { X509Certificate } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { SpinePlan } from "../../../src/config/plan.js";
import { createSpineConnection } from "../../../src/gateway/spine/http-exchange.js";
import { HttpsSpineTransport } from "../../../src/gateway/spine/https-spine-transport.js";
import type { CertificateRequest, IssuedIdentity } from "../../../src/simulator/certificates.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { startRawSpine } from "./raw-spine.js";
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
const spineName: CertificateRequest = { names: ["spine.simulator"], addresses: ["127.0.0.1"] };

describe("who may deliver to the listener", () => {
  let pair: SpinePair;
  afterEach(() => pair.stop());

  const deliverAs = (
    identity: Partial<IssuedIdentity>,
    change: RequestOptions = {},
  ): Promise<number | string> =>
    new Promise((resolve) => {
      const outgoing = request(
        {
          host: "127.0.0.1",
          port: pair.listenerPort,
          method: "POST",
          servername: "gateway.simulator",
          ca: pair.simulator.authorityPem,
          agent: false,
          ...(identity.key === undefined ? {} : { key: identity.key }),
          ...(identity.certificate === undefined ? {} : { cert: identity.certificate }),
          ...change,
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? "error");
      });
      outgoing.end("x");
    });

  it("Spine's own certificate is let in", async () => {
    pair = await startPair();
    // The body is nonsense: 400 is the answer of somebody who read it.
    expect(await deliverAs(pair.simulator.certificates.spine)).toBe(400);
  });

  it("nobody without a client certificate is let in", async () => {
    pair = await startPair();
    expect(typeof (await deliverAs({}))).toBe("string");
  });

  it("a certificate of a foreign authority is not let in", async () => {
    pair = await startPair();
    const foreign = await pair.simulator.certificates.foreignAuthority.issue(spineName);
    expect(typeof (await deliverAs(foreign))).toBe("string");
  });

  it("an expired certificate is not let in", async () => {
    pair = await startPair();
    const { authority } = pair.simulator.certificates;
    const expired = await authority.issue({ ...spineName, validFromDays: -30, validUntilDays: -1 });
    expect(typeof (await deliverAs(expired))).toBe("string");
  });

  it("another supplier's certificate of the right authority is refused, with an alarm", async () => {
    pair = await startPair();
    const other = await pair.simulator.certificates.authority.issue({ names: ["other-supplier.example"] });
    expect(await deliverAs(other)).toBe(403);
    expect(pair.telemetry.names()).toContain("listener-subject-refused");
    expect(pair.inbox.replies).toHaveLength(0);
  });

  it("nothing older than TLS 1.2 is spoken", async () => {
    pair = await startPair();
    const { spine } = pair.simulator.certificates;
    const refused = deliverAs(spine, {
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "ALL:@SECLEVEL=0",
    });
    expect(typeof (await refused)).toBe("string");
  });

  it("a certificate that is renewed under load is presented to the next caller, and no delivery is lost", async () => {
    pair = await startPair();
    const { authority } = pair.simulator.certificates;
    const renewed = await authority.issue({ names: ["gateway.simulator"], addresses: ["127.0.0.1"] });
    const before = await presentedSerial(pair);
    const queries = Array.from({ length: 30 }, () => pair.query(milo));
    const sending = queries.map((query) => pair.transport.send(query, neverAborted));
    const identity = { ...renewed, authorities: pair.simulator.authorityPem };
    pair.listener.renewIdentity(identity);
    await pair.transport.renewIdentity(identity);
    const outcomes = await Promise.all(sending);
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true);
    await pair.simulator.settled();
    expect(pair.inbox.replies).toHaveLength(30);
    expect(await presentedSerial(pair)).toBe(new X509Certificate(renewed.certificate).serialNumber);
    expect(await presentedSerial(pair)).not.toBe(before);
    expect(await pair.transport.send(pair.query(milo), neverAborted)).toMatchObject({ kind: "accepted" });
  });

  it("a renewal that cannot be used is refused, and the old certificate stays", async () => {
    pair = await startPair();
    const { authority } = pair.simulator.certificates;
    const expired = await authority.issue({
      names: ["gateway.simulator"],
      validFromDays: -9,
      validUntilDays: -2,
    });
    const identity = { ...expired, authorities: pair.simulator.authorityPem };
    expect(() => pair.listener.renewIdentity(identity)).toThrow(/expired on/);
    expect(await deliverAs(pair.simulator.certificates.spine)).toBe(400);
  });
});

describe("whom the transport talks to", () => {
  let pair: SpinePair;
  afterEach(() => pair.stop());

  const sendWith = async (change: Partial<SpinePlan>) => {
    const plan = { ...pair.plan, ...change };
    const telemetry = recordingAlarms();
    const transport = new HttpsSpineTransport({
      connection: createSpineConnection(plan),
      contract: plan.contract,
      clock: systemClock,
      logger: recordingLogger(),
      telemetry,
    });
    const outcome = await transport.send(buildOutboundQuery(plan, milo), neverAborted);
    await transport.close();
    return { outcome, alarms: telemetry.names() };
  };
  const identity = (issued: IssuedIdentity) => ({ ...issued, authorities: pair.simulator.authorityPem });

  it("a server with another name is refused before anything is written", async () => {
    pair = await startPair();
    const { outcome, alarms } = await sendWith({ serverName: "other.simulator" });
    expect(outcome).toEqual({
      kind: "rejected",
      layer: "tls",
      codes: ["ERR_TLS_CERT_ALTNAME_INVALID"],
      attempts: 1,
    });
    expect(alarms).toEqual(["spine-tls-refused"]);
    expect(pair.simulator.received).toHaveLength(0);
  });

  it.each(["foreign", "expired"] as const)(
    "a server with a certificate that is %s is refused",
    async (fault) => {
      pair = await startPair();
      const { authority, foreignAuthority } = pair.simulator.certificates;
      const issued =
        fault === "foreign"
          ? await foreignAuthority.issue(spineName)
          : await authority.issue({ ...spineName, validFromDays: -9, validUntilDays: -2 });
      const raw = await startRawSpine(issued, pair.simulator.authorityPem, (_request, response) => {
        response.writeHead(202).end();
      });
      const { outcome } = await sendWith({ endpoint: raw.endpoint });
      expect(outcome).toMatchObject({ kind: "rejected", layer: "tls" });
      expect(raw.bodies).toHaveLength(0);
      await raw.close();
    },
  );

  it("a server that drops a certificate of a foreign authority without an alert has processed nothing, but nobody can tell", async () => {
    pair = await startPair();
    const foreign = await pair.simulator.certificates.foreignAuthority.issue({
      names: ["gateway.simulator"],
    });
    const { outcome } = await sendWith({ tls: identity(foreign) });
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
    expect(pair.simulator.received).toHaveLength(0);
  });

  it("a TLS alert is a refusal with an alarm, never tried again, until Spine accepts the certificate", async () => {
    pair = await startPair();
    expect(await pair.transport.send(pair.query(milo), neverAborted)).toMatchObject({ kind: "accepted" });
    pair.simulator.scenarios.forAll({ name: "certificate-refused" });
    expect(await pair.transport.send(pair.query(milo), neverAborted)).toMatchObject({
      kind: "rejected",
      layer: "tls",
      attempts: 1,
    });
    expect(pair.telemetry.names()).toContain("spine-tls-refused");
    pair.simulator.scenarios.clear();
    expect(await pair.transport.send(pair.query(milo), neverAborted)).toMatchObject({ kind: "accepted" });
  });

  it("a certificate of the right authority that Spine does not know is a refusal with an alarm", async () => {
    pair = await startPair();
    const other = await pair.simulator.certificates.authority.issue({ names: ["other-supplier.example"] });
    const { outcome, alarms } = await sendWith({ tls: identity(other) });
    expect(outcome).toEqual({ kind: "rejected", layer: "http", codes: ["403"], attempts: 1 });
    expect(alarms).toEqual(["spine-refuses-our-credentials"]);
  });
});

function presentedSerial(pair: SpinePair): Promise<string> {
  return new Promise((resolve, reject) => {
    const { spine } = pair.simulator.certificates;
    const socket = connect({
      host: "127.0.0.1",
      port: pair.listenerPort,
      servername: "gateway.simulator",
      ca: pair.simulator.authorityPem,
      key: spine.key,
      cert: spine.certificate,
    });
    socket.on("secureConnect", () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
