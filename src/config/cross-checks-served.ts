import type { Issue } from "../errors/cpis-error.js";
import { type Draft, textAt, valueAt } from "./draft.js";

/**
 * Whether somebody is served at all, and whether a hospital has all it needs.
 *
 * A gateway serves a hospital (spine and locations), a council (council), or both. Half a hospital is refused: locations without
 * Spine would look checked and never be.
 */
export function servedFaults(draft: Draft): readonly Issue[] {
  const has = (path: string): boolean => valueAt(draft, path) !== undefined;
  const hospital = has("spine") || has("locations");
  if (!hospital && !has("council")) {
    return [
      {
        path: "spine",
        message:
          "is missing, and so is council. Add spine and locations for a hospital, council, or all three",
      },
    ];
  }
  const needed = hospital ? hospitalNeeds : [];
  return [
    ...needed.filter(([path]) => !has(path)).map(([path, message]) => ({ path, message })),
    ...otherOrganisation(draft, hospital),
    ...(has("hosted") && !hospital ? [hostedForNobody] : []),
  ];
}

const hostedForNobody = {
  path: "hosted",
  message: "shows a hospital's banner, and this gateway serves none. Remove it, or add spine and locations",
};

const hospitalNeeds: readonly (readonly [string, string])[] = [
  ["locations", "is missing. Add the locations that may ask CP-IS, each with its access mode"],
  ["spine", "is missing although there are locations. Add the connection to Spine, or remove locations"],
  [
    "identity.nominatedPerson",
    "is missing. Add the person named to the council where no smartcard user acts",
  ],
  ["identity.organisation", "is missing. Add the organisation that asks, as councils see it"],
];

function otherOrganisation(draft: Draft, hospital: boolean): readonly Issue[] {
  const own = textAt(draft, "identity.organisation.odsCode");
  const council = textAt(draft, "council.authority.odsCode");
  if (hospital || own === undefined || council === undefined || own === council) return [];
  const message = "is not the council's. Leave identity.organisation out where only a council is served";
  return [{ path: "identity.organisation.odsCode", message }];
}
