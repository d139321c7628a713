import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsoleOverview, ConsolePreview } from "../../../src/contract/console.js";
import { overviewShape } from "../../../src/contract/console-shapes.js";
import { wordingHash } from "../../../src/domain/wording-hash.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { patientOf } from "../gateway/support.js";
import { expectOnly, startConsoleBench, type ConsoleBench } from "./support.js";

const overviewPath = "/api/v1/console/overview";

let bench: ConsoleBench;
beforeAll(async () => {
  bench = await startConsoleBench();
});
afterAll(() => bench.stop());

async function overview(): Promise<ConsoleOverview> {
  const response = await bench.get(overviewPath, bench.as("administrator"));
  expect(response.status).toBe(200);
  return (await response.json()) as ConsoleOverview;
}

async function check(story: Parameters<typeof patientOf>[0], locationId = "ed"): Promise<void> {
  const lookupId = newLookupId();
  await bench.open({ lookupId, locationId, patient: patientOf(story), encounter: { id: `ENC-${lookupId}` } });
  await bench.settle(lookupId);
}

describe("the overview", () => {
  it("is for administrators, safeguarding leads and auditors", async () => {
    const roles = ["administrator", "safeguarding-lead", "auditor"] as const;
    await expectOnly(bench, roles, (who) => bench.get(overviewPath, who));
    await expectOnly(bench, roles, (who) => bench.get("/api/v1/console/preview", who));
  });

  it("counts today's checks as they are, by how they ended and by location", async () => {
    const before = await overview();
    expect(before.hospital?.couldNotCheck).toMatchObject({ today: 0, ofChecks: 0, open: 0 });
    expect(before.hospital?.connection).toEqual({ state: "unknown" });
    await check("no-record");
    await check("current-protection-plan");
    await check("no-record", "clinic");
    await check("register-fault");
    const { hospital } = await overview();
    expect(hospital?.couldNotCheck).toMatchObject({ today: 1, ofChecks: 4, open: 1 });
    expect(hospital?.outcomes).toEqual([
      { outcome: "answered", count: 3 },
      { outcome: "failed: register-fault", count: 1 },
    ]);
    expect(hospital?.locations.map(({ id, checksToday }) => [id, checksToday])).toEqual([
      ["ed", 3],
      ["clinic", 1],
      ["ward", 0],
    ]);
    expect(hospital?.connection.state).toBe("failing");
    expect(hospital?.connection.medianMs).toBeGreaterThan(0);
    await check("no-record");
    expect((await overview()).hospital?.connection).toMatchObject({ state: "working" });
  });

  it("says what runs here, and holds to its own description", async () => {
    const found = await overview();
    const issues: { path: string; message: string }[] = [];
    overviewShape(found, { path: "", issues });
    expect(issues).toEqual([]);
    expect(found.gateway).toMatchObject({ wordingHash, planHash: "0123456789ab", faults: [] });
    expect(found.gateway.freeDiskPercent).toBeGreaterThanOrEqual(0);
    expect(found.certificates.map(({ use, state }) => [use, state])).toEqual([
      ["spine", "current"],
      ["spine-listener", "current"],
      ["user-token-key", "current"],
    ]);
    expect(found.mailboxes).toEqual([]);
  });

  it("verifies the audit's chain in the background", async () => {
    await expect
      .poll(async () => (await overview()).gateway.auditChain.state, { timeout: 10_000 })
      .toBe("unbroken");
  });

  it("tells what the banner shows at this site, and nothing else", async () => {
    const response = await bench.get("/api/v1/console/preview", bench.as("administrator"));
    const preview = (await response.json()) as ConsolePreview;
    expect(preview).toEqual({
      environment: "simulator",
      safeguardingTelephone: "01632960155",
      locations: [
        { id: "ed", name: "Emergency department", accessMode: "unscheduled", discreet: false },
        { id: "clinic", name: "Community paediatrics", accessMode: "scheduled", discreet: true },
        { id: "ward", name: "Ward not yet live", accessMode: "unscheduled", discreet: false },
      ],
    });
  });

  it("does not count yesterday's checks as today's, and takes them for what is usual", async () => {
    const failed = (await overview()).hospital?.couldNotCheck.today;
    bench.later(24 * 3_600_000);
    const { hospital } = await overview();
    expect(hospital?.couldNotCheck).toMatchObject({ today: 0, ofChecks: 0 });
    expect(hospital?.couldNotCheck.usual).toEqual({ from: failed, to: failed });
  });
});
