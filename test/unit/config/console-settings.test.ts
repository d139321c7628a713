import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/config/parse-config.js";
import { simulatorConsoleSettings } from "../../../src/simulator/sign-in/console-settings.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";

const signIn = {
  issuer: "https://am.example.test/oidc",
  clientId: "cpis",
  clientSecret: { env: "CONSOLE_SECRET" },
};
const roles = [{ role: "administrator", jobRoleCodes: ["R8006"] }];
const settings = { origin: "https://cpis.example.test", signIn, roles };

function read(console: unknown, environment?: string) {
  const config = { ...productionConfig(), console, ...(environment === undefined ? {} : { environment }) };
  const variables = { ...secretsInEnvironment, CONSOLE_SECRET: "s3cret " };
  return parseConfig(config, variables, () => "");
}

function faults(console: unknown, environment?: string): readonly string[] {
  const reading = read(console, environment);
  return reading.ok ? [] : reading.issues.map(({ path }) => path);
}

describe("the settings of the console", () => {
  test("mean a plan with a session of 15 minutes, at most 8 hours, and AAL3", () => {
    const reading = read(settings);
    expect(reading.ok && reading.plan.console).toEqual({
      origin: "https://cpis.example.test",
      sessions: { idleMs: 900_000, longestMs: 28_800_000, stepUpMs: 300_000 },
      signIn: {
        issuer: "https://am.example.test/oidc",
        clientId: "cpis",
        credential: { kind: "secret", secret: "s3cret" },
        level: "AAL3",
        scope: "openid profile nhsperson nationalrbacaccess associatedorgs",
        clockToleranceSeconds: 30,
      },
      roles: [{ role: "administrator", jobRoleCodes: ["R8006"], activityCodes: [] }],
      organisations: ["ZZ9A1"],
    });
  });

  test("are absent from the plan where there is no console", () => {
    const reading = read(undefined);
    expect(reading.ok && "console" in reading.plan).toBe(false);
  });

  test.each([
    ["an origin with a path", { ...settings, origin: "https://cpis.example.test/x" }, "console.origin"],
    ["an origin in the clear", { ...settings, origin: "http://cpis.example.test" }, "console.origin"],
    [
      "a provider in the clear",
      { ...settings, signIn: { ...signIn, issuer: "http://127.0.0.1:9" } },
      "console.signIn.issuer",
    ],
    [
      "the provider of another environment",
      {
        ...settings,
        signIn: { ...signIn, issuer: "https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk/x" },
      },
      "console.signIn.issuer",
    ],
    [
      "no proof of itself",
      { ...settings, signIn: { issuer: signIn.issuer, clientId: "cpis" } },
      "console.signIn.privateKey",
    ],
    [
      "two proofs of itself",
      {
        ...settings,
        signIn: { ...signIn, privateKey: { key: { env: "SPINE_KEY" }, keyId: "k1" } },
      },
      "console.signIn.privateKey",
    ],
    [
      "its secret in the file",
      { ...settings, signIn: { ...signIn, clientSecret: "in the file" } },
      "console.signIn.clientSecret",
    ],
    [
      "a role that nobody has",
      { ...settings, roles: [{ role: "auditor", activityCodes: [], jobRoleCodes: [] }] },
      "console.roles[0]",
    ],
    ["a role that there is not", { ...settings, roles: [{ role: "owner" }] }, "console.roles[0].role"],
    ["no roles", { ...settings, roles: [] }, "console.roles"],
    [
      "a shorter longest time than the idle one",
      { ...settings, sessions: { idleMs: 3_600_000, longestMs: 600_000 } },
      "console.sessions.longestMs",
    ],
  ])("are refused with %s", (_what, console, path) => {
    expect(faults(console)).toContain(path);
  });

  test("may name a provider and a console on this machine for the simulator", () => {
    const local = { ...settings, origin: "http://127.0.0.1:8460" };
    const found = faults({ ...local, signIn: { ...signIn, issuer: "http://127.0.0.1:8449" } }, "simulator");
    expect(found.filter((path) => path.startsWith("console"))).toEqual([]);
  });

  test("take a private key instead of a secret, and its passphrase", () => {
    const privateKey = { key: { env: "SPINE_KEY" }, keyId: "k1" };
    const reading = read({ ...settings, signIn: { issuer: signIn.issuer, clientId: "cpis", privateKey } });
    expect(reading.ok && reading.plan.console?.signIn.credential).toEqual({
      kind: "private-key",
      key: secretsInEnvironment.SPINE_KEY,
      keyId: "k1",
      algorithm: "RS512",
    });
  });
});

test("the example's console is the one that the simulator's people sign in to", () => {
  const file = new URL("../../../examples/config/simulator.json", import.meta.url);
  const { console } = JSON.parse(readFileSync(file, "utf8")) as { readonly console: unknown };
  const [origin, issuer] = ["http://127.0.0.1:8460", "http://127.0.0.1:8447"];
  // Where the file keeps the secret is the file's own business.
  const expected = {
    ...simulatorConsoleSettings(origin, issuer),
    signIn: { issuer, clientId: "cpis-gateway" },
  };
  expect(console).toMatchObject(expected);
});
