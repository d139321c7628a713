import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageInYears, decideEligibility, defaultEligibilityPolicy } from "../../../src/domain/eligibility.js";

const now = Date.parse("2026-11-21T12:00:00Z");
const child = { nhsNumber: "9991234012", nhsNumberStatus: "verified", birthDate: "2018-02-14" } as const;
const adult = { ...child, birthDate: "1980-01-01" } as const;
const decide = (
  patient: Parameters<typeof decideEligibility>[0],
  trigger: Parameters<typeof decideEligibility>[1] = "opened",
  policy = defaultEligibilityPolicy,
): unknown => decideEligibility(patient, trigger, policy, now);

describe("a query is never made without a verified NHS number (R-10, H-06)", () => {
  test.each([
    ["missing", { nhsNumberStatus: "verified" }, "nhs-number-missing"],
    ["empty", { ...child, nhsNumber: " " }, "nhs-number-missing"],
    ["of the wrong length", { ...child, nhsNumber: "999123401" }, "nhs-number-invalid"],
    ["with a wrong check digit", { ...child, nhsNumber: "9991234013" }, "nhs-number-invalid"],
    ["unverified", { ...child, nhsNumberStatus: "unverified" }, "nhs-number-unverified"],
    ["of unknown status", { ...child, nhsNumberStatus: "unknown" }, "nhs-number-unverified"],
    ["of unstated status", { nhsNumber: child.nhsNumber }, "nhs-number-unverified"],
  ] as const)("a number that is %s", (_, patient, reason) => {
    for (const trigger of ["opened", "registered", "manual", "check-again"] as const) {
      expect(decide(patient, trigger)).toEqual({ ask: false, reason });
    }
  });

  test("a site may accept an unknown status, never an unverified one", () => {
    const policy = { ...defaultEligibilityPolicy, acceptUnknownNhsNumberStatus: true };
    expect(decide({ ...child, nhsNumberStatus: "unknown" }, "opened", policy)).toMatchObject({ ask: true });
    expect(decide({ ...child, nhsNumberStatus: "unverified" }, "opened", policy)).toMatchObject({
      ask: false,
    });
  });
});

describe("the automatic group is under 18, age unknown, pregnant or in maternity (R-15)", () => {
  test.each([
    ["a child", child],
    ["nobody's known age", { nhsNumber: child.nhsNumber, nhsNumberStatus: "verified" }],
    ["an unreadable date of birth", { ...child, birthDate: "14/02/1980" }],
    ["a pregnant adult", { ...adult, pregnancy: "pregnant" }],
    ["an adult in maternity", { ...adult, pregnancy: "maternity" }],
  ] as const)("%s is asked about", (_, patient) => {
    expect(decide(patient)).toEqual({ ask: true, nhsNumber: child.nhsNumber });
  });

  test("any other adult is asked about only when a person presses for it", () => {
    expect(decide(adult, "opened")).toEqual({ ask: false, reason: "not-in-automatic-group" });
    expect(decide(adult, "registered")).toEqual({ ask: false, reason: "not-in-automatic-group" });
    expect(decide(adult, "manual")).toMatchObject({ ask: true });
    expect(decide(adult, "check-again")).toMatchObject({ ask: true });
  });

  test("the eighteenth birthday itself is the first day outside", () => {
    expect(decide({ ...child, birthDate: "2008-11-22" })).toMatchObject({ ask: true });
    expect(decide({ ...child, birthDate: "2008-11-21" })).toMatchObject({ ask: false });
  });
});

test("age is counted on the English calendar and never negative by a day's slip", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("1930-01-01"), max: new Date("2026-11-20"), noInvalidDate: true }),
      (birth) => {
        const age = ageInYears(birth.toISOString().slice(0, 10), now);
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThanOrEqual(96);
      },
    ),
  );
});
