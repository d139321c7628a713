import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildSoapFault } from "../../../src/codec/ebxml/soap-fault.js";
import { decideAnswer, type AnswerBody } from "../../../src/gateway/spine/decide-answer.js";
import { readAnswerBody } from "../../../src/gateway/spine/read-answer-body.js";

const messageId = "C0FFEE01-0000-4000-8000-000000000001";
const otherId = "C0FFEE02-0000-4000-8000-000000000002";
const express = { messageId, contract: { pattern: "express", syncReply: true } } as const;
const reliable = { messageId, contract: { pattern: "reliable", syncReply: true } } as const;
const asynchronous = { messageId, contract: { pattern: "reliable", syncReply: false } } as const;
const empty: AnswerBody = { kind: "empty" };
const ack: AnswerBody = { kind: "acknowledgment", refToMessageId: messageId };
const errors = (severity: string, refToMessageId = messageId): AnswerBody => ({
  kind: "error-list",
  refToMessageId,
  errors: [{ errorCode: "ValueNotRecognized", severity, description: "501319:Unknown eb:CPAId" }],
});

describe("what an HTTP answer means (spine-transport 6.1)", () => {
  it("an empty 202 accepts an express query and leaves a reliable one unacknowledged", () => {
    expect(decideAnswer(202, empty, express)).toEqual({ kind: "accepted" });
    expect(decideAnswer(202, empty, reliable)).toEqual({
      kind: "unknown",
      reason: "not-acknowledged",
      again: true,
    });
    expect(decideAnswer(200, empty, asynchronous)).toMatchObject({ kind: "unknown", again: true });
  });

  it("our Acknowledgment accepts with 200 and 202 alike, another's never does", () => {
    expect(decideAnswer(200, ack, reliable)).toEqual({ kind: "accepted" });
    expect(decideAnswer(202, ack, reliable)).toEqual({ kind: "accepted" });
    const foreign: AnswerBody = { kind: "acknowledgment", refToMessageId: otherId };
    expect(decideAnswer(202, foreign, reliable)).toMatchObject({ kind: "unknown", again: true });
    expect(decideAnswer(202, foreign, express).kind).toBe("unknown");
  });

  it("an ErrorList refuses whatever its status; warnings alone do not; another message's says nothing of ours", () => {
    for (const status of [200, 202, 500]) {
      expect(decideAnswer(status, errors("Error"), reliable)).toEqual({
        kind: "rejected",
        layer: "ebxml",
        codes: ["ValueNotRecognized", "501319"],
        again: false,
      });
    }
    expect(decideAnswer(200, errors("Warning"), express)).toEqual({ kind: "accepted" });
    expect(decideAnswer(200, errors("Error", otherId), reliable)).toMatchObject({
      kind: "unknown",
      again: true,
    });
    expect(decideAnswer(200, { kind: "error-list", errors: [] }, reliable).kind).toBe("rejected");
  });

  it("a fault may be tried again only if time can mend every one of its codes", () => {
    const again = (...codes: string[]): boolean => {
      const meaning = decideAnswer(500, { kind: "fault", codes }, reliable);
      return meaning.kind === "rejected" && meaning.again;
    };
    expect([again("200"), again("200", "206", "208")]).toEqual([true, true]);
    expect([again("201"), again("200", "201"), again("101"), again()]).toEqual([false, false, false, false]);
  });

  it.each([400, 401, 403])("HTTP %d is final and raises an alarm", (status) => {
    const meaning = decideAnswer(status, empty, reliable);
    expect(meaning).toMatchObject({ kind: "rejected", layer: "http", again: false });
    expect(meaning.kind === "rejected" ? meaning.alarm : undefined).toBeDefined();
  });

  it("a code that is none is not repeated: it may hold anything", () => {
    const list: AnswerBody = {
      kind: "error-list",
      errors: [{ errorCode: "Mikael Fernsby", severity: "Error", description: `${"9".repeat(60)}:x` }],
    };
    expect(decideAnswer(200, list, express)).toMatchObject({ codes: ["unprintable", "unprintable"] });
    const fault = buildSoapFault({
      faultCode: "Client",
      faultString: "x",
      errors: [
        { errorCode: "Mikael Fernsby", severity: "Error" },
        { errorCode: "201", severity: "Error" },
      ],
    });
    expect(readAnswerBody("text/xml", new TextEncoder().encode(fault))).toEqual({
      kind: "fault",
      codes: ["unprintable", "201"],
    });
  });

  it("no answer but the listed ones is ever taken for acceptance", () => {
    const statuses = fc.integer({ min: 100, max: 599 }).filter((status) => status !== 202 && status !== 200);
    const bodies = fc.constantFrom<AnswerBody>(empty, { kind: "unreadable" }, ack);
    fc.assert(
      fc.property(
        statuses,
        bodies,
        fc.constantFrom(express, reliable, asynchronous),
        (status, body, expected) => {
          expect(decideAnswer(status, body, expected).kind).not.toBe("accepted");
        },
      ),
    );
  });
});

describe("reading the body of an answer", () => {
  it("white space is empty, anything that is no signal is unreadable, and nothing throws", () => {
    expect(readAnswerBody("text/xml", new TextEncoder().encode(" \r\n"))).toEqual({ kind: "empty" });
    expect(readAnswerBody("text/html", new TextEncoder().encode("<html/>"))).toEqual({ kind: "unreadable" });
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 200 }), (contentType, body) => {
        expect(["empty", "unreadable"]).toContain(readAnswerBody(contentType, body).kind);
      }),
    );
  });
});
