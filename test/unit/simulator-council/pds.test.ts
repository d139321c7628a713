import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { createPds } from "../../../src/simulator/council/pds.js";
import { defaultSeed } from "../../../src/simulator/default-seed.js";
import { parseSeed, type SeedPerson } from "../../../src/simulator/seed.js";
import {
  replacementNumber,
  syntheticCouncilPeople,
  type CouncilStory,
} from "../../../src/testing/synthetic-council-people.js";

const now = Date.UTC(2026, 10, 19, 14, 32);
const person: SeedPerson = {
  nhsNumber: "9996001008",
  givenNames: ["Anne-Marie", "Rose"],
  familyName: "O'Neill",
  birthDate: "2016-02-29",
};
const seedWith = (others: "not-found" | "match", people: readonly SeedPerson[] = [person]) => ({
  authorities: [],
  children: [],
  scenarios: [],
  pds: { people, others },
});
const subject = {
  kind: "child",
  nhsNumber: person.nhsNumber,
  givenName: "Anne-Marie",
  familyName: "O'Neill",
  birthTime: "20160229",
} as const;

describe("what the simulated PDS says to an upload", () => {
  const pds = createPds(seedWith("not-found"));

  it.each([
    ["the first given name", { givenName: "ANNE-MARIE" }, "match"],
    ["any given name", { givenName: "Rose" }, "match"],
    ["all given names", { givenName: "Anne-Marie  Rose" }, "match"],
    ["a typographic apostrophe", { familyName: "O\u2019Neill" }, "match"],
    ["a nickname", { givenName: "Annie" }, "not-verified"],
    ["another family name", { familyName: "Neill" }, "not-verified"],
    ["another date of birth", { birthTime: "20160228" }, "not-verified"],
    ["no more than a year of birth", { birthTime: "2016" }, "not-verified"],
    ["a number with nine digits", { nhsNumber: "999600100" }, "old-style"],
    ["a number nobody has", { nhsNumber: "9996074315" }, "no-match"],
  ] as const)("%s", (_name, change, kind) => {
    expect(pds.check({ ...subject, ...change }).kind).toBe(kind);
  });

  it("a sensitive or superseded person says so only to whoever knows the details", () => {
    const sensitive = createPds(seedWith("not-found", [{ ...person, standing: "sensitive" }]));
    const superseded = createPds(seedWith("not-found", [{ ...person, supersededBy: replacementNumber }]));
    const stranger = { ...subject, familyName: "Other" };
    expect(sensitive.check(subject).kind).toBe("sensitive");
    expect(superseded.check(subject)).toEqual({ kind: "superseded", by: replacementNumber });
    expect([sensitive.check(stranger).kind, superseded.check(stranger).kind]).toEqual([
      "not-verified",
      "not-verified",
    ]);
  });

  it("with others taken as they come, a listed person must still match", () => {
    const trusting = createPds(seedWith("match"));
    expect(trusting.check({ ...subject, nhsNumber: "9996074315" }).kind).toBe("match");
    expect(trusting.check({ ...subject, familyName: "Other" }).kind).toBe("not-verified");
  });

  it("no text in place of a name or a date matches by accident", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (givenName, familyName, birthTime) => {
        fc.pre(familyName.toLowerCase() !== "o'neill");
        expect(pds.check({ ...subject, givenName, familyName, birthTime }).kind).toBe("not-verified");
      }),
      { numRuns: 500 },
    );
  });
});

describe("the PDS of the default seed", () => {
  const pds = createPds(parseSeed(defaultSeed(now), now));

  it("answers each of the council's people as their story says", () => {
    const findings = syntheticCouncilPeople(now).map(({ story, nhsNumber, birthDate, ...name }) => [
      story,
      pds.check({ kind: "child", nhsNumber, birthTime: birthDate.replaceAll("-", ""), ...name }).kind,
    ]);
    const expected: Readonly<Record<CouncilStory, string>> = {
      matches: "match",
      "number-will-close": "match",
      "number-will-vanish": "match",
      "expectant-mother": "match",
      "mother-to-link": "match",
      "not-found": "no-match",
      sensitive: "sensitive",
      "name-differs": "not-verified",
      "old-style-number": "old-style",
      "number-replaced": "superseded",
    };
    expect(Object.fromEntries(findings)).toEqual(expected);
  });

  it("a person listed twice is refused with the place, and without the number", () => {
    const seed = { authorities: [], children: [], pds: { people: [person, person] } };
    const read = (): unknown => parseSeed(seed, now);
    expect(read).toThrow(CpisError);
    expect(read).toThrow("pds.people[1].nhsNumber: is listed twice");
    expect(read).not.toThrow(person.nhsNumber);
  });
});
