import { randomBytes, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
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

const { lockFaults } = (await import(script("lock-faults"))) as {
  readonly lockFaults: (lock: object, allowScripts: object) => readonly string[];
};
const { readAdvisories } = (await import(script("advisories"))) as {
  readonly readAdvisories: (answer: string) => { readonly state: string; readonly lines: readonly string[] };
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

describe("the lock file", () => {
  const good = { version: "1.0.0", integrity: `sha512-${"A".repeat(86)}==`, license: "MIT" };
  const lock = (entry: object) => ({ lockfileVersion: 3, packages: { "": {}, "node_modules/a": entry } });

  test("of this product has nothing to answer for", () => {
    const read = (name: string): Record<string, object> =>
      JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8")) as Record<
        string,
        object
      >;
    expect(lockFaults(read("package-lock.json"), read("package.json")["allowScripts"] ?? {})).toEqual([]);
  });

  test.each([
    [{ integrity: undefined }, "has no SHA-512"],
    [{ integrity: "sha1-AAAA" }, "has no SHA-512"],
    [{ resolved: "https://mirror.example/a.tgz" }, "names the address it comes from"],
    [{ deprecated: "use b" }, "is given up by its makers"],
    [{ hasInstallScript: true }, "wants to run a script"],
    [{ license: "AGPL-3.0-only" }, "is licensed under AGPL-3.0-only"],
    [{ license: undefined }, "is licensed under nothing"],
    [{ license: "MPL-2.0" }, "is licensed under MPL-2.0"],
    [{ link: true }, "is a link to a folder"],
  ])("names a package that is %o", (change, words) => {
    expect(lockFaults(lock(good), {})).toEqual([]);
    expect(lockFaults(lock({ ...good, ...change }), {}).join("\n")).toContain(words);
  });

  test("lets a tool have a licence that is not handed on, and a script that was decided on", () => {
    expect(lockFaults(lock({ ...good, license: "MPL-2.0", dev: true }), {})).toEqual([]);
    expect(lockFaults(lock({ ...good, hasInstallScript: true }), { a: false })).toEqual([]);
    expect(lockFaults({ lockfileVersion: 3, packages: {} }, {})).toEqual(["The lock file holds no package."]);
  });
});

describe("the look-up of known vulnerabilities", () => {
  const report = (total: number, vulnerabilities: object = {}): string =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities,
      metadata: { vulnerabilities: { total }, dependencies: { total: 120 } },
    });

  test("is clean only with a whole report that names none", () => {
    expect(readAdvisories(report(0)).state).toBe("clean");
  });

  test("names each vulnerable package, of whatever severity", () => {
    const low = { a: { name: "a", severity: "low", range: "<1.2.3" } };
    expect(readAdvisories(report(1, low))).toEqual({ state: "found", lines: ["a <1.2.3: low"] });
  });

  test.each([
    ["no answer", ""],
    ["half an answer", '{"auditReportVersion":2'],
    ["a refusal", JSON.stringify({ statusCode: 405, error: { summary: "" } })],
    ["no network", JSON.stringify({ error: { code: "ENOTFOUND" } })],
    ["an empty report", JSON.stringify({ auditReportVersion: 2 })],
    ["a report about no package", report(0).replace("120", "0")],
  ])("is said not to have been done where there is %s, and is no pass", (_what, answer) => {
    const { state, lines } = readAdvisories(answer);
    expect(state).toBe("not-done");
    expect(lines[0]).toContain("NOT DONE");
  });
});
