import { expect, test } from "vitest";
import { parseErrorBody } from "../../../src/codec/mesh/error-body.js";
import {
  checkNextLink,
  parseAccepted,
  parseInboxPage,
  parseLookUp,
  parseTracking,
} from "../../../src/codec/mesh/json-answers.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

test("a page of the listing gives its ids, oldest first, and the next page's path", () => {
  const text = JSON.stringify({
    messages: ["20260102030405678901_ABCDEF", "0123456789abcdef0123456789abcdef"],
    links: { self: "/messageexchange/A/inbox", next: "/messageexchange/A/inbox?continue_from=x" },
    approx_inbox_count: 900,
  });
  expect(parseInboxPage(text)).toEqual({
    messageIds: ["20260102030405678901_ABCDEF", "0123456789abcdef0123456789abcdef"],
    next: "/messageexchange/A/inbox?continue_from=x",
  });
  expect(parseInboxPage(`{"messages":[]}`)).toEqual({ messageIds: [] });
});

test.each(["", "<html>", "[]", "{}", `{"messages":"x"}`, `{"messages":[7]}`, `{"messages":["a b"]}`])(
  "the listing %j is refused rather than taken for an empty mailbox",
  (text) => {
    expect(() => parseInboxPage(text)).toThrow(CpisError);
  },
);

test.each([
  "https://elsewhere.example/messageexchange/A/inbox?x",
  "//elsewhere.example/messageexchange/A/inbox?x",
  "/messageexchange/B/inbox?x",
  "/messageexchange/A/inbox",
  "/messageexchange/A/inbox?x\r\ny",
])("a next link that leads elsewhere is not followed: %j", (next) => {
  expect(() => checkNextLink(next, "/messageexchange/A/inbox")).toThrow(CpisError);
});

test("both spellings of the older and the newer version are understood", () => {
  expect(parseAccepted(`{"message_id":"M1"}`)).toBe("M1");
  expect(parseAccepted(`{"messageID":"M1"}`)).toBe("M1");
  expect(
    parseLookUp(`{"results":[{"mailbox_id":"A","mailbox_name":"n"},{"address":"B","description":"m"}]}`),
  ).toEqual([
    { mailboxId: "A", name: "n" },
    { mailboxId: "B", name: "m" },
  ]);
  expect(parseTracking(`{"message_id":"M1","local_id":"L","status":"acknowledged"}`)).toEqual({
    messageId: "M1",
    localId: "L",
    status: "acknowledged",
  });
  expect(
    parseTracking(`{"messageId":"M1","status":"Undeliverable","statusCode":"14","statusEvent":"SEND"}`),
  ).toEqual({
    messageId: "M1",
    status: "undeliverable",
    code: "14",
    event: "SEND",
  });
});

test("a status nobody knows is said to be so", () => {
  expect(parseTracking(`{"status":"teleported"}`).status).toBe("unrecognised");
  expect(parseTracking(`{}`).status).toBe("unrecognised");
});

test("error bodies of every shape are read, and none can hide the status", () => {
  expect(
    parseErrorBody(
      `{"internal_id":"I1","detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}`,
    ),
  ).toEqual({ internalId: "I1", event: "SEND", code: "12", fields: [] });
  expect(
    parseErrorBody(`{"messageID":"M","errorEvent":"SEND","errorCode":"14","errorDescription":"x"}`),
  ).toEqual({
    messageId: "M",
    event: "SEND",
    code: "14",
    fields: [],
  });
  expect(
    parseErrorBody(`{"detail":[{"loc":["header","mex-workflowid"],"msg":"m","type":"t"}]}`).fields,
  ).toEqual(["header.mex-workflowid"]);
  expect(parseErrorBody(`{"internal_id":"I2","message":"An internal error"}`)).toEqual({
    internalId: "I2",
    fields: [],
  });
  for (const text of [
    "",
    "<html><body>502</body></html>",
    "null",
    `{"detail":"x"}`,
    `{"detail":[null,[{}]]}`,
  ]) {
    expect(parseErrorBody(text)).toEqual({ fields: [] });
  }
});
