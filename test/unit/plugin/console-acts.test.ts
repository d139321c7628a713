import { expect, it } from "vitest";
import type { ConsoleOverview } from "../../../src/contract/console.js";
import type { Pause } from "../../../src/domain/pause.js";
import { toInstant } from "../../../src/domain/instant.js";
import { doAct } from "../../../src/plugin/console/console-acts.js";
import { createConsoleClient } from "../../../src/plugin/console/console-client.js";
import type { ConsoleReadings } from "../../../src/plugin/console/console-model.js";

const ended: string[] = [];
const client = {
  ...createConsoleClient(),
  endPause: (id: string) => {
    ended.push(id);
    return Promise.resolve();
  },
};
const pause = (id: string): Pause => ({
  id,
  scope: { kind: "site" },
  since: toInstant(0),
  reason: "A drill",
  by: "Ruth Abara",
});

const end = async (...ids: readonly string[]) => {
  const overview = { pauses: ids.map(pause) } as Pick<ConsoleOverview, "pauses"> as ConsoleOverview;
  const readings = { overview } as Pick<ConsoleReadings, "overview"> as ConsoleReadings;
  const { signal } = new AbortController();
  return (await doAct(client, { kind: "end-pause", id: "one" }, readings, { signal })).text;
};

it("says that checks are made again only where no other pause is on (H-04)", async () => {
  expect(await end("one")).toContain("Checks are made again");
  const another = await end("one", "two");
  expect(another).not.toContain("made again");
  expect(another).toContain("stays switched off");
  expect(ended).toEqual(["one", "one"]);
});
