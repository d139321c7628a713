import { expect, test } from "vitest";
import { decideTelephoneNow } from "../../../src/domain/office-hours.js";

const hours = { periods: [{ days: [1, 2, 3, 4, 5], opens: "08:30", closes: "17:00" }] };
const holidays = { dates: ["2026-12-25", "2026-12-28"], coveredUntil: "2027-12-31" };
const at = (utc: string): number => Date.parse(utc);

test.each([
  ["just before opening", "2026-11-19T08:29:00Z", "emergency-duty"],
  ["at opening", "2026-11-19T08:30:00Z", "office-hours"],
  ["just before closing", "2026-11-19T16:59:59Z", "office-hours"],
  ["at closing", "2026-11-19T17:00:00Z", "emergency-duty"],
  ["at night", "2026-11-19T02:00:00Z", "emergency-duty"],
  ["on a Saturday", "2026-11-21T11:00:00Z", "emergency-duty"],
  ["on a Friday that is a bank holiday", "2026-12-25T11:00:00Z", "emergency-duty"],
  ["on a Monday that is a substitute holiday", "2026-12-28T11:00:00Z", "emergency-duty"],
  ["at half past eight in summer time", "2026-07-06T07:30:00Z", "office-hours"],
])("%s the number that applies is decided by day, hour and holiday", (_, utc, expected) => {
  expect(decideTelephoneNow(hours, holidays, at(utc))).toBe(expected);
});

test("neither number is marked where the authority's hours are not configured (H-28)", () => {
  expect(decideTelephoneNow(undefined, holidays, at("2026-11-19T11:00:00Z"))).toBe("unknown");
});

test("neither number is marked past the last date that the holiday list covers (H-28)", () => {
  expect(decideTelephoneNow(hours, holidays, at("2027-12-31T11:00:00Z"))).toBe("office-hours");
  expect(decideTelephoneNow(hours, holidays, at("2028-01-04T11:00:00Z"))).toBe("unknown");
  expect(decideTelephoneNow(hours, undefined, at("2026-11-19T11:00:00Z"))).toBe("unknown");
});
