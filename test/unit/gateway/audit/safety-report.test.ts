import { expect, it } from "vitest";
import { safetyReport } from "../../../../src/gateway/audit/safety-report.js";
import type { AuditEntry, AuditRecord } from "../../../../src/ports/audit.js";

const day = Date.parse("2026-01-15T12:00:00Z");
const night = Date.parse("2026-01-15T22:00:00Z");

function rows(...entries: readonly Omit<AuditEntry, "locationId">[]): readonly AuditRecord[] {
  return entries.map((entry, index) => ({ id: index + 1, locationId: "ed", ...entry }));
}

it("counts how checks ended and what was sent, and never which of them found a record", () => {
  const lines = safetyReport(
    rows(
      { at: day, action: "intent", accessMode: "unscheduled", messageId: "A" },
      { at: day, action: "outcome", outcome: "record", messageId: "A" },
      { at: day, action: "acknowledged", messageId: "A" },
      { at: day, action: "intent", accessMode: "unscheduled", messageId: "B" },
      { at: day, action: "outcome", outcome: "no-record", messageId: "B" },
      { at: day, action: "not-checked", reason: "too-many" },
    ),
    ["ed"],
  );
  expect(lines.map(({ report, what, count }) => [report, what, count])).toEqual([
    ["setting-by-day", "unscheduled", 2],
    ["checks-by-state", "answered", 2],
    ["checks-by-state", "not checked: too-many", 1],
  ]);
});

it("names the shift of each record that nobody opened, and the locations that asked nothing", () => {
  const record = (at: number, messageId: string) =>
    ({ at, action: "outcome", outcome: "record", messageId }) as const;
  const lines = safetyReport(
    rows(
      record(day, "A"),
      { at: day, action: "displayed", messageId: "A" },
      record(night, "B"),
      record(night, "C"),
      { at: night, action: "details-opened", messageId: "C" },
    ),
    ["ed", "ward"],
  );
  expect(lines.filter(({ report }) => report !== "checks-by-state")).toEqual([
    {
      report: "records-not-opened",
      locationId: "ed",
      when: "2026-01-15 08:00-20:00",
      what: "record",
      count: 1,
    },
    {
      report: "records-not-opened",
      locationId: "ed",
      when: "2026-01-15 20:00-08:00",
      what: "record",
      count: 1,
    },
    { report: "location-without-checks", locationId: "ed", when: "", what: "no check was sent", count: 1 },
    { report: "location-without-checks", locationId: "ward", when: "", what: "no check was sent", count: 1 },
  ]);
});

it("counts a record that came too late to be shown among those that nobody opened (H-12)", () => {
  const lines = safetyReport(
    rows(
      { at: day, action: "outcome", outcome: "failed", reason: "no-answer", messageId: "A" },
      { at: day, action: "late-reply", outcome: "record", messageId: "A" },
      { at: day, action: "late-reply", outcome: "no-record", messageId: "B" },
    ),
    [],
  );
  const unopened = lines.filter(({ report }) => report === "records-not-opened");
  expect(unopened.map(({ count }) => count)).toEqual([1]);
});
