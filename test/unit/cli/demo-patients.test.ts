import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadDemoPatients } from "../../../src/cli/demo/demo-patients.js";
import { demoUsers } from "../../../src/cli/demo/demo-users.js";
import { syntheticPeople } from "../../../src/testing/synthetic-people.js";

const folder = fileURLToPath(new URL("../../../examples/ed-epr/attendances", import.meta.url));
const now = Date.UTC(2026, 10, 21, 14, 32);

interface DemoPatient {
  readonly chartId: string;
  readonly encounterId: string;
  readonly arrivedAt: number;
  readonly triage: { readonly at: number };
  readonly observations: readonly { readonly at: number }[];
  readonly notes: readonly { readonly at: number }[];
}
const patients = loadDemoPatients(folder, now) as unknown as readonly DemoPatient[];

describe("the demonstration's patients", () => {
  it("are all the synthetic people, each with a chart of their own", () => {
    expect(patients).toHaveLength(syntheticPeople(now).length);
    expect(new Set(patients.map((patient) => patient.chartId)).size).toBe(patients.length);
    expect(new Set(patients.map((patient) => patient.encounterId)).size).toBe(patients.length);
  });

  it("do not tell the page which answer is coming", () => {
    const stories = syntheticPeople(now).map((person) => person.story);
    const page = JSON.stringify(patients);
    for (const story of stories) expect(page).not.toContain(`"${story}"`);
  });

  it("were not triaged, measured or written about before they arrived", () => {
    for (const patient of patients) {
      const moments = [patient.triage, ...patient.observations, ...patient.notes].map(({ at }) => at);
      expect(moments.filter((at) => at < patient.arrivedAt || at > now)).toEqual([]);
    }
  });
});

describe("the demonstration's users", () => {
  it("have one identity each, from the made-up range", () => {
    expect(new Set(demoUsers.map((user) => user.sdsUserId)).size).toBe(demoUsers.length);
    for (const user of demoUsers) expect(user.sdsUserId).toMatch(/^9998[0-9]{8}$/);
  });

  it("show every rule about who may ask", () => {
    const activities = demoUsers.map((user) => user.activityCodes.join());
    expect(new Set(activities)).toEqual(new Set(["B0107", "B0170", ""]));
    expect(demoUsers.some((user) => user.jobRoleCode === "R8009")).toBe(true);
  });
});
