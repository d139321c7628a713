import type { ConsoleLocation, ConsoleOverview } from "../../contract/console.js";
import type { ConsoleRole } from "../../domain/console-role.js";
import type { ConsoleTable, PausePage } from "../../domain/console-view.js";
import type { Pause, PauseScope } from "../../domain/pause.js";
import { formatMoment } from "./format-console.js";

type Locations = readonly Pick<ConsoleLocation, "id" | "name">[];

/** What a pause switches off, in words. */
export function scopeWords(scope: PauseScope, locations: Locations): string {
  switch (scope.kind) {
    case "site":
      return "Every check of the site";
    case "automatic":
      return "Checks that nobody pressed for";
    case "location":
      return `Every check at ${locations.find(({ id }) => id === scope.locationId)?.name ?? scope.locationId}`;
  }
}

/** One line for each pause that is on, for the top of every page. */
export const toSwitchedOff = ({ pauses, hospital }: ConsoleOverview): readonly string[] =>
  pauses.map(
    ({ scope, since, by }) =>
      `Switched off since ${formatMoment(since)}: ${lowered(scopeWords(scope, hospital?.locations ?? []))}. By ${by}.`,
  );

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The state of each scope, for the overview. */
export function toPauseStates({ pauses, hospital }: ConsoleOverview): ConsoleTable {
  const locations = hospital?.locations ?? [];
  const paused = pauses.filter(({ scope }) => scope.kind === "location");
  const scopes: readonly PauseScope[] = [
    { kind: "site" },
    { kind: "automatic" },
    ...paused.map(({ scope }) => scope),
  ];
  return {
    caption: "Pause switch",
    columns: ["What", "State"],
    rows: scopes.map((scope) => {
      const pause = pauses.find((one) => isSame(one.scope, scope));
      return [
        { text: scopeWords(scope, locations) },
        pause === undefined
          ? { text: "Not switched off" }
          : {
              text: `Switched off since ${formatMoment(pause.since)}`,
              look: "attention" as const,
              under: `By ${pause.by}. ${pause.reason}`,
            },
      ];
    }),
    empty: "",
  };
}

const isSame = (one: PauseScope, other: PauseScope): boolean => scopeId(one) === scopeId(other);

/** A scope as a form holds it. */
export const scopeId = (scope: PauseScope): string =>
  scope.kind === "location" ? `location:${scope.locationId}` : scope.kind;

/** Back from the form. */
export function scopeOf(id: string): PauseScope {
  if (id.startsWith("location:")) return { kind: "location", locationId: id.slice("location:".length) };
  return id === "automatic" ? { kind: "automatic" } : { kind: "site" };
}

/** The pause switch: what is off, and what can be switched off, with what each does. */
export function toPausePage({ pauses, hospital }: ConsoleOverview, roles: readonly ConsoleRole[]): PausePage {
  const locations = hospital?.locations ?? [];
  return {
    kind: "pause",
    mayBegin: roles.includes("administrator") || roles.includes("safeguarding-lead"),
    mayEnd: roles.includes("administrator"),
    on: pauses.map(({ id, scope, since, by, reason }: Pause) => ({
      id,
      what: scopeWords(scope, locations),
      since: `Since ${formatMoment(since)}, by ${by}.`,
      reason,
    })),
    scopes: [
      {
        id: "site",
        label: scopeWords({ kind: "site" }, locations),
        does: "No chart of any location asks CP-IS. A chart without an answer says “Not checked with CP-IS: switched off”.",
      },
      {
        id: "automatic",
        label: scopeWords({ kind: "automatic" }, locations),
        does: "Opening a chart asks nothing. Staff can still press Check now, and that check tells what it always tells.",
      },
      ...locations.map(({ id, name }) => ({
        id: `location:${id}`,
        label: scopeWords({ kind: "location", locationId: id }, locations),
        does: `No chart at ${name} asks CP-IS. Other locations go on.`,
      })),
    ],
  };
}
