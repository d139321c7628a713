import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsoleWorkList } from "../../../src/contract/console.js";
import { workListShape } from "../../../src/contract/console-shapes.js";
import type { LookupRequest } from "../../../src/contract/lookup.js";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { patientOf } from "../gateway/support.js";
import { expectOnly, startConsoleBench, type ConsoleBench } from "./support.js";

const minuteMs = 60_000;
const child = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";

let bench: ConsoleBench;
beforeAll(async () => {
  bench = await startConsoleBench();
});
afterAll(() => bench.stop());

const path = (list: string): string => `/api/v1/console/work-lists/${list}`;

async function list(name: string, role: ConsoleRole = "administrator"): Promise<ConsoleWorkList> {
  const response = await bench.get(path(name), bench.as(role));
  expect(response.status).toBe(200);
  const read: unknown = await response.json();
  expect(workListShape(read, { path: "", issues: [] })).toEqual(read);
  return read as ConsoleWorkList;
}

async function open(changes: Partial<LookupRequest>): Promise<string> {
  const lookupId = newLookupId();
  await bench.open({ lookupId, ...changes });
  await bench.settle(lookupId);
  return lookupId;
}

const report = (lookupId: string, kind: string, sequence: number): Promise<Response> =>
  bench.call(`/api/v1/lookups/${lookupId}/events`, {
    body: {
      events: [{ eventId: newLookupId(), sequence, kind, at: new Date().toISOString(), version: 2 }],
    },
  });

describe("the work lists", () => {
  it("are for administrators and safeguarding leads", async () => {
    for (const name of ["not-checked", "records-not-opened", "could-not-check"]) {
      await expectOnly(bench, ["administrator", "safeguarding-lead"], (who) => bench.get(path(name), who));
    }
  });

  it("lists a record that nobody has opened within an hour, until somebody opens it (H-12)", async () => {
    const lookupId = await open({ encounter: { id: "ENC-RECORD" } });
    expect((await report(lookupId, "displayed", 1)).status).toBe(204);
    bench.later(59 * minuteMs);
    expect((await list("records-not-opened")).items).toEqual([]);
    bench.later(2 * minuteMs);
    expect((await list("records-not-opened")).items).toMatchObject([
      { lookupId, locationId: "ed", locationName: "Emergency department", userName: "Ama O’Rell" },
    ]);
    expect(await metric("cpis_records_not_opened")).toBe(1);
    expect((await report(lookupId, "details-opened", 2)).status).toBe(204);
    expect((await list("records-not-opened")).items).toEqual([]);
    expect(await metric("cpis_records_not_opened")).toBe(0);
  });

  it("never lists whom CP-IS holds no record of among the records that nobody opened (H-12)", async () => {
    await open({ patient: patientOf("no-record"), encounter: { id: "ENC-NONE" } });
    bench.later(2 * 60 * minuteMs);
    expect((await list("records-not-opened")).items).toEqual([]);
  });

  it("lists a patient who was not checked once, until the register is asked about them (H-06)", async () => {
    const encounter = { id: "ENC-UNTRACED" };
    const untraced = { nhsNumberStatus: "unverified", birthDate: "2019-02-03" } as const;
    const lookupId = await open({ patient: untraced, encounter });
    await open({ patient: untraced, encounter });
    expect((await list("not-checked")).items).toMatchObject([{ lookupId, reason: "nhs-number-missing" }]);
    await open({ patient: patientOf("looked-after"), encounter });
    expect((await list("not-checked")).items).toEqual([]);
  });

  it("does not list adults whom the site does not ask about", async () => {
    const adult = { nhsNumber: "9990000018", nhsNumberStatus: "verified", birthDate: "1970-02-03" } as const;
    await open({ patient: adult, encounter: { id: "ENC-ADULT" } });
    expect((await list("not-checked")).items).toEqual([]);
  });

  it("lists a check that could not be made until another one is sent for the same person (H-04)", async () => {
    const encounter = { id: "ENC-FAULT" };
    const patient = patientOf("register-fault");
    const lookupId = await open({ patient, encounter });
    expect((await list("could-not-check")).items).toMatchObject([{ lookupId, reason: "register-fault" }]);
    const again = await open({ patient, encounter, trigger: "check-again" });
    expect((await list("could-not-check")).items).toMatchObject([{ lookupId: again }]);
  });

  it("names the patient to a safeguarding lead only, and each reading is in the audit under their number", async () => {
    await open({ encounter: { id: "ENC-LEAD" } });
    bench.later(61 * minuteMs);
    const before = (await bench.audit({ action: "work-list-read" })).length;
    const [forAdministrator] = (await list("records-not-opened")).items;
    expect(forAdministrator).not.toHaveProperty("patient");
    expect(JSON.stringify(await list("not-checked"))).not.toContain(child);
    expect(await bench.audit({ action: "work-list-read" })).toHaveLength(before);
    const forLead = (await list("records-not-opened", "safeguarding-lead")).items.at(-1);
    expect(forLead?.patient).toEqual({ nhsNumber: child, encounterId: "ENC-LEAD" });
    const readings = await bench.audit({ action: "work-list-read" });
    expect(readings.length).toBeGreaterThan(before);
    expect(readings.at(-1)).toMatchObject({
      actor: { kind: "person", name: "Test safeguarding-lead" },
      subject: { nhsNumber: child },
      details: { list: "records-not-opened" },
      lookupId: forLead?.lookupId,
    });
  });

  it("hands out 50 at a time, oldest first, and the next where the last one ended", async () => {
    const at = Date.now();
    const entry = { at, action: "not-checked", reason: "too-many", locationId: "ed" } as const;
    await bench.trail.append(
      Array.from({ length: 120 }, (_, index) => ({
        ...entry,
        lookupId: `L-${String(index)}`,
        subject: { encounterId: `E-${String(index)}` },
      })),
    );
    const ids: string[] = [];
    for (let next = "", more = true; more;) {
      const response = await bench.get(`${path("not-checked")}${next}`, bench.as("administrator"));
      const page = (await response.json()) as ConsoleWorkList;
      ids.push(...page.items.map(({ lookupId }) => lookupId));
      ({ more } = page);
      next = `?after=${page.next ?? ""}`;
    }
    expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `L-${String(index)}`));
  });

  it.each(["x", "1-", "-1", "1-2-3", "9999999999999999-1", "1-1&after=1-1", "%27%20or%201=1"])(
    "refuses a place in a list that is none: %s",
    async (after) => {
      const response = await bench.get(`${path("not-checked")}?after=${after}`, bench.as("administrator"));
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ issues: [{ path: "after" }] });
    },
  );

  it.each(["all", "__proto__", "constructor", "not-checked%2F..", "records-not-opened%00"])(
    "knows no list called %s",
    async (name) => {
      expect((await bench.get(path(name), bench.as("administrator"))).status).toBe(404);
    },
  );
});

async function metric(name: string): Promise<number> {
  // The watch measures once a minute; reading the list has brought the numbers behind it up to date.
  await bench.watch.run();
  const text = await (await bench.call("/metrics", { token: null })).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1]);
}
