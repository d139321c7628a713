import {
  northgateHospital,
  northshireCouncil,
  syntheticPeople,
  weirdaleCouncil,
  type SyntheticPerson,
  type SyntheticStory,
} from "../testing/synthetic-people.js";
import {
  replacementNumber,
  syntheticCouncilPeople,
  type CouncilStory,
} from "../testing/synthetic-council-people.js";
import type { Scenario } from "./scenarios.js";
import type { SeedInput } from "./seed-schema.js";

type SeedChildInput = SeedInput["children"][number];
type SeedPlanInput = SeedChildInput["plans"][number];
type SeedPersonInput = NonNullable<SeedInput["pds"]>["people"][number];
type SeedAccessInput = NonNullable<SeedChildInput["accesses"]>[number];

const northshire = northshireCouncil.odsCode;
const weirdale = weirdaleCouncil.odsCode;

const protection = (authority: string, startDate: string, endDate?: string): SeedPlanInput => ({
  kind: "child-protection-plan",
  authority,
  startDate,
  ...(endDate === undefined ? {} : { endDate }),
});
const lookedAfter = (authority: string, startDate: string): SeedPlanInput => ({
  kind: "looked-after-child",
  authority,
  startDate,
});

const plansByStory: Readonly<Partial<Record<SyntheticStory, readonly SeedPlanInput[]>>> = {
  "current-protection-plan": [protection(northshire, "-252d")],
  "two-councils": [lookedAfter(weirdale, "-315d"), protection(northshire, "-546d", "-316d")],
  "unborn-plan": [
    { kind: "unborn-child-protection-plan", authority: northshire, startDate: "-48d", endDate: "+56d" },
  ],
  "ended-plan": [protection(northshire, "-441d", "-142d")],
  "looked-after": [lookedAfter(weirdale, "-203d")],
  "looked-after-and-protection-plan": [lookedAfter(northshire, "-71d"), protection(northshire, "-402d")],
  // A record that the answer never brings: the reason why no answer must not look like none.
  "no-answer": [protection(northshire, "-33d")],
  "slow-answer": [protection(weirdale, "-120d")],
  "unreadable-answer": [lookedAfter(northshire, "-88d")],
  "answer-about-another-child": [protection(northshire, "-64d")],
  "identity-mismatch": [protection(weirdale, "-19d")],
  "partly-unreadable-record": [protection(northshire, "-155d")],
};

const scenarioByStory: Readonly<Partial<Record<SyntheticStory, Scenario>>> = {
  "no-answer": { name: "never-answers" },
  "slow-answer": { name: "slow", delayMs: 7_000 },
  "no-record-with-reason": { name: "no-record-form", form: "ID" },
  "register-fault": { name: "register-fault" },
  "unreadable-answer": { name: "malformed", form: "truncated" },
  "answer-about-another-child": { name: "for-another-child" },
  "identity-mismatch": { name: "identity-mismatch" },
  "partly-unreadable-record": { name: "unknown-plan-template" },
};

const opened = (
  at: string,
  givenName: string,
  familyName: string,
  role: string,
  organisation: SeedAccessInput["organisation"],
): SeedAccessInput => ({ at, givenName, familyName, role, organisation });

const infirmary = { odsCode: "ZZ9B2", name: "Weirdale Royal Infirmary" };
const urgentCare = { odsCode: "ZZ9C3", name: "Coldharbour Urgent Treatment Centre" };

const accessesByStory: Readonly<Partial<Record<SyntheticStory, readonly SeedAccessInput[]>>> = {
  "current-protection-plan": [
    opened("-17d 23:47", "Daniel", "Lowe", "Nurse", infirmary),
    opened("-94d 02:15", "Imran", "Shah", "Paramedic", {
      odsCode: "ZZ9D4",
      name: "Northshire Ambulance Service",
    }),
    opened("-94d 01:38", "Tessa", "Briggs", "Health adviser", {
      odsCode: "ZZ9E5",
      name: "NHS 111 Northshire",
    }),
  ],
  "two-councils": [opened("-39d 00:52", "Ana", "Devereux", "Advanced nurse practitioner", urgentCare)],
  "unborn-plan": [opened("-22d 20:16", "Mairead", "Keane", "Midwife", northgateHospital)],
  "looked-after-and-protection-plan": [opened("-3d 19:05", "Colm", "Brady", "Triage nurse", urgentCare)],
};

/**
 * The register of the demo: one child, or mother, for each thing a clinician may see.
 *
 * Dates are relative to the start, so that a current plan is still current whenever it runs.
 */
export function defaultSeed(nowEpochMs: number): SeedInput {
  const people = syntheticPeople(nowEpochMs).filter((person) => person.nhsNumber !== undefined);
  return {
    authorities: [northshireCouncil, weirdaleCouncil],
    children: people.flatMap(toChild),
    scenarios: people.flatMap(toScenario),
    pds: { people: [...people.flatMap(toPdsPerson), ...councilPeople(nowEpochMs)] },
  };
}

function toPdsPerson({
  nhsNumber,
  givenName,
  familyName,
  birthDate,
}: SyntheticPerson): readonly SeedPersonInput[] {
  return nhsNumber === undefined ? [] : [{ nhsNumber, givenNames: [givenName], familyName, birthDate }];
}

// What PDS holds of the council's people, where that is not what the council holds.
const registeredOtherwise: Readonly<Partial<Record<CouncilStory, Partial<SeedPersonInput>>>> = {
  sensitive: { standing: "sensitive" },
  "name-differs": { familyName: "Attwood-Lyle" },
  "old-style-number": { standing: "old-style" },
  "number-replaced": { supersededBy: replacementNumber },
};

function councilPeople(nowEpochMs: number): readonly SeedPersonInput[] {
  return syntheticCouncilPeople(nowEpochMs)
    .filter(({ story }) => story !== "not-found")
    .flatMap(({ story, nhsNumber, givenName, familyName, birthDate }) => {
      const registered = {
        nhsNumber,
        givenNames: [givenName],
        familyName,
        birthDate,
        ...registeredOtherwise[story],
      };
      const { supersededBy, ...current } = registered;
      return supersededBy === undefined
        ? [registered]
        : [registered, { ...current, nhsNumber: supersededBy }];
    });
}

function toChild(person: SyntheticPerson): readonly SeedChildInput[] {
  const plans = plansByStory[person.story];
  if (plans === undefined || person.nhsNumber === undefined) return [];
  return [
    {
      nhsNumber: person.nhsNumber,
      givenName: person.givenName,
      familyName: person.familyName,
      birthDate: person.birthDate,
      plans: [...plans],
      accesses: [...(accessesByStory[person.story] ?? [])],
    },
  ];
}

function toScenario(person: SyntheticPerson): NonNullable<SeedInput["scenarios"]> {
  const scenario = scenarioByStory[person.story];
  return scenario === undefined || person.nhsNumber === undefined
    ? []
    : [{ nhsNumber: person.nhsNumber, scenario }];
}
