import { describe, expect, it } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { defaultSeed } from "../../../src/simulator/default-seed.js";
import { parseSeed } from "../../../src/simulator/seed.js";
import { planStatus } from "../../../src/domain/protection-record.js";
import { londonLocal } from "../../../src/domain/instant.js";

const now = Date.UTC(2026, 10, 19, 14, 32);
const authority = { odsCode: "ZZL01", name: "Northshire", emergencyDutyTelephone: "01632960199" };
const child = {
  nhsNumber: "9995260182",
  givenName: "Milo",
  familyName: "Fernsby",
  birthDate: "2018-02-03",
  plans: [{ kind: "child-protection-plan", authority: "ZZL01", startDate: "-252d" }],
};

function faultsOf(json: unknown): CpisError {
  try {
    parseSeed(json, now);
  } catch (error) {
    if (error instanceof CpisError) return error;
    throw error;
  }
  throw new Error("The seed was accepted.");
}

describe("reading a register from JSON", () => {
  it("days are counted from the start, on an English wall clock", () => {
    const seed = parseSeed(
      {
        authorities: [authority],
        children: [
          {
            ...child,
            plans: [
              {
                kind: "unborn-child-protection-plan",
                authority: "ZZL01",
                startDate: "-48d",
                endDate: "+56d 09:00",
              },
            ],
            accesses: [
              {
                at: "2026-07-05T14:30",
                givenName: "A",
                familyName: "B",
                role: "Nurse",
                organisation: { odsCode: "ZZ9A1", name: "H" },
              },
            ],
          },
        ],
      },
      now,
    );
    expect(seed.children[0]?.plans[0]).toMatchObject({
      startDate: "2026-10-02T00:00",
      endDate: "2027-01-14T09:00",
    });
    expect(new Date(seed.children[0]?.accesses[0]?.at ?? 0).toISOString()).toBe("2026-07-05T13:30:00.000Z");
  });

  it("every fault of the shape is listed with its place, and no number is repeated", () => {
    const error = faultsOf({
      authorities: [{ ...authority, emergencyDutyTelephone: "call us" }],
      children: [{ ...child, nhsNumber: "9995260183", birthDate: "3 Feb 2018", plans: [] }],
      scenarios: [{ nhsNumber: "9995260182", scenario: { name: "gremlins" } }],
      extra: true,
    });
    expect(error.code).toBe("CPIS_CONFIG_INVALID");
    expect(error.issues.map(({ path }) => path).sort()).toEqual([
      "",
      "authorities[0].emergencyDutyTelephone",
      "children[0].birthDate",
      "children[0].nhsNumber",
      "children[0].plans",
      "scenarios[0].scenario.name",
    ]);
    expect(error.message).not.toContain("9995260183");
  });

  it("what does not fit together is listed too", () => {
    const error = faultsOf({
      authorities: [authority, authority],
      children: [
        {
          ...child,
          plans: [
            {
              kind: "child-protection-plan",
              authority: "ZZL09",
              startDate: "2026-02-01",
              endDate: "2026-01-01",
            },
            { kind: "unborn-child-protection-plan", authority: "ZZL01", startDate: "-1d" },
          ],
        },
        { ...child, plans: Array.from({ length: 4 }, () => child.plans[0]) },
      ],
    });
    expect(error.issues.map(({ path }) => path)).toEqual([
      "authorities[1].odsCode",
      "children[0].plans[0].authority",
      "children[0].plans[0].endDate",
      "children[0].plans[1].endDate",
      "children[1].nhsNumber",
      "children[1].plans",
    ]);
  });

  it("a fault of the whole file is said of the file", () => {
    expect(faultsOf("a register").message).toMatch(/^The register to load has faults: the file: /);
  });
});

describe("the demonstration's register as a seed", () => {
  it.each([now, Date.UTC(2031, 6, 1), Date.UTC(2044, 1, 29)])(
    "stays true whenever it is started (%d)",
    (at) => {
      const seed = parseSeed(defaultSeed(at), at);
      const statuses = seed.children.map(({ plans }) =>
        plans.map((plan) => planStatus(plan, londonLocal(at))).join(" "),
      );
      expect(statuses.filter((status) => status.includes("current"))).toHaveLength(seed.children.length - 1);
      expect(statuses.filter((status) => status === "ended")).toHaveLength(1);
      expect(statuses).not.toContain("not-started");
      expect(seed.scenarios).toContainEqual({
        nhsNumber: "9998219930",
        scenario: { name: "slow", delayMs: 7_000 },
      });
    },
  );
});
