import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, valueAt } from "./draft.js";
import type { Variables } from "./environment-overrides.js";
import { errorReason } from "./error-reason.js";
import { listSettings } from "./setting-list.js";

/** Reads a file as text, or as base64 where it holds bytes; throws when it cannot. */
export type ReadFile = (path: string, encoding?: "utf8" | "base64") => string;

/** What the references of a configuration point to, by setting; whatever points to nothing is an issue. */
export interface References {
  readonly values: ReadonlyMap<string, string>;
  readonly issues: readonly Issue[];
}

/**
 * Follows every reference to where its value is kept.
 *
 * Works on the draft, so that an unreadable key file is reported together with every other fault. Messages name
 * places, never values.
 */
export function followReferences(draft: Draft, variables: Variables, readFile: ReadFile): References {
  const values = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { path, type, bytes } of listSettings()) {
    const source = valueAt(draft, path);
    if (type !== "reference" || source === undefined) continue;
    const encoding = bytes ? "base64" : "utf8";
    const read = follow(source, variables, (name) => readFile(name, encoding));
    if (read === undefined) continue;
    if ("fault" in read) issues.push({ path, message: read.fault });
    else values.set(path, read.value);
  }
  return { values, issues };
}

type Followed = { readonly value: string } | { readonly fault: string };

// Undefined where the value has no shape of a reference: the schema says so already.
function follow(source: unknown, variables: Variables, readFile: ReadFile): Followed | undefined {
  if (typeof source === "string") return { value: source };
  if (!isRecord(source)) return undefined;
  if (typeof source["env"] === "string") return fromEnvironment(source["env"], variables);
  return typeof source["file"] === "string" ? fromFile(source["file"], readFile) : undefined;
}

function fromEnvironment(name: string, variables: Variables): Followed {
  const value = variables[name];
  if (value !== undefined && value.trim() !== "") return { value };
  return { fault: `refers to the variable ${name}, which is not set. Set it, or use {"file": "path"}` };
}

function fromFile(path: string, readFile: ReadFile): Followed {
  try {
    const value = readFile(path);
    return value.trim() === "" ? { fault: `refers to ${path}, which is empty` } : { value };
  } catch (error) {
    const reason = errorReason(error);
    return {
      fault: `refers to ${path}, which cannot be read: ${reason}. Correct the path or its permissions`,
    };
  }
}
