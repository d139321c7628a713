import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildMessage,
  buildMessageFromJson,
  parseMessage,
  type CpisMessage,
} from "../../../src/codec/hl7v3/message.js";
import { acknowledgements, failures, messages, queries, responses } from "../../support/arbitraries.js";
import { fixtureBytes, fixtureText } from "../../support/fixtures.js";

const fixtures = [
  ["query", "query"],
  ["query-response", "query-response"],
  ["no-record-nf", "query-failed"],
  ["no-record-reason", "query-failed"],
  ["query-failed", "query-failed"],
  ["acknowledgement-accept", "application-acknowledgement"],
  ["acknowledgement-error", "application-acknowledgement"],
] as const;

describe("messages", () => {
  it.each([
    ["query", queries],
    ["query-response", responses],
    ["query-failed", failures],
    ["application-acknowledgement", acknowledgements],
  ] as readonly (readonly [string, fc.Arbitrary<CpisMessage>])[])(
    "come back from the wire exactly as they were: %s",
    (_kind, arbitrary) => {
      fc.assert(
        fc.property(arbitrary, (message) => {
          expect(parseMessage(buildMessage(message))).toEqual(message);
        }),
        { numRuns: 150 },
      );
    },
  );

  it("are the same bytes for the same message, every time", () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(buildMessage(structuredClone(message))).toBe(buildMessage(message));
      }),
      { numRuns: 60 },
    );
  });

  it("have JSON with the kind first, keys in one order, and nothing lost", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const json = JSON.stringify(parseMessage(buildMessage(message)));
        expect(json.startsWith(`{"kind":"${message.kind}",`)).toBe(true);
        expect(JSON.stringify(parseMessage(buildMessageFromJson(JSON.parse(json))))).toBe(json);
      }),
      { numRuns: 60 },
    );
  });

  it.each(fixtures)("are written byte for byte as the hand-made %s", (file, kind) => {
    const message = parseMessage(fixtureBytes(`messages/${file}.xml`));
    expect(message.kind).toBe(kind);
    const handMade = fixtureText(`messages/${file}.xml`).replace(/\n(?:<!--.*-->\n)?/g, "");
    expect(buildMessage(message)).toBe(handMade);
  });

  it("are found inside a SOAP body, and inside the wrapper that has the name of the payload", () => {
    const bare = fixtureText("messages/query-response.xml").replace(/^<\?xml.*\?>\n<!--.*-->\n/, "");
    const soap = `<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header><m xmlns="urn:hl7-org:v3"/></soap-env:Header><soap-env:Body><CP-ISNHSQueryResponse xmlns="urn:hl7-org:v3">${bare}</CP-ISNHSQueryResponse></soap-env:Body></soap-env:Envelope>`;
    expect(parseMessage(soap)).toEqual(parseMessage(bare));
  });

  it("are recognised by namespace, whatever the prefix", () => {
    const prefixed = fixtureText("messages/query-response.xml")
      .replace(/<(\/?)(?!npfitlc:|\?|!)/g, "<$1hl7:")
      .replace(/npfitlc:/g, "n0:")
      .replace('xmlns="urn', 'xmlns:hl7="urn')
      .replace("xmlns:npfitlc=", "xmlns:n0=");
    expect(parseMessage(prefixed)).toEqual(parseMessage(fixtureBytes("messages/query-response.xml")));
  });

  it("of another namespace, another root, or two at once are refused", () => {
    const text = fixtureText("messages/query-response.xml").replace(/^<\?xml.*\?>\n<!--.*-->\n/, "");
    expect(() => parseMessage(text.replace("urn:hl7-org:v3", "urn:hl7-org:v2"))).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_UNKNOWN" }),
    );
    expect(() => parseMessage("<REPC_IN000007GB02 xmlns='urn:hl7-org:v3'/>")).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_UNKNOWN" }),
    );
    expect(() => parseMessage(`<both>${text}${text}</both>`)).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
    );
  });

  it.each([
    ["nothing", null, "CPIS_MESSAGE_UNKNOWN"],
    ["an unknown kind", { kind: "letter" }, "CPIS_MESSAGE_UNKNOWN"],
    ["a kind and nothing else", { kind: "query" }, "CPIS_MESSAGE_MALFORMED"],
  ])("are not built from JSON that is %s", (_name, json, code) => {
    expect(() => buildMessageFromJson(json)).toThrow(expect.objectContaining({ code }));
  });

  it("are not built from JSON with a field that would be lost", () => {
    const message = parseMessage(fixtureBytes("messages/query.xml"));
    for (const wrong of [
      { ...message, silentread: "nested" },
      { ...message, nhsNumber: 9991239995 },
      { ...message, silentRead: "nestled" },
      { ...message, author: { ...("author" in message ? message.author : {}), kind: "robot" } },
    ]) {
      expect(() => buildMessageFromJson(wrong)).toThrow(
        expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
      );
    }
  });
});
