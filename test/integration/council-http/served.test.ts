import { ContainerModule } from "inversify";
import { afterEach, describe, expect, it, test } from "vitest";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { SpineListener } from "../../../src/gateway/spine/spine-listener.js";
import { SpineTransport } from "../../../src/ports/spine-transport.js";
import { gatewayPlan } from "../../support/gateway-plan.js";
import { recordRoutes, startConfigured, type ConfiguredCouncil, type RegisteredRoute } from "./support.js";

let council: ConfiguredCouncil | undefined;
let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.stop();
  await council?.stop();
  council = gateway = undefined;
});

const urlsOf = (routes: readonly RegisteredRoute[]): ReadonlySet<string> =>
  new Set(routes.map(({ url }) => url));

/** A hospital's plan beside a running council's simulator. */
function hospitalOf({ simulator, plan }: ConfiguredCouncil): GatewayPlan {
  const { trustedKeys } = plan.identity;
  return gatewayPlan({ storeFile: ":memory:", spine: simulator.spinePlan(), trustedKeys });
}

/** Writes down whether anything is bound that speaks to Spine. */
function lookForSpine(bound: boolean[]): ContainerModule {
  return new ContainerModule(({ isBound }) => {
    bound.push(isBound(SpineListener), isBound(SpineTransport));
  });
}

describe("a gateway that serves a council and nobody else", () => {
  it("opens no listener for Spine and has no lookup routes", async () => {
    council = await startConfigured();
    expect(council).not.toHaveProperty("spineListenerUrl");
    const urls = urlsOf(council.routes);
    expect([...urls].filter((url) => /lookups|settings/.test(url))).toEqual([]);
    expect(urls).toContain("/api/v1/cases/:id");
    expect((await council.call("/api/v1/lookups", { body: {} })).status).toBe(404);
    expect((await council.call("/health/ready", { token: null })).status).toBe(200);
  });

  test("binds nothing that could send a query: nobody can be reported by a council's gateway (H-13)", async () => {
    council = await startConfigured();
    const bound: boolean[] = [];
    const alone = { ...council.plan, store: { ...council.plan.store, file: ":memory:" } };
    await createGateway(alone, [lookForSpine(bound)]);
    expect(bound).toEqual([false, false]);
    await createGateway(hospitalOf(council), [lookForSpine(bound)]);
    expect(bound.slice(2)).toEqual([true, true]);
  });
});

describe("a gateway that serves a hospital", () => {
  it("has no routes of a council, and describes none", async () => {
    council = await startConfigured();
    const routes: RegisteredRoute[] = [];
    gateway = await createGateway(hospitalOf(council), [recordRoutes(routes)]);
    const { apiUrl, spineListenerUrl } = await gateway.start();
    expect(spineListenerUrl).toMatch(/^https:/);
    expect([...urlsOf(routes)].filter((url) => /cases|council/.test(url))).toEqual([]);
    const document = await (await fetch(new URL("/openapi.json", apiUrl))).text();
    expect(document).not.toMatch(/CaseView|NoticeInbox/);
  });

  it("may serve a council too: then it has the routes of both", async () => {
    council = await startConfigured();
    const routes: RegisteredRoute[] = [];
    const both: GatewayPlan = { ...hospitalOf(council), ...{ council: council.plan.council } } as GatewayPlan;
    gateway = await createGateway(both, [recordRoutes(routes)]);
    await gateway.start();
    const urls = urlsOf(routes);
    expect(urls).toContain("/api/v1/lookups");
    expect(urls).toContain("/api/v1/council/inbox");
  });
});

describe("a gateway that would serve nobody", () => {
  it("is refused with words that say what to add", async () => {
    council = await startConfigured();
    const { council: _council, ...nobody } = council.plan;
    expect(_council).toBeDefined();
    await expect(createGateway(nobody)).rejects.toMatchObject({
      code: "CPIS_CONFIG_INVALID",
      message: expect.stringContaining(
        "add spine and locations for a hospital, or council, or both",
      ) as string,
    });
  });

  test("or ask with nobody to answer for it, is refused (H-33)", async () => {
    council = await startConfigured();
    const hospital = hospitalOf(council);
    const { nominatedPerson: _person, ...identity } = hospital.identity;
    expect(_person).toBeDefined();
    await expect(createGateway({ ...hospital, identity })).rejects.toMatchObject({
      code: "CPIS_CONFIG_INVALID",
      issues: [{ path: "identity.nominatedPerson" }],
    });
  });
});
