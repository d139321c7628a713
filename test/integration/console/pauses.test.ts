import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Pause } from "../../../src/domain/pause.js";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { createTokenMint, newLookupId, type TokenMint } from "../../support/gateway-plan.js";
import { startConsoleBench, type ConsoleBench } from "./support.js";

const pauses = "/api/v1/console/pauses";
const site = { scope: { kind: "site" }, reason: "The register answers with faults" };

let bench: ConsoleBench;
let mint: TokenMint;
beforeEach(async () => {
  mint = await createTokenMint();
  bench = await startConsoleBench({ plan: { trustedKeys: mint.jwks } });
});
afterEach(() => bench.stop());

function post(path: string, role: ConsoleRole, body: object, steppedUp = true): Promise<Response> {
  const { changing } = bench.sessions.open(role, { steppedUp });
  const headers = { "content-type": "application/json", ...changing };
  return bench.call(path, { method: "POST", headers, body: JSON.stringify(body) });
}
const read = async () => {
  const { reading } = bench.sessions.open("auditor");
  const answer = await bench.call(pauses, { headers: reading });
  return ((await answer.json()) as { readonly pauses: readonly Pause[] }).pauses;
};
const codeOf = async (answer: Response) => ((await answer.json()) as { readonly code?: string }).code;

async function openPatient(): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${await mint.token()}`,
    "content-type": "application/json",
  };
  const body = JSON.stringify({
    lookupId: newLookupId(),
    trigger: "opened",
    locationId: "ed",
    patient: { nhsNumber: "9995260182", nhsNumberStatus: "verified", birthDate: "2018-02-03" },
    encounter: { id: "ENC-1" },
  });
  return (await bench.call("/api/v1/lookups", { method: "POST", headers, body })).json();
}

describe("the pause switch in the console", () => {
  test("switches the whole site off and on: users read since when, the metrics say so, the audit says who (H-04)", async () => {
    const begun = await post(pauses, "administrator", site);
    expect(begun.status).toBe(201);
    const pause = (await begun.json()) as Pause;
    expect(await read()).toEqual([pause]);
    expect(await openPatient()).toMatchObject({
      state: { kind: "not-checked", reason: "switched-off", since: pause.since },
    });
    const metrics = async () => (await bench.call("/metrics")).text();
    expect(await metrics()).toContain("cpis_paused 1");
    expect(await metrics()).toContain('cpis_alarms_total{alarm="paused"} 1');
    const ended = await post(`${pauses}/${pause.id}/end`, "administrator", {});
    expect(ended.status).toBe(200);
    expect(await read()).toEqual([]);
    expect(await metrics()).toContain("cpis_paused 0");
    expect(await openPatient()).toMatchObject({ state: { kind: "checking" } });
    const rows = [
      ...(await bench.audit({ action: "pause-begun" })),
      ...(await bench.audit({ action: "pause-ended" })),
    ];
    expect(rows).toMatchObject([
      { actor: { name: "Test administrator" }, details: { scope: "site" }, subject: { note: site.reason } },
      { actor: { name: "Test administrator" }, details: { scope: "site" } },
    ]);
  });

  test("is begun by a safeguarding lead too, ended by an administrator only, and by nobody without a fresh sign-in", async () => {
    const begun = await post(pauses, "safeguarding-lead", site);
    const { id } = (await begun.json()) as Pause;
    expect(await codeOf(await post(`${pauses}/${id}/end`, "safeguarding-lead", {}))).toBe(
      "CPIS_ROLE_NOT_PERMITTED",
    );
    expect(await codeOf(await post(pauses, "auditor", site))).toBe("CPIS_ROLE_NOT_PERMITTED");
    expect(await codeOf(await post(pauses, "administrator", site, false))).toBe("CPIS_STEP_UP_NEEDED");
    expect(await read()).toHaveLength(1);
  });

  test("refuses what it does not know, so that nobody believes in a pause that is none", async () => {
    const refused = [
      { scope: { kind: "ward" }, reason: "x" },
      { scope: { kind: "location", locationId: "edd" }, reason: "x" },
      { scope: { kind: "site", locationId: "ed" }, reason: "x" },
      { scope: { kind: "site" }, reason: "  " },
      { scope: { kind: "site" } },
      { ...site, until: "2026-11-22T00:00:00Z" },
    ];
    for (const body of refused) {
      const answer = await post(pauses, "administrator", body);
      expect([answer.status, await codeOf(answer)]).toEqual([400, "CPIS_REQUEST_INVALID"]);
    }
    const unknown = await post(`${pauses}/none/end`, "administrator", {});
    expect([unknown.status, await codeOf(unknown)]).toEqual([404, "CPIS_PAUSE_NOT_FOUND"]);
    expect(await read()).toEqual([]);
  });
});
