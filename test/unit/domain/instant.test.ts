import { expect, test } from "vitest";
import { londonLocal, londonTime, toInstant } from "../../../src/domain/instant.js";

test.each([
  ["2026-01-05T14:30:00Z", { date: "2026-01-05", time: "14:30", timeWithSeconds: "14:30:00", weekday: 1 }],
  ["2026-07-05T14:30:09Z", { date: "2026-07-05", time: "15:30", timeWithSeconds: "15:30:09", weekday: 7 }],
  ["2026-07-05T23:30:00Z", { date: "2026-07-06", time: "00:30", timeWithSeconds: "00:30:00", weekday: 1 }],
  ["2026-12-31T23:59:59Z", { date: "2026-12-31", time: "23:59", timeWithSeconds: "23:59:59", weekday: 4 }],
])("the English wall clock at %s is right in winter and in summer time (H-27)", (utc, expected) => {
  expect(londonTime(Date.parse(utc))).toEqual(expected);
});

test("the clocks going forward skip an hour and going back repeat one (H-27)", () => {
  const spring = Date.parse("2026-03-29T00:59:00Z");
  expect([londonLocal(spring), londonLocal(spring + 60_000)]).toEqual([
    "2026-03-29T00:59",
    "2026-03-29T02:00",
  ]);
  const autumn = Date.parse("2026-10-25T00:30:00Z");
  expect([londonLocal(autumn), londonLocal(autumn + 3_600_000)]).toEqual([
    "2026-10-25T01:30",
    "2026-10-25T01:30",
  ]);
});

test("an instant is always written in UTC with its offset (H-27)", () => {
  expect(toInstant(Date.parse("2026-07-05T15:30:00+01:00"))).toBe("2026-07-05T14:30:00.000Z");
});
