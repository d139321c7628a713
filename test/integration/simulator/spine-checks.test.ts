import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMessage } from "../../../src/codec/hl7v3/message.js";
import { readAnswerBody } from "../../../src/gateway/spine/read-answer-body.js";
import { createSpineConnection, type ExchangeResult } from "../../../src/gateway/spine/http-exchange.js";
import type { OutboundQuery } from "../../../src/ports/spine-transport.js";
import { northgateHospital, syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { buildOutboundQuery, startPair, type SpinePair } from "../spine/support.js";

const milo = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";

describe("what the simulator accepts", () => {
  let pair: SpinePair;
  beforeEach(async () => {
    pair = await startPair();
  });
  afterEach(() => pair.stop());

  async function post(
    query: OutboundQuery,
    pattern: "express" | "reliable" = "express",
    change: (text: string) => string = (text) => text,
  ): Promise<Extract<ExchangeResult, { kind: "answer" }>> {
    const connection = createSpineConnection(pair.simulator.spinePlan(pattern));
    const body = new TextEncoder().encode(change(new TextDecoder().decode(query.body)));
    const result = await connection.post({ ...query, body });
    await connection.close();
    if (result.kind !== "answer") throw new Error(`No answer: ${result.reason}`);
    return result;
  }
  const query = (pattern: "express" | "reliable" = "express"): OutboundQuery =>
    buildOutboundQuery(pair.simulator.spinePlan(pattern), milo);
  const bodyOf = ({ contentType, body }: { contentType: string; body: Uint8Array }) =>
    readAnswerBody(contentType, body);

  it("a query of its own contract is accepted on either address", async () => {
    const express = await post(query());
    expect([express.status, bodyOf(express)]).toEqual([202, { kind: "empty" }]);
    const sent = query("reliable");
    const reliable = await post(sent, "reliable");
    expect(reliable.status).toBe(202);
    expect(bodyOf(reliable)).toEqual({ kind: "acknowledgment", refToMessageId: sent.messageId });
  });

  it("a query of the other contract is a fault on either address", async () => {
    expect((await post(query("reliable"), "express")).status).toBe(500);
    expect(pair.simulator.received.at(-1)?.reason).toBe("DUPLICATE_ELIMINATION_INCONSISTENT_WITH_CONTRACT");
    expect((await post(query(), "reliable")).status).toBe(500);
  });

  const dup = "<eb:DuplicateElimination/>";
  const envelopeFaults: readonly (readonly [string, "express" | "reliable", (text: string) => string])[] = [
    [
      "INVALID_MESSAGE_HEADER_VERSION",
      "express",
      (t) => t.replace(/(<eb:MessageHeader[^>]*eb:version=)"2.0"/, '$1"1.0"'),
    ],
    [
      "MESSAGE_NOT_WELL_FORMED",
      "express",
      (t) => t.replace(/<eb:ConversationId>[^<]*</, "<eb:ConversationId><"),
    ],
    ["MESSAGE_NOT_WELL_FORMED", "express", (t) => t.replace(/<eb:CPAId>.*?<\/eb:CPAId>/, "$&$&")],
    ["INVALID_MANIFEST_REFERENCE", "express", (t) => t.replace(/<eb:Reference.*?<\/eb:Reference>/s, "$&$&")],
    ["INVALID_MANIFEST_REFERENCE", "express", (t) => t.replace('href="cid:', 'href="cid:X')],
    ["DUPLICATE_ELIMINATION_INCONSISTENT_WITH_CONTRACT", "reliable", (t) => t.replace(dup, "")],
    ["ACK_REQUESTED_INCONSISTENT_WITH_CONTRACT", "reliable", (t) => t.replace(/<eb:AckRequested[^>]*>/, "")],
    ["SYNCREPLY_INCONSISTENT_WITH_CONTRACT", "reliable", (t) => t.replace(/<eb:SyncReply[^>]*>/, "")],
    [
      "SYNCREPLY_VERSION_INVALID",
      "express",
      (t) => t.replace(/(<eb:SyncReply[^>]*eb:version=)"2.0"/, '$1"1.0"'),
    ],
    ["SYNCREPLY_ACTOR_INVALID", "express", (t) => t.replace("soap/actor/next", "soap/actor/none")],
    [
      "ACK_REQUESTED_VERSION_INVALID",
      "reliable",
      (t) => t.replace(/(<eb:AckRequested[^>]*eb:version=)"2.0"/, '$1"3.0"'),
    ],
    ["ACK_REQUESTED_SIGNED_INVALID", "reliable", (t) => t.replace('eb:signed="false"', 'eb:signed="true"')],
    ["ACK_REQUESTED_ACTOR_INVALID", "reliable", (t) => t.replace(":actor:toPartyMSH", ":actor:nobody")],
    ["SERVICE_NOT_SUPPORTED", "express", (t) => t.replaceAll("services:cpisquery<", "services:psisquery<")],
    ["MESSAGE_NOT_WELL_FORMED", "express", (t) => t.replace("</QUPC_IN000006GB01>", "")],
  ];
  it.each(envelopeFaults)("%s is a fault that is never tried again", async (name, pattern, change) => {
    const answer = await post(query(pattern), pattern, change);
    expect(answer.status).toBe(500);
    const body = bodyOf(answer);
    expect(body.kind === "fault" ? ["101", "201"].includes(body.codes[0] ?? "") : false).toBe(true);
    expect(pair.simulator.received.at(-1)).toMatchObject({ outcome: "refused", reason: name });
  });

  it.each([
    ["501314", /YES-0000999/g, "YES-0000111"],
    ["501319", /S9999A999001/g, "S9999A999111"],
  ])("a wrong party or contract is an ErrorList with Spine's number %s", async (number, from, to) => {
    const answer = await post(query(), "express", (text) => text.replace(from, to));
    expect(answer.status).toBe(200);
    const body = bodyOf(answer);
    expect(body).toMatchObject({ kind: "error-list", errors: [{ errorCode: "ValueNotRecognized" }] });
    expect(body.kind === "error-list" ? body.errors[0]?.description : "").toMatch(new RegExp(`^${number}:`));
  });

  const queryFaults: readonly (readonly [string, (text: string) => string])[] = [
    ["INVALID_ID", (t) => t.replace(/<id root="[0-9A-F-]{36}"\/>/, "")],
    ["INVALID_CREATION_TIME", (t) => t.replace(/<creationTime[^>]*>/, "")],
    ["INVALID_VERSION_CODE", (t) => t.replace(/<versionCode[^>]*>/, "<versionCode/>")],
    [
      "INCONSISTENT_HL7_INTERACTION_ID",
      (t) => t.replace('extension="QUPC_IN000006GB01"', 'extension="QUPC_IN000006GB02"'),
    ],
    ["INVALID_COMM_FUNC_RCV", (t) => t.replace('extension="999900000002"', 'extension=""')],
    [
      "INVALID_COMM_FUNC_SND",
      (t) => t.replace(/<communicationFunctionSnd.*?<\/communicationFunctionSnd>/s, ""),
    ],
    ["INVALID_CONTROL_ACT", (t) => t.replace(/<ControlActEvent.*<\/ControlActEvent>/s, "$&$&")],
    ["MANDATORY_DATA_MISSING|author1", (t) => t.replace(/<author1.*?<\/author1>/s, "$&$&")],
    [
      "MANDATORY_DATA_MISSING|Event ID",
      (t) => t.replace(/(<cP-ISNHSQuery><effectiveTime[^>]*>)<id[^>]*>/, "$1<id/>"),
    ],
    ["MANDATORY_DATA_MISSING|NHS Number", (t) => t.replace(`extension="${milo}"`, 'extension=""')],
    [
      "MANDATORY_DATA_MISSING|[authorPerson or authorDevice]",
      (t) => t.replaceAll("COCT_TP145102GB01.Assigned", "COCT_TP145109GB01.Assigned"),
    ],
    ["MANDATORY_DATA_MISSING|Job Role Code", (t) => t.replace('code code="R0000"', 'code code=""')],
    ["MANDATORY_DATA_MISSING|Job Role Name", (t) => t.replace('displayName="Registrar"', 'displayName=""')],
    ["MANDATORY_DATA_MISSING|Organisation Code", (t) => t.replace('extension="ZZ9A1"', 'extension=""')],
    ["MANDATORY_DATA_MISSING|Organisation Name", (t) => t.replace(northgateHospital.name, "")],
    [
      "MANDATORY_DATA_MISSING|authorID",
      (t) => t.replaceAll("1.2.826.0.1285.0.2.0.65", "1.2.826.0.1285.0.2.0.66"),
    ],
  ];
  it.each(queryFaults)(
    "%s is taken in and answered with an application acknowledgement",
    async (name, change) => {
      expect((await post(query(), "express", change)).status).toBe(202);
      await pair.simulator.settled();
      expect(pair.simulator.received.at(-1)).toMatchObject({ outcome: "invalid", reason: name });
      const message = parseMessage(pair.inbox.replies[0]?.reply.hl7 ?? "");
      expect(message).toMatchObject({
        kind: "application-acknowledgement",
        typeCode: "AE",
        reasons: [{ displayName: name }],
      });
    },
  );

  it("a device author is checked by its own rules", async () => {
    const device = (name: string): OutboundQuery =>
      buildOutboundQuery(pair.simulator.spinePlan(), milo, {
        author: {
          kind: "device",
          asid: "999900000001",
          nominated: [
            {
              role: { code: "R0000", codeSystem: "1.2.3", displayName: "Lead" },
              name: { given: ["A"], family: "B" },
            },
          ],
          organisation: { odsCode: "ZZ9A1", name },
        },
      });
    expect((await post(device("Northgate"))).status).toBe(202);
    expect(pair.simulator.received.at(-1)?.outcome).toBe("processed");
    const faults: readonly (readonly [string, (text: string) => string])[] = [
      ["orgName", (t) => t.replace("<name>Northgate</name>", "<name/>")],
      ["orgCode", (t) => t.replace('extension="ZZ9A1"', 'extension=""')],
      ["systemID", (t) => t.replace(/(System>)<id root="[^"]*"/, '$1<id root="1.2"')],
      ["jobRoleCode", (t) => t.replace('code code="R0000"', 'code code=""')],
      ["jobRoleName", (t) => t.replace('displayName="Lead"', 'displayName=""')],
      ["assignedPersonName", (t) => t.replace(/<assignedPerson>.*?<\/assignedPerson>/s, "<assignedPerson/>")],
    ];
    for (const [field, change] of faults) {
      await post(device("Northgate"), "express", change);
      expect(pair.simulator.received.at(-1)?.reason).toBe(`MANDATORY_DATA_MISSING|authorDevice.${field}`);
    }
  });

  it("on the reliable contract a message that comes twice is acknowledged twice and processed once", async () => {
    const sent = query("reliable");
    await post(sent, "reliable");
    const again = await post(sent, "reliable");
    expect(bodyOf(again)).toEqual({ kind: "acknowledgment", refToMessageId: sent.messageId });
    await pair.simulator.settled();
    expect(pair.simulator.received.map(({ outcome }) => outcome)).toEqual(["processed", "duplicate"]);
    expect(pair.inbox.replies).toHaveLength(1);
  });

  it("on the express contract a message that comes twice is two queries: nobody eliminates the second", async () => {
    const sent = query();
    await post(sent);
    await post(sent);
    await pair.simulator.settled();
    expect(pair.simulator.received.map(({ outcome }) => outcome)).toEqual(["processed", "processed"]);
    expect(pair.inbox.replies).toHaveLength(2);
  });
});
