import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./quoted-text.js";

const text = readFileSync(join(root, "docs/security/asvs.md"), "utf8");
const lines = [...text.matchAll(/^\| (\d+\.\d+(?:\.\d+)?) +\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
  ([, line = "", , state = "", reason = ""]) => ({ line, state: state.trim(), reason: reason.trim() }),
);

describe("the table of ASVS lines", () => {
  it("gives each line one of the states that it explains, with a test or a reason", () => {
    const states = [
      "tested",
      "built, no test of its own",
      "partly",
      "not built",
      "not applicable",
      "the deploying organisation",
    ];
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter(({ state, reason }) => !states.includes(state) || reason === "")).toEqual([]);
    expect(new Set(lines.map(({ line }) => line)).size).toBe(lines.length);
  });

  it("names a test, which is there, for each line that it calls tested", () => {
    for (const { line, state, reason } of lines.filter((each) => each.state === "tested")) {
      const files = [...reason.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, file = ""]) => file);
      const refers = /^as (\d+\.\d+\.\d+)/.exec(reason)?.[1];
      if (refers === undefined) expect(files, `${line} ${state}`).not.toEqual([]);
      else expect(lines.find((each) => each.line === refers)?.state, line).toBe("tested");
      for (const file of files) expect(existsSync(join(root, file)), `${line}: ${file}`).toBe(true);
    }
  });

  it("adds up", () => {
    const [, said = ""] = /^In all: (.*)\.$/m.exec(text) ?? [];
    const counted = [...said.matchAll(/(\d+) (\D+?)(?=, \d|$)/g)].map(([, count, state = ""]) => [
      state,
      Number(count),
    ]);
    const found = new Map<string, number>();
    for (const { state } of lines) found.set(state, (found.get(state) ?? 0) + 1);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(found));
  });
});
