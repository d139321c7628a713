import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, withValueAt } from "./draft.js";
import { listSettings, type SettingEntry } from "./setting-list.js";
import { adviseInstead } from "./suggest.js";

/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Names beginning with CPIS_ that are not settings: what the command line reads for itself, and the tests' browser. */
const otherNames = ["CPIS_USER_TOKEN", "CPIS_TEST_BROWSER"] as const;

/**
 * Lays the CPIS_… variables over the file.
 *
 * A CPIS_ name that is no setting, and that no reference in the file asks for, is refused: a mistyped override would
 * otherwise be an override that never happened. Messages carry names, never values.
 */
export function applyOverrides(
  draft: Draft,
  variables: Variables,
): { readonly draft: Draft; readonly issues: readonly Issue[] } {
  const byVariable = new Map(
    listSettings().flatMap((entry) =>
      entry.variable === undefined ? [] : [[entry.variable, entry] as const],
    ),
  );
  const referenced = new Set([...otherNames, ...referencedNames(draft)]);
  const issues: Issue[] = [];
  let result = draft;
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith("CPIS_") || value === undefined) continue;
    const entry = byVariable.get(name);
    if (entry === undefined) {
      if (!referenced.has(name)) issues.push(unknownVariable(name, [...byVariable.keys()]));
      continue;
    }
    const read = readValue(entry, name, value);
    if ("fault" in read) issues.push({ path: name, message: read.fault });
    else result = withValueAt(result, entry.path, read.value);
  }
  return { draft: result, issues };
}

/** The settings that these variables set, by their paths; what the file says of them has no effect. */
export function overriddenSettings(variables: Variables): readonly string[] {
  return listSettings().flatMap(({ variable, path }) =>
    variable !== undefined && variables[variable] !== undefined ? [path] : [],
  );
}

function unknownVariable(name: string, known: readonly string[]): Issue {
  const advice = adviseInstead(name, known);
  const short = advice.startsWith("Did") ? advice : "Unset it, or see docs/configuration.md for the names.";
  return { path: name, message: `is not a setting. ${short}` };
}

function readValue(
  entry: SettingEntry,
  name: string,
  value: string,
): { readonly value: unknown } | { readonly fault: string } {
  switch (entry.type) {
    case "whole number":
      return /^[0-9]{1,15}$/.test(value) ? { value: Number(value) } : { fault: "must be a whole number" };
    case "switch":
      if (value === "true" || value === "false") return { value: value === "true" };
      return { fault: "must be true or false" };
    case "list of text":
      return {
        value: value
          .split(",")
          .map((item) => item.trim())
          .filter((item) => item !== ""),
      };
    case "reference":
      // The variable is itself the place the value is kept at: a secret given so was never in the file.
      return { value: { env: name } };
    default:
      return { value };
  }
}

function referencedNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencedNames);
  if (!isRecord(value)) return [];
  const own = typeof value["env"] === "string" && Object.keys(value).length === 1 ? [value["env"]] : [];
  return [...own, ...Object.values(value).flatMap(referencedNames)];
}
