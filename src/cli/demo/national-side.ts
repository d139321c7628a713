import type { Simulator } from "../../simulator/simulator.js";
import {
  successorNumber,
  syntheticCouncilPerson,
  type CouncilStory,
} from "../../testing/synthetic-council-people.js";

/** One thing that only the national side can do, for the demonstration's own page. */
export interface NationalAct {
  readonly id: string;
  /** Whom it concerns, as `COLBURN, Idris`. */
  readonly about: string;
  readonly nhsNumber: string;
  readonly does: string;
}

/** The demonstration's hold on the simulated national side. */
export interface NationalSide {
  readonly acts: readonly NationalAct[];
  /** Does one of the acts; false where there is none of that id. */
  act(id: string): boolean;
}

/** What the demonstration can let happen on the national side. Nothing of the product can do any of it. */
export function createNationalSide(simulator: Simulator, now: number): NationalSide {
  const close = (id: string, story: CouncilStory, replacements: readonly string[], does: string) => {
    const { nhsNumber, familyName, givenName } = syntheticCouncilPerson(story, now);
    const about = `${familyName.toUpperCase()}, ${givenName}`;
    return { id, about, nhsNumber, does, replacements };
  };
  const acts = [
    close(
      "close-and-replace",
      "number-will-close",
      [successorNumber],
      "Close this NHS number and name another",
    ),
    close("close", "number-will-vanish", [], "Close this NHS number and name none, as after an adoption"),
  ];
  return {
    acts: acts.map(({ id, about, nhsNumber, does }) => ({ id, about, nhsNumber, does })),
    act: (id) => {
      const found = acts.find((act) => act.id === id);
      if (found === undefined) return false;
      simulator.council.closeNhsNumber(found.nhsNumber, found.replacements);
      return true;
    },
  };
}
