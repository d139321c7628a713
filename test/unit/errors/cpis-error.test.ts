import { expect, test } from "vitest";
import { errorCodes, retryAdvice } from "../../../src/errors/codes.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

test("an error of another copy of the package is recognised by its brand", () => {
  const foreign = Object.assign(new Error("x"), { code: "CPIS_XML_MALFORMED" });
  expect(CpisError.is(foreign)).toBe(false);
  Object.defineProperty(foreign, Symbol.for("cpis-plugin.error"), { value: true });
  expect(CpisError.is(foreign)).toBe(true);
  expect(CpisError.is(foreign, "CPIS_XML_MALFORMED")).toBe(true);
  expect(CpisError.is(foreign, "CPIS_INTERNAL")).toBe(false);
});

test("category and retry advice come from the table, and only an unavailable peer is retried without asking", () => {
  expect(new CpisError("CPIS_SPINE_OUTCOME_UNKNOWN")).toMatchObject({ category: "ambiguous", retry: "ask" });
  expect(new CpisError("CPIS_SPINE_UNREACHABLE")).toMatchObject({ category: "unavailable", retry: "safe" });
  const retried = new Set(
    Object.values(errorCodes)
      .filter(({ category }) => retryAdvice(category) === "safe")
      .map(({ category }) => category),
  );
  expect([...retried]).toEqual(["unavailable"]);
});

test("the message is the operator's text, never the cause's", () => {
  const error = new CpisError("CPIS_STORE_FAILED", { cause: new Error("secret detail") });
  expect(error.message).toBe(errorCodes.CPIS_STORE_FAILED.text);
});
