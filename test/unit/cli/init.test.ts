import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import { readConfigText } from "../../../src/config/config-text.js";
import { pemText } from "../../support/config.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-init-"));
  file = join(folder, "cpis.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function init(args: readonly string[], answers?: readonly string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const left = [...(answers ?? [])];
  const exitCode = await runCli(["init", file, ...args], {
    out: (text) => out.push(text),
    note: (text) => notes.push(text),
    variables: {},
    now: () => Date.now(),
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
    ...(answers === undefined ? {} : { ask: () => Promise.resolve(left.shift() ?? "") }),
  });
  return { exitCode, out: out.join("\n"), notes: notes.join("\n") };
}

function fileContent(path: string): string {
  if (path.endsWith(".key") && !path.includes("sealing") && !path.includes("shared")) return pemText.key;
  if (path.endsWith(".pem")) return pemText.certificate;
  if (path.endsWith(".json")) return JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: "A", y: "B" }] });
  return Buffer.alloc(32, 3).toString("base64");
}

function reading() {
  const read = readConfigText(file, readFileSync(file, "utf8"));
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return parseConfig(read.value, {}, fileContent);
}

const hospital = ["--kind", "hospital", "--environment", "simulator"];

describe("cpis init", () => {
  it.each(["hospital", "council"])(
    "writes a %s for the simulator without a fault, readable by its owner only",
    async (kind) => {
      const { exitCode, out } = await init(["--kind", kind, "--environment", "simulator"]);
      expect(exitCode).toBe(0);
      expect(out).toContain(`npx cpis serve --config ${file}`);
      expect(reading()).toMatchObject({ ok: true, plan: { environment: "simulator" } });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readdirSync(folder)).toEqual(["cpis.yaml"]);
    },
  );

  it("says in the file what each setting means and what can go wrong with it", async () => {
    await init(hospital);
    const text = readFileSync(file, "utf8");
    expect(text.replace(/\n +# /g, " ")).toContain(
      "DANGER: Scheduled in an emergency department: no council is ever told (H-13).",
    );
    expect(text).toMatch(/# The address to which queries are posted\.\n +endpoint: /);
  });

  it("takes its locations from options", async () => {
    await init([...hospital, "--location", "ed=ED: main=unscheduled", "--location", "c=Clinic=scheduled"]);
    expect(reading()).toMatchObject({
      plan: {
        locations: [
          { id: "ed", name: "ED: main", accessMode: "unscheduled" },
          { id: "c", name: "Clinic", accessMode: "scheduled" },
        ],
      },
    });
  });

  it("asks at a terminal, and asks again where the answer is none (H-13, H-14)", async () => {
    const { exitCode } = await init(
      [],
      ["clinic", "hospital", "simulator", "Children’s A&E", "maybe", "unscheduled", "Ward", "scheduled", ""],
    );
    expect(exitCode).toBe(0);
    expect(reading()).toMatchObject({
      plan: {
        locations: [
          { id: "children-s-a-e", name: "Children’s A&E", accessMode: "unscheduled" },
          { id: "ward", accessMode: "scheduled" },
        ],
      },
    });
  });

  it.each([
    [[], "--kind"],
    [["--kind", "council"], "--environment"],
    [["--kind", "hospital", "--environment", "production"], "--location"],
    [[...hospital, "--location", "ed=ED"], "--location is written as"],
    [["--kind", "council", "--environment", "simulator", "--location", "a=A=scheduled"], "no locations"],
  ])("asks nothing without a terminal: %j ends with 2 and writes nothing", async (args, words) => {
    const { exitCode, notes } = await init(args);
    expect(exitCode).toBe(2);
    expect(notes).toContain(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("never overwrites a file without --force", async () => {
    writeFileSync(file, "mine");
    expect((await init(hospital)).exitCode).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await init([...hospital, "--force"])).exitCode).toBe(0);
    expect(reading()).toMatchObject({ ok: true });
  });

  it.each(["hospital", "council"])(
    "for a national environment a %s lacks exactly what only its administrator knows, and no location is enabled (H-32)",
    async (kind) => {
      const locations =
        kind === "hospital" ? ["--location", "ed=ED=unscheduled", "--location", "c=C=scheduled"] : [];
      const { exitCode } = await init(["--kind", kind, "--environment", "production", ...locations]);
      expect(exitCode).toBe(0);
      const result = reading();
      const issues = result.ok ? [] : result.issues;
      expect(issues.length).toBeGreaterThan(5);
      expect(issues.filter(({ message }) => !/^is (missing|empty)/.test(message))).toEqual([]);
      const enabled = readFileSync(file, "utf8").match(/enabled: true/g);
      expect(enabled).toBeNull();
    },
  );

  it("makes a sealing key once, and never replaces it: without the first one the audit is unreadable", async () => {
    const args = ["--kind", "council", "--environment", "integration"];
    await init(args);
    const key = join(folder, "secrets", "sealing.key");
    const first = readFileSync(key, "utf8");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    await init([...args, "--force"]);
    expect(readFileSync(key, "utf8")).toBe(first);
    expect(existsSync(`${key}.part`)).toBe(false);
  });
});
