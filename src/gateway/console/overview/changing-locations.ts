import type { RunningConfiguration } from "../../configuration/running-configuration.js";

/** Locations of which a change waits for a second person. */
export function changingLocations(configuration: Pick<RunningConfiguration, "changes">): ReadonlySet<string> {
  const waiting = configuration.changes().filter(({ state }) => state === "waiting");
  const paths = waiting.flatMap(({ request }) => request.differences.map(({ path }) => path));
  return new Set(paths.flatMap((path) => /^locations\[([^\]]+)\]/.exec(path)?.[1] ?? []));
}
