import { XmlDocument, XmlElement } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import { buildEbxmlMessage, parseEbxmlMessage, spineBoundary } from "../../src/codec/ebxml/ebxml-message.js";
import type { EbxmlHeader } from "../../src/codec/ebxml/header.js";
import { buildMessage, parseMessage } from "../../src/codec/hl7v3/message.js";
import { fixtureBytes, fixtureContentType, fixtureExchange } from "../support/fixtures.js";

const express: EbxmlHeader = {
  fromPartyKey: "ZZ9-000001",
  toPartyKey: "YES-0000806",
  cpaId: "S20001A000182",
  conversationId: "5D1F0A00-0000-4000-8000-000000000100",
  service: "urn:nhs:names:services:cpisquery",
  action: "QUPC_IN000006GB01",
  messageId: fixtureExchange.messageId,
  timestamp: "2026-01-05T14:30:00Z",
  duplicateElimination: false,
  syncReply: true,
};
const reliable: EbxmlHeader = {
  ...express,
  duplicateElimination: true,
  ackRequested: { actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" },
};
const hl7 = buildMessage(parseMessage(fixtureBytes("messages/query.xml")));

const replies = [
  ["query-response", "query-response"],
  ["no-record-nf", "query-failed"],
  ["no-record-reason", "query-failed"],
  ["query-failed", "query-failed"],
  ["acknowledgement-accept", "application-acknowledgement"],
  ["acknowledgement-error", "application-acknowledgement"],
] as const;

describe("golden envelopes", () => {
  it.each([
    ["express", express],
    ["reliable", reliable],
  ] as const)("the %s query is byte for byte the hand-made one", (pattern, header) => {
    const { contentType, body, soapAction } = buildEbxmlMessage({ header, hl7, boundary: spineBoundary });
    expect(new TextDecoder().decode(body)).toBe(
      new TextDecoder().decode(fixtureBytes(`ebxml/query-${pattern}.mime`)),
    );
    expect(body).toEqual(fixtureBytes(`ebxml/query-${pattern}.mime`));
    expect(contentType).toBe(fixtureContentType);
    expect(soapAction).toBe('"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"');
  });

  it.each(replies)("the hand-made reply %s reads as a %s that answers the query", (file, kind) => {
    const content = parseEbxmlMessage(fixtureContentType, fixtureBytes(`ebxml/${file}.mime`));
    if (content.kind !== "message") expect.unreachable();
    const message = parseMessage(content.hl7);
    expect(message.kind).toBe(kind);
    expect(content.header.refToMessageId).toBe(fixtureExchange.messageId);
    expect(message).toHaveProperty("id", content.header.messageId);
    expect(content.header.action).toMatch(/^(?:REPC|QUQI|MCCI)_IN/);
  });

  it.each(["express", "reliable"])(
    "an independent parser finds what Spine checks in the %s envelope",
    (pattern) => {
      const body = new TextDecoder().decode(fixtureBytes(`ebxml/query-${pattern}.mime`));
      const [, envelope = "", payload = ""] =
        /\r\n\r\n(<\?xml[^\r]*)\r\n.*?\r\n\r\n(<\?xml[^\r]*)\r\n/s.exec(body) ?? [];
      const document = XmlDocument.fromString(envelope);
      const namespaces = {
        s: "http://schemas.xmlsoap.org/soap/envelope/",
        eb: "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd",
        x: "http://www.w3.org/1999/xlink",
      };
      const count = (path: string): number => document.find(path, namespaces).length;
      const content = (path: string): string => {
        const node = document.get(path, namespaces);
        return node instanceof XmlElement ? node.content : "";
      };
      const blocks = pattern === "reliable" ? 1 : 0;
      expect(count("/s:Envelope/s:Header/eb:MessageHeader/eb:DuplicateElimination")).toBe(blocks);
      expect(count("/s:Envelope/s:Header/eb:AckRequested[@eb:signed='false']")).toBe(blocks);
      expect(count("/s:Envelope/s:Header/eb:SyncReply")).toBe(1);
      expect(count("//eb:Reference[starts-with(@x:href, 'cid:5D1F0A00')]")).toBe(1);
      expect(content("//eb:MessageData/eb:MessageId")).toBe(fixtureExchange.messageId);
      expect(content("//eb:From/eb:PartyId")).toBe("ZZ9-000001");
      document.dispose();
      const message = XmlDocument.fromString(payload);
      expect(message.root.name).toBe("QUPC_IN000006GB01");
      message.dispose();
    },
  );
});
