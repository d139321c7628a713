import fastify from "fastify";
import { expect, it } from "vitest";
import { systemRoutes } from "../../../src/gateway/http/system-routes.js";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";

async function statusFrom(remoteAddress: string, headers: Record<string, string> = {}): Promise<number> {
  const app = fastify({ exposeHeadRoutes: false });
  const telemetry = createPrometheusTelemetry(createPinoLogger("silent"));
  await app.register(async (scope) =>
    systemRoutes({ isWritable: () => Promise.resolve(true) }, telemetry)(scope),
  );
  const { statusCode } = await app.inject({ url: "/metrics", remoteAddress, headers });
  await app.close();
  return statusCode;
}

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
