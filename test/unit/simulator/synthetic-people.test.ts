import { describe, expect, it } from "vitest";
import { ageInYears } from "../../../src/domain/eligibility.js";
import { isNhsNumber } from "../../../src/domain/nhs-number.js";
import {
  anotherChild,
  northshireCouncil,
  syntheticPeople,
  weirdaleCouncil,
} from "../../../src/testing/synthetic-people.js";

describe("the made-up people", () => {
  const people = syntheticPeople(Date.UTC(2026, 10, 19));

  it("have NHS numbers of the test range with valid check digits, each their own", () => {
    const numbers = [...people.flatMap(({ nhsNumber }) => nhsNumber ?? []), anotherChild.nhsNumber];
    expect(numbers.every((number) => number.startsWith("999") && isNhsNumber(number))).toBe(true);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(people.filter(({ nhsNumber }) => nhsNumber === undefined).map(({ story }) => story)).toEqual([
      "missing-number",
    ]);
  });

  it("tell a story each, once", () => {
    expect(new Set(people.map(({ story }) => story)).size).toBe(people.length);
  });

  it.each([Date.UTC(2026, 10, 19), Date.UTC(2030, 2, 17), Date.UTC(2050, 11, 31)])(
    "are children, or a mother, or the adult who is not asked about, whenever it is (%d)",
    (at) => {
      const adults = syntheticPeople(at).filter(({ birthDate }) => (ageInYears(birthDate, at) ?? 0) >= 18);
      expect(adults.map(({ story }) => story)).toEqual(["unborn-plan", "adult-not-asked"]);
    },
  );

  it("are reached by telephone numbers that are kept for drama", () => {
    const councils = [northshireCouncil, weirdaleCouncil];
    const numbers = councils.flatMap((council) => [
      council.officeHoursTelephone,
      council.emergencyDutyTelephone,
    ]);
    expect(numbers.every((number) => /^01632960\d{3}$/.test(number))).toBe(true);
  });
});
