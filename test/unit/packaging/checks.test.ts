import { randomBytes, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";

interface Found {
  readonly what: string;
  readonly line: number;
}
const script = (name: string): string => new URL(`../../../scripts/${name}.mjs`, import.meta.url).href;
const { findSecrets } = (await import(script("secret-patterns"))) as {
  readonly findSecrets: (text: string) => readonly Found[];
};
const { billFaults, shippedPart } = (await import(script("sbom-faults"))) as {
  readonly billFaults: (bill: object, direct: readonly string[]) => readonly string[];
  readonly shippedPart: (
    bill: object,
    direct: readonly string[],
  ) => { readonly components: readonly { name: string }[] };
};

describe("the scan for secrets", () => {
  // Made here: written out, they would be found in this very file.
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  const random = randomBytes(32).toString("base64");
  const part = (length: number): string => randomBytes(length).toString("hex").slice(0, length);
  const token = ["eyJhbGciOiJFUzI1NiJ9", "eyJzdWIiOiJudXJzZSJ9", part(40)].join(".");

  test.each([
    ["a private key", `line\n${String(key)}`, 2],
    ["a private key in a string", JSON.stringify(String(key)), 1],
    ["a signed token", `const t = "${token}";`, 1],
    ["a GitHub token", ["gh", "p_", part(36)].join(""), 1],
    ["an npm token", ["npm", part(36)].join("_"), 1],
    ["an AWS key", ["AK", "IA", "ABCDEFGHIJKLMNOP"].join(""), 1],
    ["a password in an address", `postgres://cpis:${part(12)}@db.example`, 1],
    ["a sealing key", `a\nb\n"sealingKey": "${random}"`, 3],
  ])("finds %s, and says where but not what", (_what, text, line) => {
    const found = findSecrets(text);
    expect(found[0]?.line).toBe(line);
    expect(JSON.stringify(found)).not.toContain(random);
  });

  test.each([
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    'sealingKey: { file: "simulator/sealing.key" }',
    'password: "correct horse"',
    "https://gateway.council.example:8460",
    "sha256 = ZW50aXR5IHRhZyBvZiBub3RoaW5nIGluIHBhcnRpY3Vs",
  ])("leaves %s alone", (text) => {
    expect(findSecrets(text)).toEqual([]);
  });
});

describe("the bill of materials", () => {
  const component = (name: string, change: object = {}) => ({
    "bom-ref": `${name}@1.0.0`,
    name,
    version: "1.0.0",
    purl: `pkg:npm/${name}@1.0.0`,
    hashes: [{ alg: "SHA-512", content: "00" }],
    licenses: [{ license: { id: "MIT" } }],
    ...change,
  });
  const bill = (...components: readonly object[]) => ({
    bomFormat: "CycloneDX",
    metadata: { component: { "bom-ref": "self" } },
    components,
    dependencies: [
      { ref: "self", dependsOn: ["shipped@1.0.0", "tool@1.0.0"] },
      { ref: "shipped@1.0.0", dependsOn: ["below@1.0.0"] },
      { ref: "tool@1.0.0", dependsOn: ["below@1.0.0", "only-tool@1.0.0"] },
    ],
  });

  test("holds what is shipped and all that this is made of, and no tool of development", () => {
    const whole = bill(component("shipped"), component("tool"), component("below"), component("only-tool"));
    expect(shippedPart(whole, ["shipped"]).components.map(({ name }) => name)).toEqual(["shipped", "below"]);
  });

  test.each([
    [component("a", { hashes: [] }), "has no hash"],
    [component("a", { licenses: [] }), "states no licence"],
    [component("a", { licenses: [{ license: { id: "AGPL-3.0-only" } }] }), "is licensed under AGPL-3.0-only"],
    [component("a", { licenses: [{ expression: "MIT AND GPL-3.0" }] }), "is licensed under"],
    [component("a", { version: "" }), "has no version"],
  ])("names what is incomplete or not permitted", (faulty, words) => {
    expect(billFaults(bill(faulty), []).join("\n")).toContain(words);
  });

  test("is content with a choice that holds a permitted licence, and misses a package that is not in it", () => {
    expect(
      billFaults(bill(component("a", { licenses: [{ expression: "(GPL-2.0 OR MIT)" }] })), ["a"]),
    ).toEqual([]);
    expect(billFaults(bill(component("a")), ["b"])).toEqual(["b is missing from the bill."]);
  });
});
