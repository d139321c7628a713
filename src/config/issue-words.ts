import type { z } from "zod";
import type { Issue } from "../errors/cpis-error.js";
import { isRecord } from "./draft.js";
import { knownKeys, listSettings, type SettingEntry } from "./setting-list.js";
import { adviseInstead } from "./suggest.js";

/** Turns schema faults into issues that say where, and what to change. No message repeats a value: it may be a secret. */
export function wordIssues(faults: readonly z.core.$ZodIssue[], input: unknown): readonly Issue[] {
  const entries = new Map(listSettings().map((entry) => [entry.path, entry]));
  return faults.flatMap((fault) => {
    if (fault.code === "unrecognized_keys") {
      return fault.keys.map((key) => ({
        path: pathText([...fault.path, key]),
        message: `is not a setting. ${adviseInstead(key, knownKeys(fault.path))}`,
      }));
    }
    const entry = entries.get(settingPath(fault.path));
    return [{ path: pathText(fault.path), message: wording(fault, entry, valueAtPath(input, fault.path)) }];
  });
}

/** `locations[2].accessMode`, as a person would look for it in the file. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${String(step)}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

function settingPath(path: readonly PropertyKey[]): string {
  const plain = pathText(path.map((step) => (typeof step === "number" ? 0 : step))).replaceAll("[0]", "[]");
  return plain.replace(/^contacts\.officeHours\.[^.]+/, "contacts.officeHours.*");
}

function valueAtPath(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)] as unknown;
    return isRecord(value) ? value[String(step)] : undefined;
  }, input);
}

function wording(fault: z.core.$ZodIssue, entry: SettingEntry | undefined, value: unknown): string {
  const unit = entry?.unit === undefined ? "" : ` ${entry.unit}`;
  if (value === undefined) return `is missing. Add ${article(entry)}`;
  if (value === null) return `is empty. Add ${article(entry)}`;
  switch (fault.code) {
    case "invalid_type":
      return `must be ${typeWords(fault.expected)}${entry === undefined ? "" : `: ${entry.description}`}`;
    case "invalid_value":
      return `must be one of: ${fault.values.map(String).join(", ")}`;
    case "too_small":
      if (fault.origin === "string") return "must not be empty";
      return fault.origin === "array" ? fault.message : `must be at least ${String(fault.minimum)}${unit}`;
    case "too_big":
      return `must be at most ${String(fault.maximum)}${unit}`;
    case "invalid_key":
      return "must be named by an ODS code: 3 to 10 capital letters and digits";
    default:
      return fault.message;
  }
}

function article(entry: SettingEntry | undefined): string {
  if (entry === undefined) return "this group; docs/configuration.md lists what it holds.";
  const choices = entry.choices.length === 0 ? "" : ` One of: ${entry.choices.join(", ")}.`;
  return `${entry.description}.${choices}`;
}

function typeWords(expected: string): string {
  if (expected === "object" || expected === "record") return "a group in braces";
  if (expected === "array") return "a list in brackets";
  if (expected === "int" || expected === "number") return "a whole number";
  if (expected === "boolean") return "true or false";
  return expected === "string" ? "text in quotes" : expected;
}
