import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./quoted-text.js";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Every name that the gateway can raise, from its type. */
function alarmNames(): readonly string[] {
  const [, union = ""] =
    /export type AlarmName =([\s\S]*?);/.exec(read("src/ports/telemetry.ts").replace(/\/\*\*.*?\*\//g, "")) ??
    [];
  return [...union.matchAll(/"([a-z-]+)"/g)].map(([, name = ""]) => name);
}

/** The names, meanings and remedies of the page's tables. */
function rows(): readonly { readonly names: readonly string[]; readonly cells: readonly string[] }[] {
  const lines = read("docs/administrators/incidents.md").split("\n");
  return lines.flatMap((line) => {
    const [first = "", ...cells] = line.split(/(?<!\\)\|/).slice(1, -1);
    const names = [...first.matchAll(/`([a-z-]+)`/g)].map(([, name = ""]) => name);
    return names.length === 0 ? [] : [{ names, cells: cells.map((cell) => cell.trim()) }];
  });
}

describe("the table of alarms for administrators", () => {
  it("names every alarm that the gateway can raise, once, and none that it cannot", () => {
    const named = rows().flatMap(({ names }) => names);
    expect(alarmNames().length).toBeGreaterThan(40);
    expect([...named].sort()).toEqual([...alarmNames()].sort());
  });

  it("says of each what happened and what to do", () => {
    for (const { names, cells } of rows()) {
      expect(cells, names.join()).toHaveLength(2);
      for (const cell of cells) expect(cell.length, names.join()).toBeGreaterThan(15);
    }
  });
});
