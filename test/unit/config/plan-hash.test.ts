import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/config/canonical-json.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";

const files = new Map<string, string>();

function read(change: Record<string, unknown> = {}, variables: Record<string, string> = {}) {
  const reading = parseConfig(
    { ...productionConfig(), ...change },
    { ...secretsInEnvironment, ...variables },
    (path) => files.get(path) ?? "",
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return reading;
}

describe("the plan's hash", () => {
  it("is twelve hexadecimal digits, whatever the order of the keys", () => {
    const reversed = Object.fromEntries(Object.entries(productionConfig()).reverse());
    const { hash } = read().plan;
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(read(reversed).plan.hash).toBe(hash);
  });

  it("is the same whether a default is written or left out", () => {
    expect(read({ logLevel: "info" }).plan.hash).toBe(read().plan.hash);
  });

  it("changes with a setting, and with a variable above the file", () => {
    const { hash } = read().plan;
    expect(read({ logLevel: "warn" }).plan.hash).not.toBe(hash);
    expect(read({}, { CPIS_HTTP_PORT: "9000" }).plan.hash).not.toBe(hash);
  });

  it("changes with what a public reference points to", () => {
    const keys = (kid: string) =>
      JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", kid, x: "A", y: "B" }] });
    const identity = { ...(productionConfig()["identity"] as object), trustedKeys: { file: "keys.json" } };
    files.set("keys.json", keys("one"));
    const { hash } = read({ identity }).plan;
    files.set("keys.json", keys("two"));
    expect(read({ identity }).plan.hash).not.toBe(hash);
  });

  it("holds no secret: another sealing key changes nothing, and none stands in what is hashed", () => {
    const other = Buffer.alloc(32, 9).toString("base64");
    const changed = read({}, { SEALING_KEY: other });
    expect(changed.plan.hash).toBe(read().plan.hash);
    const text = canonicalJson(changed.effective);
    expect(text).not.toContain(other);
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).toContain('"sealingKey":{"env":"SEALING_KEY"}');
  });
});
