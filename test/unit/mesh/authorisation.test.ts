import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import {
  buildAuthorisation,
  parseAuthorisation,
  receivedTokenMessage,
  tokenMessage,
  tokenTime,
  tokenTimestamp,
} from "../../../src/codec/mesh/authorisation.js";
import { findCredentialFaults } from "../../../src/domain/mesh-credentials.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

// Invented key, mailbox and passwords; the hashes were made with another implementation.
const vectors = [
  [0, "example-password", "86efb1f0d5bfc644ed1bd61e16dc3f7a9995a07648cc32f98a67f9e08ac98657"],
  [1, "example-password", "5aeed52cdacc4e57e84b65ec8f16cb10440133c66438cca5a60af8559fdbe04c"],
  [1, "example-passw0rd", "e031b429f332c1cb4af7e9e4dce43902ed1dd14fa5f729d84a2a1dd9405079ba"],
] as const;

const parts = {
  mailboxId: "LA999OT001",
  nonce: "11111111-2222-4333-8444-555555555555",
  timestamp: "202601020304",
};

function hash(text: string): string {
  return createHmac("sha256", "ExampleSharedKey").update(text).digest("hex");
}

test.each(vectors)("count %i with %s gives the published hash", (nonceCount, password, expected) => {
  const token = { ...parts, nonceCount };
  expect(hash(tokenMessage(token, password))).toBe(expected);
  expect(buildAuthorisation(token, expected)).toBe(
    `NHSMESH LA999OT001:11111111-2222-4333-8444-555555555555:${nonceCount}:202601020304:${expected}`,
  );
});

test("the password is in the hashed text and never in the header", () => {
  const token = { ...parts, nonceCount: 0 };
  expect(tokenMessage(token, "example-password")).toContain("example-password");
  expect(buildAuthorisation(token, hash("x"))).not.toContain("example-password");
});

test("a received token is hashed as it was written, leading zeros included", () => {
  const token = parseAuthorisation(
    buildAuthorisation({ ...parts, nonceCount: 7 }, "a".repeat(64)).replace(":7:", ":007:"),
  );
  expect(token.nonceCount).toBe(7);
  expect(receivedTokenMessage(token, "p")).toContain(":007:p:");
});

test.each([
  undefined,
  "",
  "Basic abc",
  `NHSMESH LA999OT001:n:0:202601020304:${"A".repeat(64)}`,
  `NHSMESH  LA999OT001:n:0:202601020304:${"a".repeat(64)}`,
  `NHSMESH LA999OT001:n:0:20260102030405:${"a".repeat(64)}`,
  `LA999OT001:n:0:202601020304:${"a".repeat(64)}`,
])("the header %j is refused", (header) => {
  expect(() => parseAuthorisation(header)).toThrow(CpisError);
});

test("timestamps are minutes in UTC and read back to the same minute", () => {
  const at = Date.parse("2026-07-02T03:04:59Z");
  expect(tokenTimestamp(at)).toBe("202607020304");
  expect(tokenTime("202607020304")).toBe(at - 59_000);
  expect(tokenTime("202613020304")).toBeNaN();
});

test("faults that MESH would answer with a bare 403 are found before it is asked", () => {
  const good = { mailboxId: "LA999OT001", password: "example-password", sharedKey: "ExampleSharedKey" };
  expect(findCredentialFaults(good)).toEqual([]);
  const faulty = [
    { ...good, mailboxId: "la999ot001" },
    { ...good, password: "example-password\n" },
    { ...good, password: "exam:ple" },
    { ...good, password: "pässword" },
    { ...good, sharedKey: "" },
  ];
  expect(faulty.map((credentials) => findCredentialFaults(credentials).map(({ path }) => path))).toEqual([
    ["mailboxId"],
    ["password"],
    ["password"],
    ["password"],
    ["sharedKey"],
  ]);
  const said = faulty.flatMap((credentials) =>
    findCredentialFaults(credentials).map(({ message }) => message),
  );
  expect(said.join()).not.toMatch(/exam|pässword/);
});
