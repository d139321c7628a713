import type { ConsoleDifference, ConsoleLocation } from "../../contract/console.js";
import type { ConsoleDifferenceRow } from "../../domain/console-view.js";
import { accessModeWords } from "./to-locations.js";

/** Names of locations, for paths that hold their ids only. */
export type LocationNames = readonly Pick<ConsoleLocation, "id" | "name">[];

const inLocation = /^locations\[([^\]]+)\]\.(.+)$/;

const labels: Readonly<Record<string, string>> = {
  accessMode: "Access mode",
  enabled: "Enabled",
  name: "Name",
  discreet: "Discreet",
  dataSharingAgreement: "Agreement",
  dpia: "DPIA",
};

/** One setting that differs, in the words that the two people know it by. */
export function toDifference(difference: ConsoleDifference, locations: LocationNames): ConsoleDifferenceRow {
  const { path, before, after, description, danger, needsTwo, takesEffect } = difference;
  const [, id, setting = path] = inLocation.exec(path) ?? [];
  const when = takesEffect === "live" ? "At once" : "When the gateway is started anew";
  return {
    path,
    label: labels[setting] ?? setting,
    before: valueWords(setting, before),
    after: valueWords(setting, after),
    needsTwo,
    takesEffect: needsTwo ? `${when}, with a second person` : when,
    ...(id === undefined
      ? {}
      : { location: { id, name: locations.find((one) => one.id === id)?.name ?? id } }),
    ...(description === undefined ? {} : { meaning: description }),
    ...(danger === undefined ? {} : { danger }),
  };
}

function valueWords(setting: string, value: string | undefined): string {
  if (value === undefined) return "Not set";
  if (setting === "accessMode" && (value === "scheduled" || value === "unscheduled"))
    return accessModeWords[value];
  if (value === "true") return "Yes";
  return value === "false" ? "No" : value;
}
