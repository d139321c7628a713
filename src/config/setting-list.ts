import type { TakesEffect } from "./settings/setting.js";
import { settingsJsonSchema } from "./settings.js";

/** One setting, as documentation, environment overrides and fault messages need it. */
export interface SettingEntry {
  /** Dotted, with `[]` for any place in a list and `*` for any name: `locations[].accessMode`. */
  readonly path: string;
  readonly type: "text" | "whole number" | "switch" | "choice" | "list of text" | "reference" | "group";
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly default?: unknown;
  readonly description: string;
  readonly unit?: string;
  readonly secret: boolean;
  /** Whether what it refers to is bytes: of a file as they are, of a variable in base64. */
  readonly bytes: boolean;
  readonly danger?: string;
  /** Whether a change of it, or of anything inside it, needs a second person. */
  readonly needsTwo: boolean;
  /** Whether a running gateway takes a change up, or only its next start. */
  readonly takesEffect: TakesEffect;
  /** The variable that overrides it; absent for settings inside lists and groups. */
  readonly variable?: string;
}

interface Node {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly unit?: string;
  readonly secret?: boolean;
  readonly bytes?: boolean;
  readonly danger?: string;
  readonly needsTwo?: boolean;
  readonly takesEffect?: TakesEffect;
}

/** Every setting with its meaning, in the order of the file. */
export function listSettings(): readonly SettingEntry[] {
  return walk(settingsJsonSchema(), "", true, "restart");
}

/** The keys that may stand in the object at a path, for suggestions. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let node: Node | undefined = settingsJsonSchema();
  for (const step of path) node = typeof step === "number" ? node?.items : childOf(node, String(step));
  return Object.keys(node?.properties ?? {});
}

function childOf(node: Node | undefined, key: string): Node | undefined {
  const named = node?.properties?.[key];
  if (named !== undefined) return named;
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
}

function walk(node: Node, path: string, required: boolean, inherited: TakesEffect): readonly SettingEntry[] {
  const effect = node.takesEffect ?? inherited;
  const here = path === "" || node.description === undefined ? [] : [entry(node, path, required, effect)];
  const named = Object.entries(node.properties ?? {})
    .filter(([key]) => key !== "$schema")
    .flatMap(([key, child]) =>
      walk(child, path === "" ? key : `${path}.${key}`, node.required?.includes(key) ?? false, effect),
    );
  const listed = node.items?.properties === undefined ? [] : walk(node.items, `${path}[]`, false, effect);
  const open = node.additionalProperties;
  const keyed =
    typeof open === "object" && open.properties !== undefined ? walk(open, `${path}.*`, false, effect) : [];
  return [...here, ...named, ...listed, ...keyed];
}

function entry(node: Node, path: string, required: boolean, takesEffect: TakesEffect): SettingEntry {
  const type = typeOf(node);
  const overridable = type !== "group" && !/[[\]*]/.test(path);
  return {
    path,
    type,
    choices: node.enum ?? [],
    required,
    ...(node.default === undefined ? {} : { default: node.default }),
    description: node.description ?? "",
    ...(node.unit === undefined ? {} : { unit: node.unit }),
    secret: node.secret ?? false,
    bytes: node.bytes ?? false,
    needsTwo: node.needsTwo ?? false,
    takesEffect,
    ...(node.danger === undefined ? {} : { danger: node.danger }),
    ...(overridable ? { variable: variableName(path) } : {}),
  };
}

function typeOf(node: Node): SettingEntry["type"] {
  if (node.anyOf !== undefined) return "reference";
  if (node.enum !== undefined) return "choice";
  if (node.type === "integer") return "whole number";
  if (node.type === "boolean") return "switch";
  if (node.type === "string") return "text";
  return node.type === "array" && node.items?.type === "string" ? "list of text" : "group";
}

/** `spine.ownAsid` is overridden by `CPIS_SPINE_OWN_ASID`. */
function variableName(path: string): string {
  return `CPIS_${path
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll(".", "_")
    .toUpperCase()}`;
}
