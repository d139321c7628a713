import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildEbxmlMessage,
  parseEbxmlMessage,
  parseSoapAction,
  spineBoundary,
} from "../../../src/codec/ebxml/ebxml-message.js";
import { buildMultipart, maxRequestBytes, parseMultipart } from "../../../src/codec/ebxml/multipart.js";
import { buildMessage } from "../../../src/codec/hl7v3/message.js";
import { headers, messages, texts } from "../../support/arbitraries.js";
import { fixtureBytes, fixtureContentType, fixtureExchange, fixtureText } from "../../support/fixtures.js";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const golden = new TextDecoder().decode(fixtureBytes("ebxml/query-response.mime"));
const expected = parseEbxmlMessage(fixtureContentType, encode(golden));

function swap(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}

describe("multipart/related", () => {
  it("brings header and payload back exactly, for every message and every boundary", () => {
    const boundaries = fc.constantFrom(spineBoundary, "b", "=_Part.1(2)+[3]?", "----X----");
    fc.assert(
      fc.property(headers, messages, boundaries, (header, message, boundary) => {
        const hl7 = buildMessage(message);
        const { contentType, body } = buildEbxmlMessage({ header, hl7, boundary });
        expect(parseEbxmlMessage(contentType, body)).toEqual({ kind: "message", header, hl7 });
      }),
      { numRuns: 100 },
    );
  });

  it("brings any text back exactly", () => {
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const parts = [first, second].map((content, index) => ({
          contentId: `part${index.toFixed(0)}@x`,
          contentType: "text/xml; charset=UTF-8",
          content,
        }));
        const read = parseMultipart(
          'multipart/related; boundary="b0undary"',
          buildMultipart(parts, "b0undary"),
        );
        expect(
          read.map(({ content }) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(content)),
        ).toEqual([first, second]);
        expect(read.map(({ contentId }) => contentId)).toEqual(["part0@x", "part1@x"]);
      }),
    );
  });

  it("refuses to write a part that holds its own delimiter", () => {
    const part = { contentId: "a", contentType: "text/xml", content: "x\r\n--b\r\ny" };
    expect(() => buildMultipart([part], "b")).toThrow(
      expect.objectContaining({ code: "CPIS_MULTIPART_MALFORMED" }),
    );
  });

  it.each<readonly [string, string, string]>([
    [
      "a bare boundary in the header",
      fixtureContentType.replace('"--=_MIME-Boundary"', "--=_MIME-Boundary"),
      golden,
    ],
    [
      "start without quotes or brackets",
      fixtureContentType.replace('"<ebXMLHeader@spine.nhs.uk>"', "ebXMLHeader@spine.nhs.uk"),
      golden,
    ],
    ["no start, no type, no charset", 'multipart/related; boundary="--=_MIME-Boundary"', golden],
    [
      "a header in other letters",
      fixtureContentType.replace("multipart/related; boundary", "Multipart/Related;BOUNDARY"),
      golden,
    ],
    ["a folded header", fixtureContentType.replace("; type", ";\r\n type"), golden],
    ["bare line feeds", fixtureContentType, golden.replace(/\r\n/g, "\n")],
    ["a preamble and an epilogue", fixtureContentType, `This is MIME.\r\n\r\n${golden}epilogue\r\n`],
    [
      "white space after the delimiter",
      fixtureContentType,
      golden.replace("----=_MIME-Boundary\r\n", "----=_MIME-Boundary \t\r\n"),
    ],
    ["no line end after the closing delimiter", fixtureContentType, golden.replace(/\r\n$/, "")],
    [
      "part headers in other letters",
      fixtureContentType,
      golden.replace(/Content-Id/g, "content-ID").replace(/Content-Type/g, "CONTENT-TYPE"),
    ],
    ["no transfer encoding", fixtureContentType, golden.replace(/Content-Transfer-Encoding: 8bit\r\n/g, "")],
    [
      "another transfer encoding that changes nothing",
      fixtureContentType,
      golden.replace(/: 8bit/g, ": Binary"),
    ],
    ["no charset", fixtureContentType, golden.replace(/; charset=UTF-8/g, "")],
    [
      "a quoted charset in lower case",
      fixtureContentType,
      golden.replace(/charset=UTF-8/g, 'charset="utf-8"'),
    ],
    ["no part headers at all", fixtureContentType, golden.replace(/Content-[^\r]*\r\n/g, "")],
    [
      "further attachments",
      fixtureContentType,
      golden.replace(
        /----=_MIME-Boundary--/,
        "----=_MIME-Boundary\r\nContent-Id: <a>\r\n\r\nx\r\n----=_MIME-Boundary--",
      ),
    ],
  ])("tolerates %s", (_name, contentType, body) => {
    expect([contentType, body]).not.toEqual([fixtureContentType, golden]);
    expect(parseEbxmlMessage(contentType, encode(body))).toEqual(expected);
  });

  it("takes any boundary, also one that means something to a regular expression", () => {
    const boundary = "a.b+(c)*[d]?'x";
    const body = golden.replaceAll("--=_MIME-Boundary", boundary);
    expect(parseEbxmlMessage(`multipart/related; boundary="${boundary}"`, encode(body))).toEqual(expected);
  });

  it("decodes base64 parts", () => {
    const [, hl7 = ""] =
      /Content-Transfer-Encoding: 8bit\r\n\r\n(<\?xml[^\r]*REPC_IN000007GB01>)\r\n/.exec(golden) ?? [];
    const encoded = Buffer.from(hl7).toString("base64").replace(/.{76}/g, "$&\r\n");
    const body = swap(
      golden,
      `Content-Transfer-Encoding: 8bit\r\n\r\n${hl7}`,
      `content-transfer-encoding: BASE64\r\n\r\n${encoded}`,
    );
    expect(parseEbxmlMessage(fixtureContentType, encode(body))).toEqual(expected);
  });

  it("finds the envelope by start where it is not the first part", () => {
    const [first = "", second = ""] = golden.split(/----=_MIME-Boundary(?:--)?\r\n/).slice(1);
    const turned = `----=_MIME-Boundary\r\n${second}----=_MIME-Boundary\r\n${first}----=_MIME-Boundary--\r\n`;
    expect(parseEbxmlMessage(fixtureContentType, encode(turned))).toEqual(expected);
  });

  it.each<readonly [string, string, string]>([
    [
      "another charset",
      fixtureContentType,
      golden.replace("application/xml; charset=UTF-8", "application/xml; charset=ISO-8859-1"),
    ],
    ["an unknown transfer encoding", fixtureContentType, golden.replace(": 8bit", ": quoted-printable")],
    ["base64 that is none", fixtureContentType, golden.replace(": 8bit", ": base64")],
    ["no boundary", "multipart/related", golden],
    ["an empty boundary", 'multipart/related; boundary=""', golden],
    ["another boundary", 'multipart/related; boundary="other"', golden],
    ["no closing delimiter", fixtureContentType, golden.replace("----=_MIME-Boundary--\r\n", "")],
    ["a truncated body", fixtureContentType, golden.slice(0, -200)],
    ["only a closing delimiter", fixtureContentType, "----=_MIME-Boundary--\r\n"],
    ["nothing", fixtureContentType, ""],
    [
      "101 parts",
      fixtureContentType,
      golden.replace(
        /----=_MIME-Boundary--/,
        "----=_MIME-Boundary\r\n\r\nx\r\n".repeat(99) + "----=_MIME-Boundary--",
      ),
    ],
  ])("refuses %s", (_name, contentType, body) => {
    expect(() => parseEbxmlMessage(contentType, encode(body))).toThrow(
      expect.objectContaining({ code: "CPIS_MULTIPART_MALFORMED" }),
    );
  });

  it("refuses a body past 5.2 MB, whatever it holds", () => {
    const big = new Uint8Array(maxRequestBytes + 1);
    for (const contentType of [fixtureContentType, "text/xml"]) {
      expect(() => parseEbxmlMessage(contentType, big)).toThrow(
        expect.objectContaining({ code: "CPIS_XML_TOO_LARGE" }),
      );
    }
  });

  it("takes apart a body of 5 MB", () => {
    const body = golden.replace(
      "</REPC_IN000007GB01>",
      `<!--${"x".repeat(5_000_000)}--></REPC_IN000007GB01>`,
    );
    expect(parseEbxmlMessage(fixtureContentType, encode(body))).toMatchObject({ kind: "message" });
  });

  it("refuses a payload that is not UTF-8", () => {
    const bytes = encode(golden);
    bytes[golden.indexOf("MADE-UP")] = 0xff;
    expect(() => parseEbxmlMessage(fixtureContentType, bytes)).toThrow(
      expect.objectContaining({ code: "CPIS_MULTIPART_MALFORMED" }),
    );
  });

  it.each([
    ["the manifest names a part that is not there", golden.replace(/(Content-Id: <5D1F[^@]*)@/, "$1-other@")],
    ["there is no payload", golden.replace(/----=_MIME-Boundary\r\nContent-Id: <5D1F.*GB01>\r\n/s, "")],
  ])("refuses a message when %s", (_name, body) => {
    expect(body).not.toBe(golden);
    expect(() => parseEbxmlMessage(fixtureContentType, encode(body))).toThrow(
      expect.objectContaining({ code: "CPIS_ENVELOPE_MALFORMED" }),
    );
  });
});

