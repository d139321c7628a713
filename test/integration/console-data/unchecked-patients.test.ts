import { NEVER } from "rxjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConsoleOverview, ConsoleWorkItem, ConsoleWorkList } from "../../../src/contract/console.js";
import type { UncheckedPatient } from "../../../src/contract/lookup.js";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { createAsking } from "../../../src/plugin/asking.js";
import { createGatewayConnection } from "../../../src/plugin/gateway-connection.js";
import { defaultLookupTimings } from "../../../src/plugin/lookup-timings.js";
import { createStreamPlaces } from "../../../src/plugin/stream-places.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { patientOf } from "../gateway/support.js";
import { startConsoleBench, type ConsoleBench } from "./support.js";

const path = "/api/v1/unchecked-patients";

let bench: ConsoleBench;
let report: UncheckedPatient;
let run = 0;
beforeAll(async () => {
  bench = await startConsoleBench();
});
beforeEach(() => {
  run += 1;
  report = {
    reportId: newLookupId(),
    locationId: "ed",
    reason: "nhs-number-unverified",
    encounter: { id: `ENC-${String(run)}` },
    localId: { system: "mrn", value: `P-${String(run)}` },
  };
});
afterAll(() => bench.stop());

const tell = (body: unknown, token?: string): Promise<Response> =>
  bench.call(path, { body, ...(token === undefined ? {} : { token }) });

/** The rows of the list that are this test's own. */
async function listed(role: ConsoleRole = "administrator"): Promise<readonly ConsoleWorkItem[]> {
  const response = await bench.get("/api/v1/console/work-lists/not-checked", bench.as(role));
  const { items } = (await response.json()) as ConsoleWorkList;
  return items.filter(({ lookupId }) => lookupId === report.reportId);
}

const rows = (): ReturnType<ConsoleBench["audit"]> => bench.audit({ lookupId: report.reportId });

async function check(encounterId: string, localId?: UncheckedPatient["localId"]): Promise<void> {
  const lookupId = newLookupId();
  const encounter = { id: encounterId };
  const patient = patientOf("no-record");
  await bench.open({ lookupId, patient, encounter, ...(localId === undefined ? {} : { localId }) });
  await bench.settle(lookupId);
}

describe("a patient whom a page could not ask about", () => {
  it("is on the list: for an administrator without the patient, for a safeguarding lead with encounter and local id (H-06)", async () => {
    const count = async (): Promise<number | undefined> => {
      const response = await bench.get("/api/v1/console/overview", bench.as("administrator"));
      return ((await response.json()) as ConsoleOverview).hospital?.notChecked.count;
    };
    const before = (await count()) ?? 0;
    const response = await tell(report);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    const [forAdministrator] = await listed();
    expect(forAdministrator).toEqual({
      lookupId: report.reportId,
      locationId: "ed",
      locationName: "Emergency department",
      since: expect.any(String) as string,
      reason: "nhs-number-unverified",
      userName: "Ama O’Rell",
    });
    const [forLead] = await listed("safeguarding-lead");
    expect(forLead?.patient).toEqual({ encounterId: report.encounter?.id, localId: report.localId?.value });
    expect(await count()).toBe(before + 1);
  });

  it("is listed by time, location and user where the host gives neither encounter nor local id (H-06)", async () => {
    const { reportId, locationId, reason } = report;
    await tell({ reportId, locationId, reason });
    expect(await listed("safeguarding-lead")).toMatchObject([{ locationId: "ed", userName: "Ama O’Rell" }]);
    expect((await listed("safeguarding-lead"))[0]).not.toHaveProperty("patient");
  });

  it("leaves the list when the register is asked in the same encounter (H-06)", async () => {
    await tell(report);
    await check(`ENC-OTHER-${String(run)}`);
    expect(await listed()).toHaveLength(1);
    await check(report.encounter?.id ?? "");
    expect(await listed()).toEqual([]);
  });

  it("leaves the list when the register is asked about the same local id, in whatever encounter (H-06)", async () => {
    await tell(report);
    await check(`ENC-OTHER-${String(run)}`, { system: "another", value: report.localId?.value ?? "" });
    expect(await listed()).toHaveLength(1);
    await check(`ENC-LATER-${String(run)}`, report.localId);
    expect(await listed()).toEqual([]);
  });

  it("is in the audit with who, where and why, the patient sealed, once for each report (H-06)", async () => {
    const answers = await Promise.all([tell(report), tell(report), tell(report)]);
    await tell(report);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await rows()).toMatchObject([
      {
        action: "not-checked",
        reason: "nhs-number-unverified",
        actor: { kind: "person", name: "Ama O’Rell" },
        locationId: "ed",
        accessMode: "unscheduled",
        planHash: "0123456789ab",
        subject: { encounterId: report.encounter?.id, localId: report.localId?.value, localIdSystem: "mrn" },
        details: { decidedBy: "page" },
      },
    ]);
  });
});

