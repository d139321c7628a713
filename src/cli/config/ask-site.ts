import type { AccessMode } from "../../domain/access-mode.js";
import type { Environment } from "../../domain/environment.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import type { NewLocation, NewSite } from "./new-site.js";

/** The options of `cpis init` that answer its questions. */
export interface SiteAnswers {
  readonly kind?: NewSite["kind"];
  readonly environment?: Environment;
  readonly location?: readonly NewLocation[];
}

/** The locations of the simulator's hospital: one that tells the council, one that does not. */
const simulatedLocations: readonly NewLocation[] = [
  { id: "northgate-ed", name: "Northgate emergency department", accessMode: "unscheduled" },
  { id: "northgate-clinic", name: "Northgate community clinic", accessMode: "scheduled" },
];

/**
 * Asks what the options leave open; without a terminal nothing is asked and nothing is assumed.
 *
 * Throws `UsageFault` with the option that is missing.
 */
export async function askSite(answers: SiteAnswers, { ask }: Pick<Terminal, "ask">): Promise<NewSite> {
  const kind = answers.kind ?? (await choose(ask, "Is it a hospital or a council?", kinds, "--kind"));
  const environment =
    answers.environment ??
    (await choose(ask, "Simulator, integration or production?", environments, "--environment"));
  const given = answers.location ?? [];
  if (kind === "council") {
    if (given.length > 0) throw new UsageFault("A council has no locations: leave --location out.");
    return { kind, environment, locations: [] };
  }
  const locations = given.length > 0 ? given : await askLocations(ask, environment);
  return { kind, environment, locations };
}

/** `ed=Emergency department=unscheduled`, as --location takes it. Throws `UsageFault`. */
export function readLocation(text: string): NewLocation {
  const [id = "", name = "", accessMode = "", ...more] = text.split("=").map((part) => part.trim());
  const mode = modes.find((each) => each === accessMode);
  if (mode === undefined || more.length > 0 || name === "" || !/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
    throw new UsageFault(`--location is written as id=Name=unscheduled or id=Name=scheduled, not ${text}.`);
  }
  return { id, name, accessMode: mode };
}

const kinds = ["hospital", "council"] as const;
const environments = ["simulator", "integration", "production"] as const;
const modes = ["unscheduled", "scheduled"] as const satisfies readonly AccessMode[];

async function choose<T extends string>(
  ask: Terminal["ask"],
  question: string,
  choices: readonly T[],
  option: string,
): Promise<T> {
  if (ask === undefined) throw new UsageFault(`Add ${option}: one of ${choices.join(", ")}.`);
  for (;;) {
    const answer = (await ask(`${question} (${choices.join(", ")}) `)).toLowerCase();
    const chosen = choices.find((choice) => choice === answer);
    if (chosen !== undefined) return chosen;
  }
}

async function askLocations(ask: Terminal["ask"], environment: Environment): Promise<readonly NewLocation[]> {
  if (ask === undefined) {
    if (environment === "simulator") return simulatedLocations;
    throw new UsageFault("Add --location id=Name=unscheduled or id=Name=scheduled, once for each location.");
  }
  const locations: NewLocation[] = [];
  for (;;) {
    const name = await ask("Name of a location (nothing, when there are no more): ");
    if (name === "" && locations.length > 0) return locations;
    if (name === "" && environment === "simulator") return simulatedLocations;
    if (name === "") continue;
    const question = "Unscheduled care, which tells the council of each check, or scheduled, which does not?";
    const accessMode = await choose(ask, question, modes, "--location");
    locations.push({ id: idOf(name, locations), name, accessMode });
  }
}

function idOf(name: string, others: readonly NewLocation[]): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 36);
  const base = plain === "" ? "location" : plain;
  return others.some(({ id }) => id === base) ? `${base}-${String(others.length + 1)}` : base;
}
