import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/config/parse-config.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";

const publicKey = { kty: "EC", crv: "P-256", kid: "pas-1", x: "AAAA", y: "BBBB" };
const privateKey = { kty: "EC", crv: "P-256", kid: "own-1", x: "AAAA", y: "BBBB", d: "CCCC" };
const system = { issuer: "https://pas.example.test", trustedKeys: { keys: [publicKey] } };

function issuesOf(hosted: unknown, keys: unknown = { keys: [privateKey] }): readonly string[] {
  const reading = parseConfig(
    { ...productionConfig(), hosted },
    { ...secretsInEnvironment, LAUNCH_KEYS: JSON.stringify(keys) },
    () => "",
  );
  return reading.ok ? [] : reading.issues.map(({ path }) => path);
}

const launch = (changes: object = {}): object => ({
  launch: {
    audience: "https://cpis.example.test",
    decryptionKeys: { env: "LAUNCH_KEYS" },
    systems: [system],
    ...changes,
  },
});

describe("the setting `hosted`", () => {
  test("is absent by default: a gateway serves no page of its own", () => {
    const reading = parseConfig(productionConfig(), secretsInEnvironment, () => "");
    expect(reading).toMatchObject({ ok: true });
    expect(reading.ok && "hosted" in reading.plan).toBe(false);
  });

  test("becomes a plan with its keys read", () => {
    const reading = parseConfig(
      { ...productionConfig(), hosted: { hostOrigins: ["https://epr.example.test"], ...launch() } },
      { ...secretsInEnvironment, LAUNCH_KEYS: JSON.stringify({ keys: [privateKey] }) },
      () => "",
    );
    expect(reading).toMatchObject({
      ok: true,
      plan: {
        hosted: {
          hostOrigins: ["https://epr.example.test"],
          desktopShell: false,
          hostSilenceMs: 15_000,
          launch: {
            decryptionKeys: { keys: [privateKey] },
            systems: [{ shape: "cpis", withoutUser: "not-identified", locations: {}, practitioners: {} }],
          },
        },
      },
    });
  });

  test.each([
    [{ hostOrigins: ["https://epr.example.test/chart"] }, "hosted.hostOrigins[0]"],
    [{ hostOrigins: ["*"] }, "hosted.hostOrigins[0]"],
    [{ hostSilenceMs: 100 }, "hosted.hostSilenceMs"],
    [launch({ systems: [] }), "hosted.launch.systems"],
    [
      launch({ systems: [{ ...system, trustedKeys: { keys: [privateKey] } }] }),
      "hosted.launch.systems[0].trustedKeys.keys[0]",
    ],
    [launch({ decryptionKeys: '{"keys":[]}' }), "hosted.launch.decryptionKeys"],
  ])("is refused with the place of its fault: %j", (hosted, place) => {
    expect(issuesOf(hosted)).toContain(place);
  });

  test.each([
    ["public keys", { keys: [publicKey] }],
    ["no key", { keys: [] }],
    ["two keys of one name", { keys: [privateKey, privateKey] }],
    ["something else", 1],
  ])("is refused where its decryption keys are %s", (_what, keys) => {
    expect(issuesOf(launch(), keys)).toContain("hosted.launch.decryptionKeys");
  });
});
