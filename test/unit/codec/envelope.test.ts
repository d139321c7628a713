import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEnvelope, parseEnvelope } from "../../../src/codec/ebxml/envelope.js";
import { formatEbxmlTimestamp, type EbxmlHeader } from "../../../src/codec/ebxml/header.js";
import { buildAcknowledgment, buildMessageError } from "../../../src/codec/ebxml/signals.js";
import { buildSoapFault, parseSoapFault } from "../../../src/codec/ebxml/soap-fault.js";
import { headers, texts } from "../../support/arbitraries.js";
import { fixtureBytes, fixtureExchange, fixtureText } from "../../support/fixtures.js";

const sent: EbxmlHeader = {
  fromPartyKey: "ZZ9-000001",
  toPartyKey: "YES-0000806",
  cpaId: "S20001A000182",
  conversationId: "5D1F0A00-0000-4000-8000-000000000100",
  service: "urn:nhs:names:services:cpisquery",
  action: "QUPC_IN000006GB01",
  messageId: fixtureExchange.messageId,
  timestamp: "2026-01-05T14:30:00Z",
  duplicateElimination: true,
  ackRequested: { actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" },
  syncReply: true,
};
const identity = { messageId: "5D1F0A00-0000-4000-8000-000000000180", timestamp: "2026-01-05T14:30:01Z" };
const envelope = buildEnvelope(sent, "payload@spine.nhs.uk");

function swap(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}

describe("ebXML envelope", () => {
  it("comes back from the wire exactly as it was", () => {
    fc.assert(
      fc.property(headers, (header) => {
        const payloadContentId = `${header.messageId}@spine.nhs.uk`;
        expect(parseEnvelope(buildEnvelope(header, payloadContentId))).toEqual({
          kind: "message",
          header,
          payloadContentId,
        });
      }),
    );
  });

  it("keeps the children of MessageHeader in their fixed order, and the contract's blocks beside it", () => {
    const order = [...envelope.matchAll(/<(?:eb|SOAP):(\w+)/g)].map(([, name]) => name);
    expect(order).toEqual([
      "Envelope",
      "Header",
      "MessageHeader",
      "From",
      "PartyId",
      "To",
      "PartyId",
      "CPAId",
      "ConversationId",
      "Service",
      "Action",
      "MessageData",
      "MessageId",
      "Timestamp",
      "DuplicateElimination",
      "AckRequested",
      "SyncReply",
      "Body",
      "Manifest",
      "Reference",
      "Schema",
      "Description",
    ]);
  });

  it("writes timestamps in UTC without a fraction", () => {
    expect(formatEbxmlTimestamp(Date.parse("2026-07-05T13:30:00.987Z"))).toBe("2026-07-05T13:30:00Z");
  });

  it.each(["soap", "soap-env", "SOAP-ENV", "s"])("is recognised under the SOAP prefix %s", (prefix) => {
    const renamed = envelope.replace(/SOAP:/g, `${prefix}:`).replace("xmlns:SOAP", `xmlns:${prefix}`);
    expect(parseEnvelope(renamed)).toEqual(parseEnvelope(envelope));
  });

  it("ignores a misspelt xsi namespace and white space around values", () => {
    const odd = swap(
      envelope,
      "<SOAP:Envelope ",
      '<SOAP:Envelope xmlns:xsi="http://www.w3c.org/2001/XML-Schema-Instance" xsi:schemaLocation="x y" ',
    ).replace(/>(ZZ9-000001|S20001A000182)</g, ">\n  $1\n <");
    expect(parseEnvelope(odd)).toEqual(parseEnvelope(envelope));
  });

  it("takes one urn: off a doubled one", () => {
    const doubled = swap(
      envelope,
      ">urn:nhs:names:services:cpisquery<",
      ">urn:urn:nhs:names:services:cpisquery<",
    );
    expect(parseEnvelope(doubled)).toEqual(parseEnvelope(envelope));
  });

  it.each([
    ["another ebXML version", 'MessageHeader eb:version="2.0"', 'MessageHeader eb:version="3.0"'],
    ["no ebXML version", 'MessageHeader eb:version="2.0"', "MessageHeader"],
    ["no sender", /<eb:From>.*<\/eb:From>/, ""],
    ["two receivers", /(<eb:To>.*<\/eb:To>)/, "$1$1"],
    ["an empty CPAId", "S20001A000182", ""],
    ["no ConversationId", /<eb:ConversationId>.*<\/eb:ConversationId>/, ""],
    ["no MessageId", /<eb:MessageId>.*<\/eb:MessageId>/, ""],
    ["no Timestamp", /<eb:Timestamp>.*<\/eb:Timestamp>/, ""],
    ["no Manifest", /<eb:Manifest.*<\/eb:Manifest>/, ""],
    ["two references", /(<eb:Reference.*<\/eb:Reference>)/, "$1$1"],
    ["a reference to nothing", "cid:payload@spine.nhs.uk", "cid:"],
    ["no SOAP header", /<SOAP:Header>.*<\/SOAP:Header>/, ""],
    ["two message headers", /(<eb:MessageHeader.*<\/eb:MessageHeader>)/, "$1$1"],
    [
      "another SOAP namespace",
      "http://schemas.xmlsoap.org/soap/envelope/",
      "http://www.w3.org/2003/05/soap-envelope",
    ],
  ])("is refused with %s", (_name, from, to) => {
    expect(() => parseEnvelope(swap(envelope, from, to))).toThrow(
      expect.objectContaining({ code: "CPIS_ENVELOPE_MALFORMED" }),
    );
  });

  it("is refused past 256 kB and with a DTD bomb", () => {
    const big = swap(envelope, "HL7 payload", "x".repeat(256_000));
    expect(() => parseEnvelope(big)).toThrow(expect.objectContaining({ code: "CPIS_XML_TOO_LARGE" }));
    const bomb = swap(envelope, "?>", '?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>');
    expect(() => parseEnvelope(bomb)).toThrow(expect.objectContaining({ code: "CPIS_XML_MALFORMED" }));
  });
});

describe("ebXML signals", () => {
  const received: EbxmlHeader = { ...sent, fromPartyKey: sent.toPartyKey, toPartyKey: sent.fromPartyKey };

  it("acknowledge byte for byte as the hand-made Acknowledgment", () => {
    expect(buildAcknowledgment(sent, identity)).toBe(fixtureText("ebxml/acknowledgment.xml"));
  });

  it("report an error byte for byte as the hand-made MessageError", () => {
    const error = {
      codeContext: "urn:oasis:names:tc:ebxml-msg:service:errors",
      errorCode: "ValueNotRecognized",
      severity: "Error",
      description: "501319:Unknown eb:CPAId",
    };
    expect(buildMessageError(sent, identity, [error])).toBe(fixtureText("ebxml/message-error.xml"));
    expect(parseEnvelope(fixtureBytes("ebxml/message-error.xml"))).toMatchObject({
      kind: "message-error",
      header: { refToMessageId: fixtureExchange.messageId, action: "MessageError" },
      highestSeverity: "Error",
      errors: [error],
    });
  });

  it("swap the parties, copy CPAId and ConversationId, and never ask for an answer", () => {
    const signal = parseEnvelope(buildAcknowledgment(received, identity));
    expect(signal).toEqual({
      kind: "acknowledgment",
      refToMessageId: received.messageId,
      header: {
        fromPartyKey: received.toPartyKey,
        toPartyKey: received.fromPartyKey,
        cpaId: received.cpaId,
        conversationId: received.conversationId,
        service: "urn:oasis:names:tc:ebxml-msg:service",
        action: "Acknowledgment",
        messageId: identity.messageId,
        timestamp: identity.timestamp,
        refToMessageId: received.messageId,
        duplicateElimination: false,
        syncReply: false,
      },
    });
  });

  it("tell warnings from errors, and do without codeContext and description", () => {
    const warning = { errorCode: "Inconsistent", severity: "Warning" };
    const signal = parseEnvelope(buildMessageError(sent, identity, [warning]));
    expect(signal).toMatchObject({ kind: "message-error", highestSeverity: "Warning", errors: [warning] });
  });

  it("carry any description", () => {
    fc.assert(
      fc.property(texts, (description) => {
        const errors = [{ errorCode: "OtherXml", severity: "Error", description }];
        expect(parseEnvelope(buildMessageError(sent, identity, errors))).toMatchObject({ errors });
      }),
    );
  });
});

describe("SOAP Fault", () => {
  const fault = {
    faultCode: "SOAP:Server",
    faultString: "Application Exception",
    errors: [
      {
        errorCode: "200",
        severity: "Error",
        codeContext: "urn:nhs:names:error:tms",
        description: "System failure to process message",
      },
    ],
  };

  it("is written byte for byte as the hand-made one, and read back", () => {
    expect(buildSoapFault(fault)).toBe(fixtureText("ebxml/soap-fault.xml"));
    expect(parseSoapFault(fixtureBytes("ebxml/soap-fault.xml"))).toEqual(fault);
  });

  it("keeps every error and its location", () => {
    const errors = ["200", "201"].map((errorCode) => ({ errorCode, severity: "Error", location: "/a/b" }));
    expect(parseSoapFault(buildSoapFault({ ...fault, errors }))?.errors).toEqual(errors);
  });

  it("without a detail has no errors", () => {
    const bare = swap(fixtureText("ebxml/soap-fault.xml"), /<detail>.*<\/detail>/, "");
    expect(parseSoapFault(bare)).toEqual({ ...fault, errors: [] });
  });

  it("is not seen in other documents", () => {
    expect(parseSoapFault(fixtureBytes("ebxml/acknowledgment.xml"))).toBeUndefined();
    expect(parseSoapFault("<html/>")).toBeUndefined();
  });
});
