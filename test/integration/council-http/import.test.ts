import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import type { ImportResult } from "../../../src/contract/council-case.js";
import type { NoticeInbox } from "../../../src/contract/council.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { notificationOf } from "../council/mailbox-bench.js";
import { caseOf, until } from "../council/support.js";
import { dataOfficer, deliverTo, startConfigured, type ConfiguredCouncil } from "./support.js";

let council: ConfiguredCouncil;
let folder: string;

beforeAll(async () => {
  council = await startConfigured();
  folder = mkdtempSync(join(tmpdir(), "cpis-import-"));
});

afterAll(async () => {
  await council.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rowOf = (localId: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  ...caseOf("matches", changes),
  localId,
});

describe("an import", () => {
  it("of a case whose team nobody configured saves it, says so, and sends its notices to the default team (H-18)", async () => {
    const body = { firstRow: 7, rows: [rowOf("NS-1", { teamId: "moved-away" })] };
    const result = (await (await council.call("/api/v1/cases/import", { body })).json()) as ImportResult;
    expect(result).toMatchObject({ saved: 1, faults: [] });
    expect(result.warnings).toEqual([
      { row: 7, path: "teamId", message: expect.stringContaining("no team") as string },
    ]);
    const { nhsNumber } = syntheticCouncilPerson("matches", Date.now());
    deliverTo(council, notificationOf({ at: Date.now(), nhsNumbers: [nhsNumber], localId: "NS-1" }));
    const { episodes } = await until(
      async () => (await (await council.call("/api/v1/council/inbox")).json()) as NoticeInbox,
      (inbox) => inbox.episodes.length > 0,
    );
    const teams = episodes[0]?.hops.flatMap(({ to }) => (to.kind === "team" ? [to.teamId] : []));
    expect(teams).toEqual([council.plan.council?.notices.defaultTeamId]);
  });

  it("of several cases is one event for every open page, and one case is its own", async () => {
    const stream = await council.call("/api/v1/council/stream");
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const two = [rowOf("NS-2", { statuses: [] }), rowOf("NS-3", { statuses: [] })];
    await council.call("/api/v1/cases/import", { body: { firstRow: 1, rows: two } });
    await council.call("/api/v1/cases/NS-4", { method: "PUT", body: caseOf("matches", { statuses: [] }) });
    let text = "";
    while (!text.includes("NS-4")) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    const events = [...text.matchAll(/data: (.*)\n/g)].map((found): unknown => JSON.parse(found[1] ?? ""));
    const ofCases = events.filter((event) => JSON.stringify(event).includes("cases-changed"));
    expect(ofCases).toEqual([{ kind: "cases-changed", localIds: ["NS-2", "NS-3"] }]);
    expect(events).toContainEqual({ kind: "case-changed", localId: "NS-4" });
    expect(JSON.stringify(events)).not.toMatch(/"case-changed","localId":"NS-[23]"/);
  });

  it("from the terminal warns by row, saves, and counts one as one", async () => {
    // A council of its own: nothing else of it is on its way.
    const other = await startConfigured();
    const { nhsNumber, familyName, givenName, birthDate } = syntheticCouncilPerson(
      "name-differs",
      Date.now(),
    );
    const file = join(folder, "cases.csv");
    writeFileSync(
      file,
      "localId,nhsNumber,familyName,givenNames,birthDate,statusCode,statusFrom,teamId\n" +
        `NS-5,${nhsNumber},${familyName},${givenName},${birthDate},CPP,2026-01-05,moved-away\n`,
    );
    const out: string[] = [];
    const notes: string[] = [];
    const exitCode = await runCli(["upload", "--file", file, "--gateway", other.apiUrl], {
      out: (text) => void out.push(text),
      note: (text) => void notes.push(text),
      variables: { CPIS_USER_TOKEN: await other.token(dataOfficer) },
      now: () => Date.now(),
      readInput: () => Promise.resolve(""),
      untilStopped: () => Promise.resolve(),
    });
    await other.stop();
    expect(exitCode, [...out, ...notes].join("\n")).toBe(0);
    expect(notes.filter((note) => note.startsWith("row 2, teamId: is no team"))).toHaveLength(1);
    expect(out[0]).toBe("1 case: 0 not fit to be taken, 0 faults.");
    expect(out.at(-1)).toMatch(/^File 1 with 1 record is queued for CP-IS\./);
    expect(out.join("\n")).not.toMatch(/\b1 (cases|records|faults)\b/);
  });
});
