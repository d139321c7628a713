import { once } from "node:events";
import { connect, createServer } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { systemClock } from "../../../src/gateway/telemetry/runtime.js";
import {
  createCertificateAuthority,
  type CertificateAuthority,
} from "../../../src/simulator/certificates.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import {
  createTokenMint,
  gatewayPlan,
  type PlanChanges,
  type TokenMint,
} from "../../support/gateway-plan.js";
import { startBench } from "./support.js";

let folder: string;
let simulator: Simulator;
let mint: TokenMint;
let authority: CertificateAuthority;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-start-"));
  simulator = await createSimulator();
  await simulator.start();
  mint = await createTokenMint();
  authority = await createCertificateAuthority(systemClock, "API Root CA");
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

let stores = 0;
function plan(changes: Partial<PlanChanges> = {}) {
  stores += 1;
  return gatewayPlan({
    storeFile: join(folder, `${stores}.sqlite`),
    trustedKeys: mint.jwks,
    spine: simulator.spinePlan(),
    ...changes,
  });
}

async function refusal(changes: Partial<PlanChanges>): Promise<unknown> {
  const gateway = await createGateway(plan(changes));
  const error: unknown = await gateway.start().then(
    () => "it started",
    (reason: unknown) => reason,
  );
  await gateway.stop();
  return error;
}

const oneLine = (pattern: RegExp): unknown =>
  expect.stringMatching(new RegExp(`^[^\\n]*${pattern.source}[^\\n]*$`));

describe("a gateway refuses to start, with one line that says what to change,", () => {
  it("where the API's port is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    expect(await refusal({ http: { port } })).toMatchObject({
      code: "CPIS_PORT_UNAVAILABLE",
      message: oneLine(/http\.port/),
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it("where the API's certificate has expired, is not its key's own, or is no certificate", async () => {
    const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
    const other = await authority.issue({ names: ["localhost"] });
    const expired = await authority.issue({ names: ["localhost"], validFromDays: -30, validUntilDays: -1 });
    const refusals = [
      [expired, /expired on/],
      [{ ...identity, key: other.key }, /matching pair/],
      [{ ...identity, certificate: "nothing" }, /PEM/],
    ] as const;
    for (const [tls, message] of refusals) {
      expect(await refusal({ http: { tls } })).toMatchObject({
        code: "CPIS_CERTIFICATE_UNUSABLE",
        message: oneLine(message),
      });
    }
  });

  it("where the API would speak plain HTTP beyond this machine", async () => {
    for (const host of ["0.0.0.0", "::", "10.0.0.4"]) {
      expect(await refusal({ http: { host } })).toMatchObject({
        code: "CPIS_CONFIG_INVALID",
        message: oneLine(/set http\.tls, or set http\.host to 127\.0\.0\.1 behind a TLS terminator/),
      });
    }
  });

  it("where the store is no database, or was sealed with another key", async () => {
    const broken = join(folder, "broken.sqlite");
    writeFileSync(broken, "this is not a database, but it is long enough to be looked at as one ".repeat(20));
    expect(await refusal({ storeFile: broken })).toMatchObject({
      code: "CPIS_STORE_FAILED",
      message: oneLine(/broken\.sqlite/),
    });
    const first = plan();
    const gateway = await createGateway(first);
    await gateway.start();
    await gateway.stop();
    expect(await refusal({ storeFile: first.store.file })).toMatchObject({ code: "CPIS_SEAL_BROKEN" });
  });

  it("and leaves nothing open behind it", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const blocked = plan({ http: { port } });
    const gateway = await createGateway(blocked);
    await expect(gateway.start()).rejects.toMatchObject({ code: "CPIS_PORT_UNAVAILABLE" });
    await new Promise((resolve) => taken.close(resolve));
    const second = await createGateway(blocked);
    const { apiUrl } = await second.start();
    expect(apiUrl).toBe(`http://127.0.0.1:${port}`);
    await second.stop();
  });
});

describe("a started gateway", () => {
  it("serves its API over TLS where a certificate is configured", async () => {
    const tls = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
    const gateway = await createGateway(plan({ http: { tls } }));
    const { apiUrl } = await gateway.start();
    expect(apiUrl).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      httpsRequest(`${apiUrl}/health/live`, { ca: authority.pem }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
    await gateway.stop();
  });

  // Node would wait a minute for each, which is longer than a test may take.
  it.each([
    { protocol: "HTTP", tls: () => Promise.resolve({}) },
    {
      protocol: "HTTPS",
      tls: async () => ({ http: { tls: await authority.issue({ names: ["localhost"] }) } }),
    },
  ])(
    "is kept from stopping by no connection on which nobody asked anything, over $protocol",
    async ({ tls }) => {
      const gateway = await createGateway(plan(await tls()));
      const { apiUrl } = await gateway.start();
      const { protocol, port } = new URL(apiUrl);
      const options = { host: "127.0.0.1", port: Number(port), rejectUnauthorized: false };
      const connection = protocol === "https:" ? connectTls(options) : connect(options);
      connection.on("error", () => undefined);
      await once(connection, protocol === "https:" ? "secureConnect" : "connect");
      const closed = once(connection, "close");
      await gateway.stop();
      await closed;
    },
  );

  it("ends its streams when it stops, and a page's lookup goes on with the next one", async () => {
    const bench = await startBench();
    bench.simulator.scenarios.forNext({ name: "never-answers" });
    const { lookupId } = await bench.open({});
    const stream = await bench.call(`/api/v1/lookups/${lookupId}/stream`);
    const text = stream.text();
    await bench.gateway.stop();
    expect(await text).toContain('"kind":"checking"');
    const again = await createGateway(
      plan({
        storeFile: bench.storeFile,
        sealingKey: bench.sealingKey,
        spine: bench.simulator.spinePlan(),
        trustedKeys: bench.mint.jwks,
      }),
    );
    const { apiUrl } = await again.start();
    const answer = await fetch(`${apiUrl}/api/v1/lookups/${lookupId}`, {
      headers: { authorization: `Bearer ${await bench.mint.token()}` },
    });
    expect(await answer.json()).toMatchObject({ lookupId, state: { kind: "checking" } });
    expect(bench.simulator.received).toHaveLength(1);
    await again.stop();
    await bench.stop();
  });
});
