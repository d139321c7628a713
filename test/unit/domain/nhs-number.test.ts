import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatNhsNumber, isNhsNumber, parseNhsNumber } from "../../../src/domain/nhs-number.js";

describe("parseNhsNumber", () => {
  test.each(["9991234012", "999 123 4012", "999-123-4012", " 9991234012 "])("reads %j", (text) => {
    expect(parseNhsNumber(text)).toEqual({ ok: true, nhsNumber: "9991234012" });
  });

  test.each([undefined, "", "   "])("says that %j is missing", (text) => {
    expect(parseNhsNumber(text)).toEqual({ ok: false, fault: "missing" });
  });

  test.each(["9991234013", "999123401", "99912340122", "99912E4012", "٩٩٩١٢٣٤٠١٢", "9991234012x"])(
    "says that %j is invalid",
    (text) => {
      expect(parseNhsNumber(text)).toEqual({ ok: false, fault: "invalid" });
    },
  );

  test("accepts exactly one check digit for any nine digits, or none where the remainder would be ten", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{9}$/), (nine) => {
        const accepted = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).filter(isNhsNumber);
        expect(accepted.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("notices every single mistyped digit", () => {
    const valid = "9991234012";
    for (let place = 0; place < 10; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        const typed = valid.slice(0, place) + String(digit) + valid.slice(place + 1);
        expect(isNhsNumber(typed)).toBe(typed === valid);
      }
    }
  });
});

test("a number is displayed in groups of three, three and four", () => {
  const reading = parseNhsNumber("9991234012");
  expect(reading.ok && formatNhsNumber(reading.nhsNumber)).toBe("999 123 4012");
});
