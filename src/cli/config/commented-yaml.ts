import { findSetting } from "../../config/find-setting.js";

/** A setting that only the administrator knows: it is written as a comment, and `cpis config check` asks for it. */
export interface ToFill {
  readonly toFill: string;
}

/** What a written configuration is made of. */
export type YamlValue =
  string | number | boolean | ToFill | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Writes settings as YAML, each with what it means and what can go wrong with it, from the list of settings. */
export function commentedYaml(settings: Readonly<Record<string, YamlValue>>): string {
  return `${groupLines(settings, "", 0, true).join("\n")}\n`;
}

function groupLines(
  group: Readonly<Record<string, YamlValue>>,
  path: string,
  depth: number,
  withComments: boolean,
): readonly string[] {
  return Object.entries(group).flatMap(([key, value]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const between = depth === 0 && path === "" ? [""] : [];
    const comments = withComments ? commentLines(here, depth) : [];
    return [...between, ...comments, ...memberLines(key, value, here, depth, withComments)];
  });
}

function memberLines(
  key: string,
  value: YamlValue,
  path: string,
  depth: number,
  withComments: boolean,
): readonly string[] {
  const indent = "  ".repeat(depth);
  if (isToFill(value)) return [`${indent}# ${key}: ${value.toFill}`];
  if (isList(value)) {
    if (value.every((item) => typeof item !== "object")) {
      return [`${indent}${key}: [${value.map((item) => scalar(item)).join(", ")}]`];
    }
    const items = value.flatMap((item, index) =>
      itemLines(item, `${path}[]`, depth + 1, withComments && index === 0),
    );
    return [`${indent}${key}:`, ...items];
  }
  if (typeof value !== "object") return [`${indent}${key}: ${scalar(value)}`];
  if (isReference(value)) return [`${indent}${key}: { file: ${scalar(value["file"] ?? "")} }`];
  return [`${indent}${key}:`, ...groupLines(value, path, depth + 1, withComments)];
}

function itemLines(item: YamlValue, path: string, depth: number, withComments: boolean): readonly string[] {
  if (typeof item !== "object" || isList(item) || isToFill(item))
    return [`${"  ".repeat(depth)}- ${scalar(item)}`];
  const lines = groupLines(item, path, depth + 1, withComments);
  const first = lines.findIndex((line) => !line.trimStart().startsWith("#"));
  const dash = `${"  ".repeat(depth)}- `;
  return lines.map((line, index) => (index === first ? `${dash}${line.trimStart()}` : line));
}

function isToFill(value: YamlValue): value is ToFill {
  return typeof value === "object" && "toFill" in value;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function isReference(value: Readonly<Record<string, YamlValue>>): boolean {
  return Object.keys(value).length === 1 && typeof value["file"] === "string";
}

// Quotes wherever a reader could take text for something else.
function scalar(value: YamlValue): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain =
    /^[A-Za-z][A-Za-z0-9 ._/-]*[A-Za-z0-9]$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

const width = 100;

function commentLines(path: string, depth: number): readonly string[] {
  const entry = findSetting(path);
  if (entry === undefined) return [];
  const danger = entry.danger === undefined ? "" : ` DANGER: ${entry.danger}`;
  const two = entry.needsTwo ? " Outside the simulator a change needs two people." : "";
  const text = `${entry.description.slice(0, 1).toUpperCase()}${entry.description.slice(1)}.${danger}${two}`;
  return wrap(text, width - depth * 2).map((line) => `${"  ".repeat(depth)}# ${line}`);
}

function wrap(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > most) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
