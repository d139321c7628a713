import fastify from "fastify";
import { expect, it } from "vitest";
import type { MailboxHealth, MailboxTrouble } from "../../../src/contract/council.js";
import { systemRoutes } from "../../../src/gateway/http/system-routes.js";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";
import { mailboxReadiness } from "../../../src/gateway/council/mailbox/mailbox-readiness.js";
import { findFaults, type ReadinessCheck } from "../../../src/gateway/telemetry/readiness.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";

const plan = { hash: "0123456789ab", environment: "simulator" } as const;

const writable: ReadinessCheck = { fault: "store-not-writable", isReady: () => Promise.resolve(true) };

async function ask(
  url: string,
  remoteAddress: string,
  headers: Record<string, string> = {},
  checks: readonly ReadinessCheck[] = [writable],
) {
  const app = fastify({ exposeHeadRoutes: false });
  const telemetry = createPrometheusTelemetry(createPinoLogger("silent"), plan);
  await app.register(async (scope) => systemRoutes(checks, telemetry, plan)(scope));
  const response = await app.inject({ url, remoteAddress, headers });
  await app.close();
  return response;
}

async function statusFrom(remoteAddress: string, headers: Record<string, string> = {}): Promise<number> {
  return (await ask("/metrics", remoteAddress, headers)).statusCode;
}

it("health and the numbers name the configuration that runs (H-32)", async () => {
  expect((await ask("/health", "192.0.2.7")).json()).toEqual({
    status: "ready",
    environment: "simulator",
    planHash: "0123456789ab",
  });
  expect((await ask("/metrics", "127.0.0.1")).body).toContain(
    'cpis_plan_info{hash="0123456789ab",environment="simulator"} 1',
  );
});

it.each(["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])(
  "the numbers are told to %s",
  async (address) => {
    expect(await statusFrom(address)).toBe(200);
  },
);

it.each(["192.0.2.7", "10.0.0.4", "fd00::1", "::ffff:10.0.0.4"])(
  "the numbers are kept from %s: a single check would show in them",
  async (address) => {
    expect(await statusFrom(address)).toBe(404);
  },
);

it("the numbers are kept from whoever comes through a proxy on this machine", async () => {
  expect(await statusFrom("127.0.0.1", { "x-forwarded-for": "192.0.2.7" })).toBe(404);
  expect(await statusFrom("127.0.0.1", { forwarded: "for=192.0.2.7" })).toBe(404);
});

it("ready says what is wrong, and live stays apart from it", async () => {
  const down: ReadinessCheck = { fault: "spine-listener-down", isReady: () => Promise.resolve(false) };
  const broken: ReadinessCheck = {
    fault: "store-not-writable",
    isReady: () => Promise.reject(new Error("disk full")),
  };
  const one = await ask("/health/ready", "192.0.2.7", {}, [writable, down]);
  expect([one.statusCode, one.json()]).toEqual([503, { status: "spine-listener-down" }]);
  const both = await ask("/health", "192.0.2.7", {}, [broken, down]);
  expect(both.statusCode).toBe(503);
  expect(both.json()).toMatchObject({
    status: "store-not-writable",
    faults: ["store-not-writable", "spine-listener-down"],
  });
  expect((await ask("/health/ready", "192.0.2.7")).json()).toEqual({ status: "ready" });
  expect((await ask("/health/live", "192.0.2.7", {}, [broken])).statusCode).toBe(200);
});

it("a council's gateway is not ready while its mailbox has not been read for an hour (H-19)", async () => {
  const faults = (troubles: readonly MailboxTrouble[]) =>
    findFaults([mailboxReadiness({ read: () => Promise.resolve({ troubles } as MailboxHealth) })]);
  expect(await faults(["not-read-for-an-hour"])).toEqual(["mailbox-not-read"]);
  expect(await faults(["not-read-for-a-day"])).toEqual(["mailbox-not-read"]);
  expect(await faults(["never-read", "certificate-ends-soon"])).toEqual([]);
});
