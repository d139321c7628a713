import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCpis } from "../../support/cli.js";

describe("the program's help", () => {
  it("teaches with examples and exit codes", async () => {
    const { exitCode, out } = await runCpis(["--help"]);
    expect(exitCode).toBe(0);
    for (const command of ["demo", "serve", "simulate", "lookup", "message"])
      expect(out).toContain(`  ${command} `);
    expect(out).toContain("Exit codes: 0 a definite answer, or done; 1 could not check");
  });

  it.each(["demo", "serve", "simulate", "lookup", "message parse", "message build"])(
    "has an example for %s",
    async (command) => {
      const { exitCode, out } = await runCpis([...command.split(" "), "--help"]);
      expect(exitCode).toBe(0);
      expect(out).toMatch(/Examples:\n {2}\$ (cpis|npm)/);
    },
  );

  it("is shown to whoever calls the program without a word", async () => {
    const { exitCode, out } = await runCpis([]);
    expect(exitCode).toBe(0);
    expect(out).toContain("Usage: cpis");
  });
});

describe("wrong usage", () => {
  it.each([
    [["look"], "Did you mean lookup?"],
    [["lookup", "--jsn"], "Did you mean --json?"],
    [["serve"], "--config"],
    [["demo", "--port", "eighty"], "A port is a number from 0 to 65535."],
    [["demo", "--port", "65536"], "A port is a number from 0 to 65535."],
    [["message", "parse"], "file"],
    [["lookup", "9995260182", "--birth-date", "03/02/2018"], "--birth-date must be written as 2018-02-03."],
    [["lookup", "9995260182", "--seed", "a.json", "--config", "b.json"], "cannot be used together"],
  ])("%j ends with 2, says why on standard error, and prints nothing else", async (args, words) => {
    const { exitCode, out, err } = await runCpis(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
    expect(out).toBe("");
  });
});

describe("the program file", () => {
  it("imports nothing before it knows that this Node is new enough", () => {
    const main = readFileSync(new URL("../../../dist/src/cli/main.js", import.meta.url), "utf8");
    expect(main.startsWith("#!/usr/bin/env node\n")).toBe(true);
    expect(main).not.toMatch(/^import /m);
  });
});
