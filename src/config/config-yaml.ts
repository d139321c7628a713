import { isAlias, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Alias, Document, ErrorCode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Issue } from "../errors/cpis-error.js";
import { parseOptions, placeAt, placesIn, type ReadText } from "./config-document.js";

/**
 * Reads YAML 1.2: the part of it that says the same to every reader.
 *
 * Refused are anchors and aliases (a few lines of them expand to gigabytes), tags, directives (under YAML 1.1 `no` is
 * false), several documents, keys that stand twice and keys that are not text.
 */
export function parseConfigYaml(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...parseOptions, lineCounter: lines });
  const faults = [...syntaxFaults(document, lines), ...featureFaults(document, lines)];
  if (faults.length > 0) return { ok: false, issues: inOrder(faults) };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  return { ok: true, value, placeOf: placesIn(document, lines) };
}

const words: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: "is a key that its group has already. Keep one of the two",
  TAB_AS_INDENT: "is indented with a tab. YAML takes spaces only",
  MULTIPLE_DOCS: "begins a second document. A configuration is one; remove the line ---",
  RESOURCE_EXHAUSTION: "is nested too deeply. No setting is",
  MISSING_CHAR: "lacks a closing quote, bracket or colon",
  BAD_INDENT: "is not indented as its group is",
};

function syntaxFaults(document: Document.Parsed, lines: LineCounter): readonly Issue[] {
  return document.errors.map(({ code, pos }) => {
    const message = words[code] ?? "is not well-formed YAML";
    return { path: "", message, ...placeAt(lines, pos[0]) };
  });
}

function featureFaults(document: Document.Parsed, lines: LineCounter): readonly Issue[] {
  const faults: Issue[] = [];
  const refuse = (offset: number | undefined, message: string): void => {
    faults.push({ path: "", message, ...placeAt(lines, offset ?? 0) });
  };
  if (document.directives.yaml.explicit === true) {
    refuse(0, "begins with a %YAML line. Remove it: a configuration is YAML 1.2");
  }
  visit(document, {
    Pair(_key, { key }) {
      if (isScalar(key) && typeof key.value === "string") return;
      refuse(isNode(key) ? key.range?.[0] : 0, "is a key that is not text. Put it in quotes");
    },
    Node(_key, node) {
      const message = featureFault(node);
      if (message !== undefined) refuse(node.range?.[0], message);
    },
  });
  return faults;
}

function featureFault(node: Alias | Scalar | YAMLMap | YAMLSeq): string | undefined {
  if (isAlias(node)) return "is an alias (*). Write the value out";
  if (node.anchor !== undefined) return "has an anchor (&). Remove it, and write repeated values out";
  return node.tag === undefined ? undefined : "has a tag (!). Remove it: settings know their types";
}

// One fault for a line: what follows in it is mostly the same fault again.
function inOrder(faults: readonly Issue[]): readonly Issue[] {
  const sorted = [...faults].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
  return sorted.filter(({ line }, index) => line !== sorted[index - 1]?.line).slice(0, 50);
}
