import { canonicalJson } from "./canonical-json.js";
import { type Draft, isRecord } from "./draft.js";
import { listSettings } from "./setting-list.js";

/** One setting that differs between two configurations; undefined where one of them does not have it. */
export interface SettingChange {
  /** Members of lists by their id: `locations[ed].accessMode`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Whether it takes effect only when a second person has approved it (H-13, H-14, H-04). */
  readonly needsTwo: boolean;
}

/** What changes from one configuration to another, of the settings without secrets; in the order of their names. */
export function diffSettings(before: Draft, after: Draft): readonly SettingChange[] {
  const old = new Map(leaves(before, ""));
  const next = new Map(leaves(after, ""));
  const dangerous = listSettings().flatMap(({ path, needsTwo }) => (needsTwo ? [path] : []));
  return [...new Set([...old.keys(), ...next.keys()])]
    .sort()
    .filter((path) => canonicalJson([old.get(path)]) !== canonicalJson([next.get(path)]))
    .map((path) => ({
      path,
      ...(old.has(path) ? { before: old.get(path) } : {}),
      ...(next.has(path) ? { after: next.get(path) } : {}),
      needsTwo: dangerous.some((marked) => isWithin(path.replace(/\[[^\]]*\]/g, "[]"), marked)),
    }));
}

function isWithin(path: string, group: string): boolean {
  return path === group || (path.startsWith(group) && /^[.[]/.test(path.slice(group.length)));
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
