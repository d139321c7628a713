import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { GatewayPlan } from "../../../src/config/plan.js";
import type { ConsoleOverview } from "../../../src/contract/console.js";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { consolePlan, testSessions } from "../../support/console-session.js";
import { createTokenMint, gatewayPlan } from "../../support/gateway-plan.js";

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it("a council's gateway shows its mailbox, and no hospital", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cpis-console-council-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const simulator = await createSimulator({ council: { notificationIntervalMs: 20 } });
  await simulator.start();
  ends.push(() => simulator.stop());
  const { jwks } = await createTokenMint();
  const storeFile = join(folder, "store.sqlite");
  const hospital = gatewayPlan({ storeFile, trustedKeys: jwks, spine: simulator.spinePlan() });
  const plan: GatewayPlan = {
    ...withoutSpine(hospital),
    locations: [],
    council: simulator.councilPlan(),
    console: consolePlan(),
  };
  const sessions = testSessions();
  const gateway = await createGateway(plan, [sessions.module]);
  const { apiUrl } = await gateway.start();
  ends.push(() => gateway.stop());

  const read = async (): Promise<ConsoleOverview> => {
    const { reading: headers } = sessions.open("administrator");
    const response = await fetch(new URL("/api/v1/console/overview", apiUrl), { headers });
    expect(response.status).toBe(200);
    return (await response.json()) as ConsoleOverview;
  };
  await expect.poll(async () => (await read()).mailboxes[0]?.state, { timeout: 10_000 }).toBe("working");
  const overview = await read();
  expect(overview).not.toHaveProperty("hospital");
  expect(overview.mailboxes).toMatchObject([{ waiting: 0, unprocessed: 0, setAside: 0 }]);
  expect(overview.certificates.map(({ use }) => use)).toContain("mesh");
  const { reading: headers } = sessions.open("administrator");
  const lists = new URL("/api/v1/console/work-lists/records-not-opened", apiUrl);
  expect(await (await fetch(lists, { headers })).json()).toEqual({
    list: "records-not-opened",
    items: [],
    more: false,
  });
});

function withoutSpine(plan: GatewayPlan): GatewayPlan {
  return Object.fromEntries(
    Object.entries(plan).filter(([name]) => name !== "spine"),
  ) as unknown as GatewayPlan;
}
