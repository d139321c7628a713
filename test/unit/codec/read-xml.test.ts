import { describe, expect, it } from "vitest";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return CpisError.is(error) ? error.code : "another error";
  }
  return "accepted";
}

describe("readXml", () => {
  it("returns names with their namespaces, attributes and text, all as strings", () => {
    const root = readXml('<h:a xmlns:h="urn:h" n="0449000000"><b xmlns="urn:b" h:c="1e5"> 007 </b></h:a>');
    expect(root).toMatchObject({ name: "a", namespace: "urn:h", attributes: { n: "0449000000" }, text: "" });
    expect(root.children).toEqual([
      { name: "b", namespace: "urn:b", attributes: { "{urn:h}c": "1e5" }, children: [], text: " 007 " },
    ]);
  });

  it("resolves prefixes by scope, so that a prefix bound again means the new namespace", () => {
    const root = readXml('<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"/><p:c/></p:a>');
    expect(root.children.map(({ name, namespace }) => [name, namespace])).toEqual([
      ["b", "urn:2"],
      ["c", "urn:1"],
    ]);
  });

  it("undeclares a default namespace with an empty one", () => {
    expect(readXml('<a xmlns="urn:a"><b xmlns=""/></a>').children[0]?.namespace).toBe("");
  });

  it("decodes the five entities and character references once", () => {
    expect(readXml("<a>&lt;&amp;lt;&#233;&#x1F476;&quot;&apos;&gt;</a>").text).toBe("<&lt;é👶\"'>");
    expect(readXml('<a b="&#9;&amp;#10;&lt;"/>').attributes["b"]).toBe("\t&#10;<");
  });

  it("takes CDATA literally, beside decoded text", () => {
    expect(readXml("<a>x&amp;<![CDATA[<b>&amp;]] ]]>y</a>").text).toBe("x&<b>&amp;]] y");
  });

  it("reads comments as nothing", () => {
    expect(readXml("<!-- before --><a>x<!-- <b> -->y</a><!-- after -->").text).toBe("xy");
  });

  it("normalises line ends, and white space inside attributes", () => {
    expect(readXml("<a>1\r\n2\r3</a>").text).toBe("1\n2\n3");
    expect(readXml('<a b="1\r\n2\t3"/>').attributes["b"]).toBe("1 2 3");
  });

  it("accepts a byte order mark, an XML declaration and UTF-8 bytes", () => {
    const bytes = new TextEncoder().encode(
      "\uFEFF<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a>Łé𝒜</a>\n",
    );
    expect(readXml(bytes).text).toBe("Łé𝒜");
    expect(readXml("\uFEFF<a/>").name).toBe("a");
  });

  it.each([
    ["nothing at all", ""],
    ["text without an element", "hello"],
    ["truncated inside an element", "<a><b></b>"],
    ["truncated inside a tag", "<a><b"],
    ["truncated inside an attribute", '<a b="1'],
    ["truncated inside a comment", "<a/><!-- "],
    ["truncated inside CDATA", "<a><![CDATA[x]]</a>"],
    ["two roots", "<a/><b/>"],
    ["text after the root", "<a/>x"],
    ["CDATA after the root", "<a/><![CDATA[x]]>"],
    ["an end tag that matches nothing", "<a></b>"],
    ["an end tag of a longer name", "<a></ab>"],
    ["an end tag after the root", "<a/></a>"],
    ["crossing elements", "<a><b></a></b>"],
    ["an attribute twice", '<a b="1" b="2"/>'],
    ["an attribute twice under two prefixes", '<a xmlns:x="urn:1" xmlns:y="urn:1" x:b="1" y:b="2"/>'],
    ["a declaration twice", '<a xmlns:x="urn:1" xmlns:x="urn:2"/>'],
    ["an attribute without value", "<a b/>"],
    ["an attribute without name", '<a ="1"/>'],
    ["an attribute without quotes", "<a b=1/>"],
    ["attributes without space", '<a b="1"c="2"/>'],
    ["< in an attribute", '<a b="<"/>'],
    ["a bare ampersand in text", "<a>fish & chips</a>"],
    ["a bare ampersand in an attribute", '<a b="R&D"/>'],
    ["]]> in text", "<a>]]></a>"],
    ["-- in a comment", "<a><!-- x -- y --></a>"],
    ["an undeclared prefix", "<x:a/>"],
    ["an undeclared attribute prefix", '<a x:b="1"/>'],
    ["a prefix undeclared again", '<a xmlns:x="urn:1"><b xmlns:x=""/></a>'],
    ["a name with two colons", '<a:b:c xmlns:a="urn:1"/>'],
    ["a name that begins with a colon", "<:a/>"],
    ["a name that begins with a digit", "<1a/>"],
    ["a local name that begins with a digit", '<a:1 xmlns:a="urn:1"/>'],
    ["a declared prefix that begins with a digit", '<a xmlns:1x="urn:1"/>'],
    ["the xml prefix bound to something else", '<a xmlns:xml="urn:1"/>'],
    ["the xmlns prefix bound", '<a xmlns:xmlns="urn:1"/>'],
    ["a NUL", "<a>\u0000</a>"],
    ["a control character by reference", "<a>&#x1;</a>"],
    ["a lone surrogate", "<a>\uD800</a>"],
    ["a reference beyond Unicode", "<a>&#x110000;</a>"],
    ["an XML 1.1 declaration", '<?xml version="1.1"?><a/>'],
    ["a declaration with a misspelt name", '<?xml version="1.0" encoDing="UTF-8"?><a/>'],
    ["a declaration with a byte order mark inside", '<?xml version="1.0"\uFEFF encoding="UTF-8"?><a/>'],
    ["another encoding", '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
    ["a declaration that is not first", '\n<?xml version="1.0"?><a/>'],
  ])("refuses what is not well formed: %s", (_name, text) => {
    expect(codeOf(() => readXml(text))).toBe("CPIS_XML_MALFORMED");
  });

  it.each([
    ["a DOCTYPE", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ["a DOCTYPE in lower case", "<!doctype a><a/>"],
    ["an internal subset with an entity", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ["an entity nobody declared", "<a>&e;</a>"],
    ["an HTML entity", "<a>&nbsp;&eacute;</a>"],
    ["a processing instruction", '<?xml-stylesheet href="x"?><a/>'],
    ["a processing instruction inside", "<a><?php evil() ?></a>"],
    ["an ENTITY inside the root", '<a><!ENTITY e "x"></a>'],
    ["names that reach into JavaScript", "<a><__proto__/></a>"],
    ["constructor as a name", "<a><constructor/></a>"],
  ])("refuses what attacks readers: %s", (_name, text) => {
    expect(codeOf(() => readXml(text))).toBe("CPIS_XML_MALFORMED");
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(codeOf(() => readXml(new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])))).toBe(
      "CPIS_XML_MALFORMED",
    );
    const utf16 = new Uint8Array([0xff, 0xfe, 0x3c, 0, 0x61, 0, 0x2f, 0, 0x3e, 0]);
    expect(codeOf(() => readXml(utf16))).toBe("CPIS_XML_MALFORMED");
  });

  it("refuses documents past the limits of length, depth and number of elements", () => {
    const deep = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect(codeOf(() => readXml("<a/>", { maxLength: 3 }))).toBe("CPIS_XML_TOO_LARGE");
    expect(codeOf(() => readXml(new Uint8Array(100_000_000)))).toBe("CPIS_XML_TOO_LARGE");
    expect(codeOf(() => readXml(deep(64)))).toBe("accepted");
    expect(codeOf(() => readXml(deep(65)))).toBe("CPIS_XML_TOO_LARGE");
    expect(codeOf(() => readXml(deep(100_000)))).toBe("CPIS_XML_TOO_LARGE");
    expect(codeOf(() => readXml(`<a>${"<b/>".repeat(200_000)}</a>`))).toBe("CPIS_XML_TOO_LARGE");
  });

  it("never quotes the document in an error", () => {
    try {
      readXml('<a name="SECRETSON"><b>SECRETSON</c></a>');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain("SECRETSON");
    }
  });
});
