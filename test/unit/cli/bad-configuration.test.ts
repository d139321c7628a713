import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { writeSimulatorFiles } from "../../../src/cli/simulator-files.js";
import { createSimulator } from "../../../src/simulator/simulator.js";

let folder: string;
let good: string;
const secret = randomBytes(32).toString("base64");
const otherKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-bad-"));
  await writeSimulatorFiles(await createSimulator(), join(folder, "simulator"));
  const locations = ["ed=Emergency department=unscheduled", "clinic=Clinic=scheduled"];
  const file = join(folder, "good.yaml");
  const asked = ["init", file, "--kind", "hospital", "--environment", "simulator"];
  await run(...asked, ...locations.flatMap((location) => ["--location", location]));
  good = readFileSync(file, "utf8");
  writeFileSync(join(folder, "other.key"), otherKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(folder, "torn.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");
  mkdirSync(join(folder, "directory.pem"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const printed: string[] = [];
  const exitCode = await runCli(args, {
    out: (text) => printed.push(text),
    note: (text) => printed.push(text),
    variables: {},
    now: () => Date.now(),
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, printed: printed.join("\n") };
}

async function check(text: string) {
  const file = join(folder, "site.yaml");
  writeFileSync(file, text);
  return run("config", "check", file);
}

/** The good configuration with one place changed; a place that is not there would test nothing. */
function changed(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}

const bomb = ["a: &a [x, x]", "b: &b [*a, *a]", "c: &c [*b, *b]", "http: [*c, *c]"].join("\n");

describe("a configuration that an administrator got wrong", () => {
  it.each([
    [
      "an unknown key",
      () => changed("port: 8460", "prot: 8460"),
      'http.prot is not a setting. Did you mean "port"?',
    ],
    ["a wrong type", () => changed("port: 8460", "port: eight"), "http.port must be a whole number"],
    [
      "a number where a text must be",
      () => changed('ownAsid: "999900000001"', "ownAsid: 999900000001"),
      "spine.ownAsid",
    ],
    [
      "a secret in the file, outside the simulator",
      () =>
        changed("environment: simulator", "environment: integration").replace(
          "sealingKey: { file: simulator/sealing.key }",
          `sealingKey: ${secret}`,
        ),
      "store.sealingKey is a secret in the file",
    ],
    [
      "two locations of one id (H-13)",
      () => changed("- id: clinic", "- id: ed"),
      "locations[1].id is used twice",
    ],
    [
      "two locations of one name (H-13)",
      () => changed("name: Clinic", "name: emergency department"),
      "locations[1].name",
    ],
    [
      "two default locations (H-13)",
      () => good.replaceAll(/^( +)name: (Clinic|Emer.*)$/gm, "$1name: $2\n$1default: true"),
      "locations[1].default is not a setting",
    ],
    ["a default location (H-13)", () => `${good}\ndefaultLocation: ed\n`, "defaultLocation is not a setting"],
    [
      "a certificate that cannot be read",
      () => changed("simulator/gateway.pem", "directory.pem"),
      "spine.tls.certificate refers to directory.pem, which cannot be read: it is a directory",
    ],
    [
      "a certificate that is cut short",
      () => changed("simulator/gateway.pem", "torn.pem"),
      "spine.tls.certificate",
    ],
    ["a key that does not match", () => changed("simulator/gateway.key", "other.key"), "spine.tls.key"],
    ["a bomb of aliases", () => `${bomb}\n`, "anchor"],
  ])("%s is refused with its place, and nothing starts", async (_what, edit, words) => {
    const { exitCode, printed } = await check(edit());
    expect(printed).toContain(words);
    expect(printed).toContain("Nothing would start.");
    expect(printed).not.toContain(secret);
    expect(exitCode).toBe(1);
    const served = await run("serve", "--config", join(folder, "site.yaml"));
    expect(served.exitCode).toBe(1);
    expect(existsSync(join(folder, "gateway.sqlite"))).toBe(false);
  });

  it("is refused wherever the writing of the file broke off: what is missing is never assumed", async () => {
    expect((await check(good)).exitCode).toBe(0);
    const end = good.trimEnd().length;
    // A prime step meets the beginning, the middle and the end of lines, values and comments.
    const cuts = Array.from({ length: Math.floor(end / 61) }, (_, at) => at * 61);
    const accepted: number[] = [];
    for (const cut of [...cuts, end - 1]) {
      if ((await check(good.slice(0, cut))).exitCode === 0) accepted.push(cut);
    }
    expect(accepted).toEqual([]);
  });
});
