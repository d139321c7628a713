import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeXml } from "../../../src/codec/xml/characters.js";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import {
  compileTemplate,
  element,
  markup,
  optionalAttribute,
  slot,
} from "../../../src/codec/xml/write-xml.js";
import { texts } from "../../support/arbitraries.js";

const template = compileTemplate<"attribute" | "text" | "more" | "extra">(
  element(
    "root",
    { a: slot("attribute"), extra: markup("extra") },
    element("npfitlc:leaf", {}, slot("text")),
    markup("more"),
  ),
  ["", "npfitlc"],
);
const plain = { attribute: "1", text: "2", more: "", extra: "" };

describe("compileTemplate", () => {
  it("declares namespaces on the root and nowhere else", () => {
    expect(template(plain)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><root xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation" a="1"><npfitlc:leaf>2</npfitlc:leaf></root>',
    );
    expect(compileTemplate<"x">(element("npfitlc:part", { x: slot("x") }))({ x: "<" })).toBe(
      '<npfitlc:part x="&lt;"/>',
    );
  });

  it("brings every text back exactly, in attributes and in elements", () => {
    fc.assert(
      fc.property(texts, texts, (attribute, text) => {
        const read = readXml(template({ ...plain, attribute, text }));
        expect(read.attributes["a"]).toBe(attribute);
        expect(read.children[0]?.text).toBe(text);
      }),
    );
  });

  it("puts optional attributes and nested markup in their places", () => {
    const written = template({ ...plain, extra: optionalAttribute("b", 'x"y'), more: "<more/>" });
    expect(written).toContain(' a="1" b="x&quot;y">');
    expect(written).toContain("<more/></root>");
    expect(optionalAttribute("b", undefined)).toBe("");
  });

  it("refuses a value that is missing", () => {
    const values = { ...plain } as Record<string, string>;
    delete values["text"];
    expect(() => template(values as typeof plain)).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
    );
  });

  it.each(["\u0000", "a\u001Fb", "\uFFFF", "\uD800", "x\uDC00"])(
    "refuses a character that XML cannot carry, instead of changing a name (%j)",
    (text) => {
      expect(() => escapeXml(text)).toThrow(expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }));
    },
  );
});
