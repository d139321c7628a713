import type { CaseDraft } from "../../domain/case-validation.js";
import { londonTime } from "../../domain/instant.js";
import { addDays } from "../../domain/local-date.js";
import { syntheticCouncilPerson, type CouncilStory } from "../../testing/synthetic-council-people.js";
import { syntheticPerson, type SyntheticStory } from "../../testing/synthetic-people.js";

const rosalind = { id: "rosalind-okafor", name: "OKAFOR, Rosalind" };
const simone = { id: "simone-bell", name: "BELL, Simone" };

const transferredIn = {
  familyName: "Nixon",
  givenNames: ["Toby"],
  birthDate: "2019-11-02",
  nhsNumber: "9997027000",
};

/**
 * The council's cases at the start of the demonstration: some that the emergency department knows too, and one for each thing
 * the register may answer. Isla has no plan yet: adding one is the demonstration.
 */
export function councilCases(now: number): readonly (CaseDraft & { readonly localId: string })[] {
  const today = londonTime(now).date;
  const since = (days: number, code = "CPP") => [{ code, from: addDays(today, -days) }];
  const known = (story: SyntheticStory) => person(syntheticPerson(story, now));
  const ours = (story: CouncilStory) => person(syntheticCouncilPerson(story, now));
  const one = (localId: string, parts: CaseDraft): CaseDraft & { readonly localId: string } => ({
    localId,
    worker: rosalind,
    teamId: "east",
    ...parts,
  });
  return [
    one("NS-204417", { child: known("current-protection-plan"), statuses: since(252) }),
    one("NS-204502", { child: known("no-record"), statuses: [] }),
    one("NS-204533", { child: ours("matches"), statuses: since(12, "V2") }),
    one("NS-204540", { child: ours("name-differs"), statuses: since(30), worker: simone }),
    one("NS-204551", { child: ours("sensitive"), statuses: since(90) }),
    one("NS-204566", { child: ours("number-replaced"), statuses: since(45) }),
    one("NS-204570", { child: ours("not-found"), statuses: since(20), worker: simone }),
    one("NS-204581", { child: ours("number-will-close"), statuses: since(400, "C2") }),
    one("NS-204590", {
      mother: ours("expectant-mother"),
      dueDate: addDays(today, 70),
      statuses: since(9, "UCPP"),
    }),
    // Nobody has linked her mother, Keeley Hale, yet.
    one("NS-204603", { dueDate: addDays(today, 104), statuses: since(2, "UCPP"), worker: simone }),
    one("NS-204618", { child: ours("number-will-vanish"), statuses: since(520, "C2") }),
    // A code of the old system that nobody has put into the mapping table.
    one("NS-204625", { child: transferredIn, statuses: since(5, "TCP"), worker: simone }),
  ];
}

function person({
  nhsNumber,
  familyName,
  givenName,
  birthDate,
}: {
  readonly nhsNumber?: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
}) {
  return {
    familyName,
    birthDate,
    givenNames: [givenName],
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
  };
}
