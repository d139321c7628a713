import { expect, it } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { buildApp } from "../../../src/gateway/http/api-server.js";
import { lookupRoutes } from "../../../src/gateway/http/lookup-routes.js";
import type { Caller } from "../../../src/gateway/identity/caller.js";
import type { LookupService } from "../../../src/gateway/lookup/lookup-service.js";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";

const caller: Caller = {
  kind: "person",
  owner: "someone",
  expiresAt: Date.now() + 3_600_000,
  actor: { kind: "person", id: "999900000101" },
};

it("a stream that is refused leaves no timer behind", async () => {
  const waiting = new Set<number>();
  let made = 0;
  const timers = {
    after: () => {
      made += 1;
      const id = made;
      waiting.add(id);
      return () => void waiting.delete(id);
    },
  };
  const refuse = (): Promise<never> => Promise.reject(new CpisError("CPIS_LOOKUP_NOT_FOUND"));
  const service: LookupService = {
    open: refuse,
    view: refuse,
    watch: refuse,
    report: refuse,
  };
  const clock = { now: () => Date.now() };
  const app = await buildApp({
    plan: { host: "127.0.0.1", port: 0, allowedOrigins: [] },
    limits: { perUserPerMinute: 1, perSitePerMinute: 1 },
    routes: [lookupRoutes({ service, verifier: { verify: () => Promise.resolve(caller) }, clock, timers })],
    clock,
    logger: createPinoLogger("silent"),
  });
  const answer = await app.inject({ url: `/api/v1/lookups/${crypto.randomUUID()}/stream` });
  expect(answer.statusCode).toBe(404);
  expect(waiting.size).toBe(0);
  await app.close();
});
