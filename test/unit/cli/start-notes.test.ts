import { describe, expect, it } from "vitest";
import { startNotes } from "../../../src/cli/start-notes.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import { locationPapers, productionConfig, secretsInEnvironment } from "../../support/config.js";

function notesAt(now: string, change: Record<string, unknown> = {}): readonly string[] {
  const reading = parseConfig({ ...productionConfig(), ...change }, secretsInEnvironment, () => "");
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return startNotes(reading.plan, Date.parse(now));
}

describe("what a starting gateway says", () => {
  it("is where it runs and what a check means at each location", () => {
    const locations = [
      { id: "ed", name: "ED", accessMode: "unscheduled", ...locationPapers },
      { id: "ward", name: "Ward", accessMode: "unscheduled", enabled: false },
    ];
    expect(notesAt("2026-11-21T00:00:00Z", { locations })).toEqual([
      expect.stringMatching(/^Configuration [0-9a-f]{12}\.$/),
      "Location ed: unscheduled, tells the council.",
      "Location ward: unscheduled, tells the council, not enabled.",
    ]);
  });

  it("raises the alarm 60 days before the bank-holiday list ends, and after it has (H-28)", () => {
    expect(notesAt("2027-10-30T00:00:00Z").join()).not.toContain("ALARM");
    expect(notesAt("2027-11-15T00:00:00Z").join()).toContain(
      "ALARM: the bank-holiday list ends on 2027-12-31, in 46 days.",
    );
    expect(notesAt("2028-01-02T00:00:00Z").join()).toContain(
      "ALARM: the bank-holiday list ended on 2027-12-31.",
    );
  });
});
