import type { Issue } from "../errors/cpis-error.js";
import { type Draft, recordsAt, textAt } from "./draft.js";

/**
 * Locations that are one location: an id or a name that stands twice.
 *
 * Whoever reads the list could not say which of the two tells the council (H-13, H-14).
 */
export function repeatedLocations(draft: Draft): readonly Issue[] {
  const locations = recordsAt(draft, "locations");
  return locations.flatMap(([index, location], place) => {
    const before = locations.slice(0, place).map(([, each]) => each);
    const path = `locations[${String(index)}]`;
    const again = (field: "id" | "name"): boolean =>
      typeof location[field] === "string" &&
      before.some((each) => plain(each[field]) === plain(location[field]));
    if (again("id")) return [{ path: `${path}.id`, message: "is used twice. Give each location its own id" }];
    if (!again("name")) return [];
    const message = "is the name of another location too. Give each a name that people can tell apart";
    return [{ path: `${path}.name`, message }];
  });
}

function plain(value: unknown): unknown {
  return typeof value === "string" ? value.trim().replace(/\s+/g, " ").toLowerCase() : undefined;
}

const papers = [
  ["dataSharingAgreement", "the reference of the data-sharing agreement that covers it"],
  ["dpia", "the reference of its data-protection impact assessment"],
] as const;

/** Real children are checked only where both papers exist; outside the simulator a location names them or is not enabled. */
export function locationPapers(draft: Draft): readonly Issue[] {
  const environment = textAt(draft, "environment");
  if (environment !== "integration" && environment !== "production") return [];
  return recordsAt(draft, "locations")
    .filter(([, location]) => location["enabled"] !== false)
    .flatMap(([index, location]) =>
      papers
        .filter(([name]) => location[name] === undefined)
        .map(([name, words]) => ({
          path: `locations[${String(index)}].${name}`,
          message: `is missing although the location is enabled. Add ${words}, or set enabled to false`,
        })),
    );
}