describe("a body of plain XML", () => {
  it.each(["text/xml", "text/xml; charset=UTF-8", 'TEXT/XML;charset="utf-8"', "application/xml", ""])(
    "under %j is a signal",
    (contentType) => {
      expect(parseEbxmlMessage(contentType, fixtureBytes("ebxml/acknowledgment.xml"))).toMatchObject({
        kind: "acknowledgment",
        refToMessageId: fixtureExchange.messageId,
      });
    },
  );

  it("is never a business message", () => {
    const [, envelope = ""] = /\r\n\r\n(<\?xml[^\r]*Envelope>)\r\n/.exec(golden) ?? [];
    expect(() => parseEbxmlMessage("text/xml", encode(envelope))).toThrow(
      expect.objectContaining({ code: "CPIS_ENVELOPE_MALFORMED" }),
    );
  });

  it("in another charset is refused", () => {
    expect(() =>
      parseEbxmlMessage("text/xml; charset=utf-16", encode(fixtureText("ebxml/acknowledgment.xml"))),
    ).toThrow(expect.objectContaining({ code: "CPIS_ENVELOPE_MALFORMED" }));
  });
});

describe("SOAPAction", () => {
  it.each([
    '"urn:nhs:names:services:cpisquery/REPC_IN000007GB01"',
    "urn:nhs:names:services:cpisquery/REPC_IN000007GB01",
    " urn:urn:nhs:names:services:cpisquery/REPC_IN000007GB01 ",
    '"urn:urn:nhs:names:services:cpisquery/REPC_IN000007GB01"',
  ])("%s names service and action", (header) => {
    expect(parseSoapAction(header)).toEqual({
      service: "urn:nhs:names:services:cpisquery",
      action: "REPC_IN000007GB01",
    });
  });

  it.each(["", '""', "nothing", "/x", "x/"])("%j names nothing", (header) => {
    expect(parseSoapAction(header)).toBeUndefined();
  });
});
