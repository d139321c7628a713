import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatCreationTime,
  formatEffectiveTime,
  parseBirthTime,
  parseInstant,
  parsePlanDate,
} from "../../../src/codec/hl7v3/timestamp.js";

describe("HL7 times", () => {
  it("writes creationTime as 14 digits in UTC", () => {
    expect(formatCreationTime(Date.parse("2026-07-05T13:30:00.999Z"))).toBe("20260705133000");
  });

  it("writes effectiveTime as the English wall clock with its offset, in winter and in summer", () => {
    expect(formatEffectiveTime(Date.parse("2026-01-05T14:30:00Z"))).toBe("20260105143000+0000");
    expect(formatEffectiveTime(Date.parse("2026-07-05T13:30:00Z"))).toBe("20260705143000+0100");
  });

  it("reads back every effectiveTime it writes, to the second", () => {
    const range = { min: Date.parse("1980-01-01T00:00:00Z"), max: Date.parse("2099-12-31T00:00:00Z") };
    fc.assert(
      fc.property(fc.integer(range), (epochMs) => {
        const seconds = Math.floor(epochMs / 1000) * 1000;
        expect(Date.parse(parseInstant(formatEffectiveTime(epochMs)) ?? "")).toBe(seconds);
      }),
    );
  });

  it.each([
    ["20260105143000+0000", "2026-01-05T14:30:00.000Z"],
    ["20260705143000+0100", "2026-07-05T13:30:00.000Z"],
    ["202607051430-0130", "2026-07-05T16:00:00.000Z"],
    ["20260105143000", "2026-01-05T14:30:00.000Z"],
    ["20260105143000.1234+00", "2026-01-05T14:30:00.000Z"],
  ])("reads %s as the moment %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    "",
    "20260105",
    "2026010514",
    "20260230120000",
    "20261305120000",
    "20260105253000",
    "202601051430x",
  ])("does not read %j as a moment", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it("reads plan dates as wall-clock times, and nothing else as a plan date", () => {
    expect(parsePlanDate("202509010900")).toBe("2025-09-01T09:00");
    for (const text of [
      "20250901",
      "20250901090000",
      "202509010900+0000",
      "202502300900",
      "202509012400",
      "180009010900",
    ]) {
      expect(parsePlanDate(text)).toBeUndefined();
    }
  });

  it("reads as much of a date of birth as there is", () => {
    expect(["2018", "201802", "20180214", "201802141530", "20180214153000+0000"].map(parseBirthTime)).toEqual(
      ["2018", "2018-02", "2018-02-14", "2018-02-14", "2018-02-14"],
    );
    expect(["", "20180230", "201813", "20240229x", "14/02/2018", "20230229"].map(parseBirthTime)).toEqual(
      Array<undefined>(6).fill(undefined),
    );
    expect(parseBirthTime("20240229")).toBe("2024-02-29");
  });
});
