import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import type { XmlElement } from "../../../src/codec/xml/xml-element.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { fixtureText } from "../../support/fixtures.js";

interface Seen {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: Seen[];
  text: string;
}

/** What saxes, a conforming reader that shares no code with ours, makes of a text; undefined where it refuses it. */
function readWithSaxes(text: string): Seen | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const root: Seen = { name: "", namespace: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const refuse = (): never => {
    throw new Error("refused");
  };
  parser.on("error", refuse);
  parser.on("doctype", refuse);
  parser.on("processinginstruction", refuse);
  parser.on("xmldecl", ({ version, encoding }) => {
    if (version !== "1.0" || !/^(utf-8)?$/i.test(encoding ?? "")) refuse();
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    const plain = Object.values(attributes).filter(
      ({ prefix, name }) => prefix !== "xmlns" && name !== "xmlns",
    );
    const seen: Seen = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(
        plain.map((one) => [one.uri === "" ? one.local : `{${one.uri}}${one.local}`, one.value]),
      ),
      children: [],
      text: "",
    };
    open.at(-1)?.children.push(seen);
    open.push(seen);
  });
  const append = (data: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += data;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed !== undefined && closed.children.length > 0) closed.text = "";
  });
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return root.children[0];
}

// saxes trims namespace names; they are compared as if we did.
function trimmed(element: XmlElement): XmlElement {
  const attributes = Object.entries(element.attributes).map(([key, value]) => [
    key.replace(/^\{\s*(.*?)\s*\}/s, "{$1}"),
    value,
  ]);
  return {
    ...element,
    namespace: element.namespace.trim(),
    attributes: Object.fromEntries(attributes) as XmlElement["attributes"],
    children: element.children.map(trimmed),
  };
}

function readWithOurs(text: string): XmlElement | undefined {
  try {
    return trimmed(readXml(text));
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}

const golden = ["query", "query-response", "query-failed", "acknowledgement-error"].map((name) =>
  fixtureText(`messages/${name}.xml`),
);

const snippets = [
  "<",
  ">",
  "/",
  "&",
  "&amp;",
  "&#65;",
  "&#x0;",
  '"',
  "'",
  "=",
  " ",
  "\n",
  "\r\n",
  "\t",
  "]]>",
  "<![CDATA[",
  "-->",
  "<!--",
  "<a>",
  "</a>",
  "<a/>",
  "<b c='1'>",
  "</b>",
  "x:",
  "xmlns:x='urn:x'",
  "xmlns=''",
  " id='1'",
  ":",
  "é",
  "\u0001",
  "\uFFFE",
  "-",
  "<?xml version='1.0'?>",
  "<!DOCTYPE a>",
  "text",
  "1",
];

/** Small documents out of the pieces that matter, and real messages with a few places changed. */
const documents = fc.oneof(
  fc.array(fc.constantFrom(...snippets), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.array(fc.constantFrom(...snippets), { maxLength: 8 }).map((parts) => `<r>${parts.join("")}</r>`),
  fc
    .record({
      text: fc.constantFrom(...golden),
      edits: fc.array(
        fc.record({
          at: fc.integer({ min: 0, max: 999_999 }).map((value) => value / 1_000_000),
          remove: fc.nat({ max: 12 }),
          insert: fc.oneof(fc.constant(""), fc.constantFrom(...snippets)),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    })
    .map(({ text, edits }) =>
      edits.reduce((current, { at, remove, insert }) => {
        const from = Math.floor(at * current.length);
        return current.slice(0, from) + insert + current.slice(from + remove);
      }, text),
    ),
);

describe("readXml beside a conforming reader", () => {
  it("accepts what saxes accepts, refuses what it refuses, and sees the same tree", () => {
    let accepted = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const ours = readWithOurs(text);
        const theirs = readWithSaxes(text);
        if (theirs !== undefined) accepted += 1;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 4_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
