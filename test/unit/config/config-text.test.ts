import { describe, expect, it } from "vitest";
import { readConfigText } from "../../../src/config/config-text.js";

function issuesOf(text: string, file = "cpis.yaml") {
  const read = readConfigText(file, text);
  return read.ok ? [] : read.issues;
}

function valueOf(text: string, file = "cpis.yaml"): unknown {
  const read = readConfigText(file, text);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

const laughs = [
  'a: &a ["ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha"]',
  ..."bcdefghi".split("").map((name, index) => {
    const before = "abcdefgh".charAt(index);
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(",")}]`;
  }),
].join("\n");

describe("a configuration in YAML", () => {
  it("says the same as in JSON, comments aside", () => {
    const yaml = "# a site\nenvironment: simulator # not live\nlocations:\n  - id: ed\n    enabled: true\n";
    const json = '{"environment":"simulator","locations":[{"id":"ed","enabled":true}]}';
    expect(valueOf(yaml)).toEqual(valueOf(json, "cpis.json"));
  });

  it("keeps words that YAML 1.1 would turn into switches, dates and times", () => {
    expect(valueOf("a: no\nb: 2026-01-01\nc: 08:30\nd: on")).toEqual({
      a: "no",
      b: "2026-01-01",
      c: "08:30",
      d: "on",
    });
  });

  it("knows the line and column of every setting, and of the group that lacks one", () => {
    const read = readConfigText(
      "cpis.yml",
      "http:\n  port: 1\nlocations:\n  - id: ed\n    name: ED\n  - id: ward\n",
    );
    if (!read.ok) throw new Error("It has a fault.");
    expect(read.placeOf("http.port")).toEqual({ line: 2, column: 3 });
    expect(read.placeOf("locations[1].id")).toEqual({ line: 6, column: 5 });
    expect(read.placeOf("locations[1].accessMode")).toEqual({ line: 6, column: 5 });
    expect(read.placeOf("spine.endpoint")).toBeUndefined();
  });

  it("knows the places of a JSON file too", () => {
    const read = readConfigText("cpis.json", '{\n  "http": {\n\t"port": 1\n  }\n}');
    expect(read.ok && read.placeOf("http.port")).toEqual({ line: 3, column: 2 });
  });
});

describe("what a configuration's text may not be", () => {
  it.each([
    ["a bomb of aliases", laughs, "anchor"],
    ["an anchor", "a: &x 1\n", "anchor"],
    ["an alias of nothing", "a: *x\n", "alias"],
    ["a tag", "a: !!binary aGVsbG8=\n", "tag"],
    ["a tag of its own", "a: !secret x\n", "tag"],
    ["a key that stands twice", "a: 1\nb: 2\na: 3\n", "already"],
    ["a key that is a list", "? [a]\n: 1\n", "not text"],
    ["a key that is a number", "1: x\n", "not text"],
    ["a second document", "a: 1\n---\nb: 2\n", "second document"],
    ["a directive", "%YAML 1.1\n---\na: no\n", "%YAML"],
    ["a tab as indentation", "a:\n\tb: 1\n", "tab"],
    ["brackets without end", "[".repeat(20_000), ""],
    ["a quote without end", "a: 'x\n", "closing"],
  ])("%s is refused, with its line", (_what, text, words) => {
    const [first] = issuesOf(text);
    expect(first?.message).toContain(words);
    expect(first?.line).toBeGreaterThan(0);
  });

  it("a text larger than a configuration is refused before anything looks into it", () => {
    expect(issuesOf(`a: ${"x".repeat(1_048_576)}`)[0]?.message).toContain("1 MiB");
  });

  it("a key that stands twice in JSON is refused, with its line", () => {
    expect(issuesOf('{\n"a": 1,\n"a": 2\n}', "cpis.json")).toEqual([
      { path: "", message: "is a key that its group has already. Keep one of the two", line: 3, column: 1 },
    ]);
  });

  it("no fault repeats the text, which may hold a secret", () => {
    for (const text of ["a: *c2VjcmV0", "a: !c2VjcmV0 1", "c2VjcmV0: 1\nc2VjcmV0: 2", "a: 'c2VjcmV0"]) {
      expect(issuesOf(text)).not.toEqual([]);
      expect(JSON.stringify(issuesOf(text))).not.toContain("c2VjcmV0");
    }
  });

  it("a key named __proto__ is a key like any other, and is refused as unknown", () => {
    expect(Object.keys(valueOf("__proto__: {a: 1}") as object)).toEqual(["__proto__"]);
  });
});
