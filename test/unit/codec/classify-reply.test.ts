import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyReply, type ReceivedReply } from "../../../src/codec/classify-reply.js";
import {
  buildQueryFailed,
  parseQueryFailed,
  type QueryFailed,
} from "../../../src/codec/hl7v3/query-failed.js";
import { failures } from "../../support/arbitraries.js";
import { fixtureExchange, fixtureText } from "../../support/fixtures.js";
import { actions, expected, reply, swap } from "../../support/replies.js";

const response = fixtureText("messages/query-response.xml");
const noRecord = parseQueryFailed(fixtureText("messages/no-record-nf.xml"));
const listed = { code: "PLACEHOLDER-NRF", codeSystem: "2.999.1", qualifiers: [] } as const;
const unlisted = { code: "PLACEHOLDER-1712", codeSystem: "2.999.1", qualifiers: [] } as const;

function without(message: QueryFailed, key: "queryResponseCode"): QueryFailed {
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => name !== key),
  ) as unknown as QueryFailed;
}

function outcomeOf(message: QueryFailed, change: Partial<ReceivedReply> = {}) {
  return classifyReply(reply(buildQueryFailed(message), "QUQI", change), expected);
}

describe("a reply is no-record", () => {
  it("when there is no reason at all and the response code is NF", () => {
    expect(outcomeOf(noRecord)).toEqual({ kind: "no-record" });
  });

  it("when every reason is in the configured list, whatever Spine's response code says", () => {
    for (const message of [
      { ...noRecord, reasons: [listed], queryResponseCode: "ID" },
      { ...noRecord, reasons: [listed, listed], queryResponseCode: "NF" },
      without({ ...noRecord, reasons: [listed] }, "queryResponseCode"),
      {
        ...noRecord,
        reasons: [listed],
        details: [{ typeCode: "IF", code: listed.code, codeSystem: listed.codeSystem }],
      },
    ]) {
      expect(outcomeOf(message)).toEqual({ kind: "no-record" });
    }
  });
});

