import type { AccessMode } from "../../domain/access-mode.js";
import type { ConsoleLocation } from "../../contract/console.js";
import type { ConsoleCell, ConsoleTable } from "../../domain/console-view.js";

/** Every location with what a check there does, in these words and no others (ui 6, H-13, H-14). */
export const toLocations = (locations: readonly ConsoleLocation[]): ConsoleTable => ({
  caption: "Locations",
  columns: ["Location", "A check here", "Today", "Agreement and DPIA", "State"],
  rows: locations.map((location) => [
    { text: location.name, under: location.id, look: "strong" },
    toCheckHere(location),
    { text: String(location.checksToday) },
    toPapers(location),
    toState(location),
  ]),
  empty: "No location is set up.",
});

/** What a check tells, as a sentence's part. */
export const accessModeWords: Readonly<Record<AccessMode, string>> = {
  unscheduled: "Unplanned care, tells the council",
  scheduled: "Planned care, does not tell the council",
};

function toCheckHere({ accessMode, changeWaiting }: ConsoleLocation): ConsoleCell {
  const waiting = changeWaiting ? { under: "change waiting" } : {};
  if (accessMode === undefined) return { text: "Not set", ...waiting };
  return accessMode === "unscheduled"
    ? { text: "Tells the council", look: "solid", ...waiting }
    : { text: "Does not tell", look: "dashed", ...waiting };
}

function toPapers({ agreementReference, dpiaReference }: ConsoleLocation): ConsoleCell {
  if (agreementReference === undefined && dpiaReference === undefined) return { text: "Missing" };
  return { text: `${agreementReference ?? "agreement missing"}, ${dpiaReference ?? "DPIA missing"}` };
}

function toState({ enabled, pausedBy, discreet }: ConsoleLocation): ConsoleCell {
  if (!enabled) return { text: "Off: staff see “not enabled here”", look: "attention" };
  if (pausedBy !== undefined) return { text: "Paused: staff see “switched off”", look: "attention" };
  return { text: "On", look: "on", ...(discreet ? { under: "discreet screens" } : {}) };
}
