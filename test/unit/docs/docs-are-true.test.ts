import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/cli/program.js";
import { listSettings } from "../../../src/config/setting-list.js";
import { anchorsOf, codeOf, pages, relativeLinks, root } from "./quoted-text.js";

const silent = {
  out: () => undefined,
  note: () => undefined,
  variables: {},
  now: () => 0,
} as unknown as Parameters<typeof createProgram>[0];
const program = createProgram(silent, () => undefined);

/** What is wrong with a command as a page quotes it; nothing, where it would be understood. */
function faultOf(line: string): string | undefined {
  const words = line
    .replace(/^\$ /, "")
    .replace(/^npx cpis\s*/, "")
    .split(/\s+[|<>&#]|\s{2,}/)[0]
    ?.split(/\s+/)
    .filter((word) => word !== "") ?? [""];
  let command: Command = program;
  let rest = words;
  for (;;) {
    const child = command.commands.find((each) => each.name() === rest[0]);
    if (child === undefined) break;
    command = child;
    rest = rest.slice(1);
  }
  if (command === program && rest[0] !== undefined && !/^(-|help$|…|\.\.\.)/.test(rest[0])) {
    return `no command ${rest[0]}`;
  }
  const options = new Set(
    lineage(command).flatMap((each) => each.options.flatMap(({ long, short }) => [long, short])),
  );
  const unknown = rest
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.replace(/[=,.;]?["']?$/, ""))
    .find((word) => word !== "--help" && word !== "-h" && !options.has(word));
  return unknown === undefined ? undefined : `${command.name()} has no ${unknown}`;
}

/** A command and those it stands under: their options may be given after its name too. */
function lineage(command: Command): readonly Command[] {
  return command.parent === null ? [command] : [command, ...lineage(command.parent)];
}

const named = listSettings().map(({ path }) => path.replaceAll("[]", ""));
/** Groups count too, as far as a setting stands in them. */
const settings = new Set(
  named.flatMap((path) => path.split(".").map((_, end, steps) => steps.slice(0, end + 1).join("."))),
);
const roots = new Set([...settings].map((path) => path.split(".")[0] ?? ""));

/** What doctor calls its findings where they are about no one setting. */
const findings = new Set(["spine.connection", "spine.peerCertificate"]);

function isSetting(quoted: string): boolean {
  if (findings.has(quoted)) return true;
  const path = quoted.replace(/\[(\d*|n)\]/g, "");
  if (settings.has(path)) return true;
  return [...settings].some((each) => each.includes(".*") && matchesAnyName(each, path));
}

function matchesAnyName(pattern: string, path: string): boolean {
  const steps = pattern.split(".");
  const given = path.split(".");
  return steps.length === given.length && steps.every((step, index) => step === "*" || step === given[index]);
}

describe.each(pages())("$file", ({ file, text }) => {
  it("links to what is there", () => {
    const broken = relativeLinks(text).filter((target) => {
      const [path = "", anchor] = target.split("#");
      const goal = path === "" ? join(root, file) : join(root, dirname(file), path);
      if (!existsSync(goal)) return true;
      return (
        anchor !== undefined && goal.endsWith(".md") && !anchorsOf(readFileSync(goal, "utf8")).has(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  it("quotes commands that the program has, with options that they have", () => {
    const quoted = codeOf(text).filter((line) => /^(\$ )?npx cpis( |$)|^\$ cpis /.test(line));
    const faults = quoted.flatMap((line) => {
      const fault = faultOf(line.replace(/^\$ cpis/, "npx cpis"));
      return fault === undefined ? [] : [`${line}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it("names settings that exist", () => {
    const quoted = codeOf(text.replace(/^```[\s\S]*?^```/gm, "")).filter(
      (code) =>
        /^[a-z][A-Za-z]*(\[\w*\])?(\.[A-Za-z0-9*]+(\[\w*\])?)+$/.test(code) &&
        roots.has(code.split(/[.[]/)[0] ?? ""),
    );
    expect(quoted.filter((code) => !isSetting(code))).toEqual([]);
  });
});

describe("these tests notice", () => {
  it("a command, an option, a setting and a link that are not there", () => {
    expect(faultOf("npx cpis serv --config x")).toBe("no command serv");
    expect(faultOf("npx cpis doctor --confg x")).toBe("doctor has no --confg");
    expect(faultOf("npx cpis audit verify --config x")).toBeUndefined();
    expect(isSetting("council.mesh.https.pasword")).toBe(false);
    expect(isSetting("locations[0].accessMode")).toBe(true);
    expect(relativeLinks("[a](b.md) [c](https://x.example) `[d](e)`")).toEqual(["b.md"]);
  });
});