describe("a reply is never no-record (H-04)", () => {
  it.each<readonly [string, QueryFailed]>([
    ["ID without a reason", { ...noRecord, queryResponseCode: "ID" }],
    ["no response code and no reason", without(noRecord, "queryResponseCode")],
    ["an unknown response code", { ...noRecord, queryResponseCode: "XX" }],
    ["OK, which means data found", { ...noRecord, reasons: [listed], queryResponseCode: "OK" }],
    ["NF with a reason that is not listed", { ...noRecord, reasons: [unlisted] }],
    ["a listed reason beside one that is not", { ...noRecord, reasons: [listed, unlisted] }],
    [
      "a listed code of another code system",
      { ...noRecord, reasons: [{ ...listed, codeSystem: "2.999.2" }] },
    ],
    [
      "a code that only begins like a listed one",
      { ...noRecord, reasons: [{ ...listed, code: "PLACEHOLDER-NRF2" }] },
    ],
    ["a code in other letters", { ...noRecord, reasons: [{ ...listed, code: "placeholder-nrf" }] }],
    ["an empty code", { ...noRecord, reasons: [{ ...listed, code: "", codeSystem: "" }] }],
    [
      "NF with an error detail that is not listed",
      { ...noRecord, details: [{ typeCode: "ER", code: unlisted.code, codeSystem: unlisted.codeSystem }] },
    ],
    ["rejected", { ...noRecord, typeCode: "AR" }],
    ["an unknown acknowledgement type", { ...noRecord, typeCode: "ZZ" }],
  ])("with %s", (_name, message) => {
    expect(outcomeOf(message)).toMatchObject({ kind: "failed", reason: "register-fault" });
  });

  it("when RefToMessageId or messageRef is not our message, whatever the other one says", () => {
    const other = "5D1F0A00-0000-4000-8000-0000000001FF";
    for (const outcome of [
      outcomeOf(noRecord, { refToMessageId: other }),
      outcomeOf({ ...noRecord, messageRefId: other }),
      outcomeOf({ ...noRecord, messageRefId: other }, { refToMessageId: other }),
      classifyReply({ action: actions.QUQI, hl7: buildQueryFailed(noRecord) }, expected),
    ]) {
      expect(outcome).toEqual({ kind: "failed", reason: "answer-unreadable", codes: ["correlation"] });
    }
  });

  it("when Action, root element and interactionId do not agree", () => {
    const text = buildQueryFailed(noRecord);
    expect(outcomeOf(noRecord, { action: actions.REPC })).toMatchObject({ kind: "failed" });
    expect(
      classifyReply(
        reply(swap(text, `extension="${actions.QUQI}"`, `extension="${actions.MCCI}"`), "QUQI"),
        expected,
      ),
    ).toMatchObject({ kind: "failed", reason: "answer-unreadable" });
  });

  it("when it carries a subject all the same", () => {
    const text = swap(
      buildQueryFailed(noRecord),
      "<queryAck",
      "<subject><CP-ISNHSQueryResponse/></subject><queryAck",
    );
    expect(classifyReply(reply(text, "QUQI"), expected)).toMatchObject({ kind: "failed" });
  });

  it("when it is a response without a subject, even with NF", () => {
    const empty = swap(response, /<subject typeCode="SUBJ">.*<\/subject>(?=<queryAck)/s, "").replace(
      '<queryResponseCode code="OK"/>',
      '<queryResponseCode code="NF"/>',
    );
    expect(classifyReply(reply(empty, "REPC"), expected)).toMatchObject({
      kind: "failed",
      reason: "register-fault",
    });
  });

  it.each([
    ["truncated", (text: string) => text.slice(0, -40)],
    ["with a DOCTYPE", (text: string) => text.replace("?>", "?><!DOCTYPE x>")],
    ["with an entity", (text: string) => text.replace("<queryAck", "&nrf;<queryAck")],
    ["with two roots", (text: string) => `${text}<x/>`],
    ["of another root", (text: string) => text.replace(/QUQI_IN010000UK14/g, "QUQI_IN010000UK15")],
    ["of another namespace", (text: string) => text.replace("urn:hl7-org:v3", "urn:hl7-org:v2")],
    ["empty", () => ""],
    ["a query of ours sent back", () => fixtureText("messages/query.xml")],
    ["twice in one document", (text: string) => `<two>${text.replace(/^<\?.*?\?>/, "").repeat(2)}</two>`],
  ])("when it is %s", (_name, change) => {
    const outcome = classifyReply(reply(change(buildQueryFailed(noRecord)), "QUQI"), expected);
    expect(outcome).toMatchObject({ kind: "failed", reason: "answer-unreadable" });
  });

  it("for any failure message but those two forms, and then only with an empty or configured list of reasons", () => {
    fc.assert(
      fc.property(failures, fc.boolean(), (generated, ours) => {
        const message = ours ? { ...generated, messageRefId: fixtureExchange.messageId } : generated;
        const outcome = outcomeOf(message);
        if (outcome.kind !== "no-record") return;
        expect(message.messageRefId).toBe(fixtureExchange.messageId);
        expect(message.typeCode).not.toBe("AR");
        expect(message.reasons.length > 0 || message.queryResponseCode === "NF").toBe(true);
        for (const { code, codeSystem } of [...message.reasons, ...message.details]) {
          expect({ code, codeSystem }).toEqual(fixtureExchange.noRecordCodes[0]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("an application acknowledgement", () => {
  it("that accepts means keep waiting", () => {
    const accept = reply(fixtureText("messages/acknowledgement-accept.xml"), "MCCI");
    expect(classifyReply(accept, expected)).toEqual({ kind: "keep-waiting" });
  });

  it("that reports an error or a rejection is a failure with its codes", () => {
    const error = fixtureText("messages/acknowledgement-error.xml");
    for (const text of [error, swap(error, 'typeCode="AE"', 'typeCode="AR"')]) {
      expect(classifyReply(reply(text, "MCCI"), expected)).toEqual({
        kind: "failed",
        reason: "register-fault",
        codes: ["PLACEHOLDER-1732", "PLACEHOLDER-1732"],
      });
    }
  });

  it("with the code of no-record is still a failure (H-04)", () => {
    const text = fixtureText("messages/acknowledgement-error.xml").replace(
      /PLACEHOLDER-1732/g,
      "PLACEHOLDER-NRF",
    );
    expect(classifyReply(reply(text, "MCCI"), expected)).toMatchObject({ kind: "failed" });
  });

  it("of another message is a failure", () => {
    const accept = swap(
      fixtureText("messages/acknowledgement-accept.xml"),
      fixtureExchange.messageId,
      fixtureExchange.queryId,
    );
    expect(classifyReply(reply(accept, "MCCI"), expected)).toMatchObject({
      kind: "failed",
      codes: ["correlation"],
    });
  });
});

describe("the codes of a failure", () => {
  it("never carry free text out of a message", () => {
    const outcome = outcomeOf({
      ...noRecord,
      reasons: [{ ...unlisted, code: "no record of Wren Okonkwo-Láng" }],
    });
    expect(outcome).toMatchObject({ kind: "failed", codes: ["unprintable"] });
  });
});