it("a page's own report arrives, with nothing about the patient in an address (H-06)", async () => {
  const addresses: string[] = [];
  const token = await bench.mint.token();
  const connection = createGatewayConnection(bench.apiUrl, () => Promise.resolve(token));
  const { ask } = createAsking({
    connection: {
      ...connection,
      json: (request) => {
        addresses.push(request.path);
        return connection.json(request);
      },
    },
    timings: defaultLookupTimings,
    page: { changes: NEVER, isHidden: () => false },
    places: createStreamPlaces(bench.apiUrl),
    random: () => 0.5,
  });
  const { locationId, encounter = { id: "" }, localId, reportId } = report;
  const patient = { localIds: localId === undefined ? [] : [localId], familyName: "Fernsby" };
  const inputs = { ids: { uuid: () => reportId }, locationId, timers: { after: () => () => undefined } };
  ask.tellUnchecked?.({ key: "a", patient, encounter }, "nhs-number-missing", inputs);
  await expect.poll(rows).toHaveLength(1);
  expect(await listed()).toMatchObject([{ reason: "nhs-number-missing" }]);
  expect(addresses).toEqual([path]);
  expect(JSON.stringify(await rows())).not.toContain("Fernsby");
});

describe("a report", () => {
  it("is no question and never leads to one: nothing leaves for Spine (H-06)", async () => {
    const before = bench.simulator.received.length;
    await tell(report);
    await tell(report);
    expect(await listed()).toHaveLength(1);
    expect(await bench.audit({ lookupId: report.reportId, action: "intent" })).toEqual([]);
    expect((await bench.call(`/api/v1/lookups/${report.reportId}`)).status).toBe(404);
    // A check that is made after it arrives alone.
    await check(report.encounter?.id ?? "");
    expect(bench.simulator.received).toHaveLength(before + 1);
  });

  it("of somebody who may not ask there is refused, audited, and on no list", async () => {
    const response = await tell(report, await bench.mint.token({ activityCodes: [] }, { expiresIn: 86_400 }));
    expect(await response.json()).toMatchObject({ status: 403, code: "CPIS_ROLE_NOT_PERMITTED" });
    expect(await rows()).toMatchObject([{ action: "refused", reason: "CPIS_ROLE_NOT_PERMITTED" }]);
    expect(await listed()).toEqual([]);
  });

  it("with an NHS number, or by another method, is refused, and nothing of it is kept", async () => {
    const response = await tell({ ...report, nhsNumber: "9990001015" });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("9990001015");
    expect((await bench.call(path)).status).toBe(405);
    expect(await rows()).toEqual([]);
  });
});

it("counts reports among a user's requests", async () => {
  const limited = await startConsoleBench({ plan: { limits: { requestsPerMinute: 2 } } });
  try {
    const send = () => limited.call(path, { body: { ...report, reportId: newLookupId() } });
    const statuses = [(await send()).status, (await send()).status, (await send()).status];
    expect(statuses).toEqual([204, 204, 429]);
  } finally {
    await limited.stop();
  }
});
