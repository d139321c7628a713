import { canonicalJson } from "./canonical-json.js";
import { type Draft, isRecord } from "./draft.js";
import { explainChanges } from "./change-effect.js";
import type { TakesEffect } from "./settings/setting.js";

/** One setting that differs between two configurations; undefined where one of them does not have it. */
export interface SettingChange {
  /** Members of lists by their id: `locations[ed].accessMode`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Whether it takes effect only when a second person has approved it (H-13, H-14, H-04). */
  readonly needsTwo: boolean;
  readonly takesEffect: TakesEffect;
}

/** What changes from one configuration to another, of the settings without secrets; in the order of their names. */
export function diffSettings(before: Draft, after: Draft): readonly SettingChange[] {
  const old = new Map(leaves(before, ""));
  const next = new Map(leaves(after, ""));
  const explain = explainChanges(before, after);
  return [...new Set([...old.keys(), ...next.keys()])]
    .sort()
    .filter((path) => canonicalJson([old.get(path)]) !== canonicalJson([next.get(path)]))
    .map((path) => ({ path, meaning: explain(path) }))
    .map(({ path, meaning: { needsTwo, takesEffect } }) => ({
      path,
      ...(old.has(path) ? { before: old.get(path) } : {}),
      ...(next.has(path) ? { after: next.get(path) } : {}),
      needsTwo,
      takesEffect,
    }));
}

function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (isRecord(value)) {
    const members = Object.entries(value);
    if (members.length === 0) return [[path, value]];
    return members.flatMap(([key, each]) => leaves(each, path === "" ? key : `${path}.${key}`));
  }
  if (!Array.isArray(value) || !value.some(isRecord)) return [[path, value]];
  const names = value.map((item: unknown) => (isRecord(item) ? item["id"] : undefined));
  const named = names.every((name) => typeof name === "string") && new Set(names).size === names.length;
  return value.flatMap((item: unknown, index) =>
    leaves(item, `${path}[${named ? String(names[index]) : String(index)}]`),
  );
}
