import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseFrameMessage,
  parseHostMessage,
  readConnect,
  readHello,
} from "../../../src/contract/parse-host-bridge.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

const open = {
  kind: "context-open",
  seq: 1,
  patient: { nhsNumber: "9995260182", localIds: [{ system: "s", value: "v" }] },
  encounter: { id: "E1" },
};

describe("a message of a host's", () => {
  test("is read where it has the documented shape", () => {
    expect(parseHostMessage(open)).toEqual(open);
    expect(parseHostMessage({ kind: "ping", n: 3 })).toEqual({ kind: "ping", n: 3 });
    expect(parseHostMessage({ kind: "ping", n: 3, active: true })).toEqual({
      kind: "ping",
      n: 3,
      active: true,
    });
    expect(() => parseHostMessage({ kind: "ping", n: 3, active: "yes" })).toThrow();
    expect(parseHostMessage({ kind: "token", id: 3 })).toEqual({ kind: "token", id: 3 });
  });

  test("is refused with one of two codes, whatever it is, and never throws anything else (H-01)", () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withTypedArray: true }), (value) => {
        try {
          parseHostMessage(value);
        } catch (error) {
          expect(CpisError.is(error)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("is refused where one field of a patient is another kind of value (H-01)", () => {
    const names = ["nhsNumber", "nhsNumberStatus", "birthDate", "familyName", "pregnancy", "localIds"];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.object()),
        (name, value) => {
          expect(() => parseHostMessage({ ...open, patient: { ...open.patient, [name]: value } })).toThrow(
            expect.objectContaining({ code: "CPIS_HOST_MESSAGE_INVALID" }),
          );
        },
      ),
    );
  });

  test.each([
    ["long text", { ...open, patient: { localIds: [], familyName: "x".repeat(10 << 20) } }],
    ["a long list", Array.from({ length: 1_000_000 }, () => 1)],
    ["many fields", Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))],
    ["long names of fields", { ["x".repeat(10 << 20)]: 1 }],
    ["bytes", new Uint8Array(10 << 20)],
    ["a circle", circle()],
  ])("is not read where it is too large: %s (H-01)", (_what, value) => {
    expect(() => parseHostMessage(value)).toThrow(
      expect.objectContaining({ code: "CPIS_HOST_MESSAGE_TOO_LARGE" }),
    );
  });
});

describe("a message of the hosted page's", () => {
  test("may have fields of a newer version, and never holds content", () => {
    const message = { kind: "lookup-changed", seq: 2, state: "record", newer: 1 };
    expect(parseFrameMessage(message)).toEqual({ kind: "lookup-changed", seq: 2, state: "record" });
    expect(() => parseFrameMessage({ kind: "lookup-changed", seq: 2, state: "clear" })).toThrow();
  });
});

describe("an offer and its answer", () => {
  test("are told from other messages and from other versions", () => {
    expect(readHello({ type: "cpis:hello", v: 1, nonce: "n" })).toEqual({
      type: "cpis:hello",
      v: 1,
      nonce: "n",
    });
    expect(readHello({ type: "cpis:hello", v: 2, nonce: "n" })).toBe("other-version");
    expect(readConnect({ type: "cpis:hello", v: 1, nonce: "n" })).toBeUndefined();
    expect(readConnect({ type: "cpis:connect", v: 1, nonce: "" })).toBeUndefined();
    expect(readConnect(null)).toBeUndefined();
  });
});

function circle(): unknown {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  return value;
}
