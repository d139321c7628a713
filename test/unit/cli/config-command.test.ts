import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { listSettings } from "../../../src/config/setting-list.js";
import { useOf } from "../../../src/config/setting-use.js";
import { settingsJsonSchema } from "../../../src/config/settings.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const exitCode = await runCli(args, {
    out: (text) => out.push(text),
    note: (text) => notes.push(text),
    variables: {},
    now: () => Date.UTC(2026, 10, 21),
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, out: out.join("\n"), notes: notes.join("\n") };
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("cpis config check", () => {
  const faulty = "environment: simulator\nlookups:\n  dwelMs: 900\nlocations:\n  - id: ed\n    name: ED\n";

  it("prints every fault with its line, what to change and what the setting is for", async () => {
    const file = write("cpis.yaml", faulty);
    const { exitCode, out } = await run("config", "check", file);
    expect(exitCode).toBe(1);
    expect(out).toContain(`${file}:3:3: lookups.dwelMs is not a setting. Did you mean "dwellMs"?`);
    expect(out).toContain(`${file}:5:5: locations[0].accessMode is missing.`);
    expect(out).toContain("    It is whether a check here is listed and told to the council");
    expect(out).toContain(`${file}: identity is missing.`);
    expect(out).toMatch(/: [0-9]+ faults\. Nothing would start\.$/);
  });

  it("gives the same as JSON for a program", async () => {
    const { exitCode, out } = await run("config", "check", write("cpis.yaml", faulty), "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      code: "CPIS_CONFIG_INVALID",
      faults: expect.arrayContaining([
        expect.objectContaining({ path: "lookups.dwelMs", line: 3, column: 3 }) as unknown,
      ]) as unknown,
    });
  });

  it("says which file cannot be read, and ends with 1", async () => {
    const file = join(folder, "none.yaml");
    const { exitCode, out } = await run("config", "check", file);
    expect(exitCode).toBe(1);
    expect(out).toContain(`${file} cannot be read: there is no such file.`);
  });

  it("refuses a file that ends in the middle of a word", async () => {
    const whole = readFileSync(new URL("../../../examples/config/simulator.json", import.meta.url), "utf8");
    const { exitCode, out } = await run("config", "check", write("half.json", whole.slice(0, 700)));
    expect(exitCode).toBe(1);
    expect(out).toMatch(/half\.json(:[0-9]+:[0-9]+)?: is not JSON\./);
  });
});

describe("cpis config schema", () => {
  it.each(["simulator.json", "council.json"])(
    "accepts examples/config/%s, and refuses it with a fault",
    async (name) => {
      const { exitCode, out } = await run("config", "schema");
      expect(exitCode).toBe(0);
      const schema = JSON.parse(out) as Record<string, unknown>;
      const example = JSON.parse(
        readFileSync(new URL(`../../../examples/config/${name}`, import.meta.url), "utf8"),
      ) as Record<string, unknown>;
      expect(await acceptedBy(schema, example)).toBe(true);
      expect(await acceptedBy(schema, { ...example, environment: "live" })).toBe(false);
      expect(await acceptedBy(schema, { ...example, lookupz: {} })).toBe(false);
    },
  );

  it("describes every setting, for editors to show", () => {
    expect(listSettings().filter(({ description }) => description === "")).toEqual([]);
    expect(JSON.stringify(settingsJsonSchema())).toContain("draft-07");
  });
});

// A validator of its own, far from the one the settings are made with.
async function acceptedBy(schema: Record<string, unknown>, value: Record<string, unknown>): Promise<boolean> {
  const app = fastify({
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false },
    },
  });
  app.post("/", { schema: { body: schema } }, () => ({}));
  const { statusCode } = await app.inject({ method: "POST", url: "/", payload: value });
  await app.close();
  return statusCode === 200;
}

describe("cpis config explain", () => {
  it("says type, unit, default, danger, secrecy, variable and use of a setting", async () => {
    const dwell = (await run("config", "explain", "lookups.dwellMs")).out;
    expect(dwell).toMatch(/type +whole number/);
    expect(dwell).toMatch(/unit +ms/);
    expect(dwell).toMatch(/default +1000/);
    expect(dwell).toMatch(/danger +Too short/);
    expect(dwell).toMatch(/variable +CPIS_LOOKUPS_DWELL_MS/);
    expect(dwell).toMatch(/used by +the lookup service/);
    expect((await run("config", "explain", "store.sealingKey")).out).toMatch(/secret +yes/);
    expect((await run("config", "explain", "environment")).out).toContain(
      "one of: simulator, integration, production",
    );
  });

  it.each([
    ["locations[2].accessMode", "locations[].accessMode"],
    ["locations.accessMode", "locations[].accessMode"],
    ["CPIS_HTTP_PORT", "http.port"],
    ["contacts.officeHours.ZZL01.periods", "contacts.officeHours.*.periods"],
  ])("finds %s as a person writes it", async (key, path) => {
    expect((await run("config", "explain", key)).out.split("\n")[0]).toBe(path);
  });

  it.each([
    ["lookups.dwelMs", "lookups.dwellMs"],
    ["acessMode", "locations[].accessMode"],
    ["CPIS_HTP_PORT", "CPIS_HTTP_PORT"],
  ])("suggests what %s may have meant, and ends with 2", async (key, meant) => {
    const { exitCode, notes } = await run("config", "explain", key);
    expect(exitCode).toBe(2);
    expect(notes).toContain(`Did you mean ${meant}`);
  });

  it("knows where every setting is used", () => {
    expect(listSettings().filter(({ path }) => useOf(path) === undefined)).toEqual([]);
  });
});
