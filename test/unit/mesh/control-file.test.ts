import { expect, test } from "vitest";
import {
  buildControlFile,
  parseControlFile,
  toInboundMessage,
} from "../../../src/codec/mesh/control-file.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

const head = { to: "CPISTEST01", workflowId: "CPIS_UPLOAD", localId: "upload-000042" };

test("a control file to send has the documented elements in the documented order", () => {
  expect(buildControlFile(head, "LA999OT001")).toBe(
    `<?xml version="1.0" encoding="UTF-8"?><DTSControl><Version>1.0</Version><AddressType>DTS</AddressType>` +
      `<MessageType>Data</MessageType><WorkflowId>CPIS_UPLOAD</WorkflowId><To_DTS>CPISTEST01</To_DTS>` +
      `<From_DTS>LA999OT001</From_DTS><Subject></Subject><LocalId>upload-000042</LocalId><Compress>Y</Compress>` +
      `<AllowChunking>N</AllowChunking><Encrypted>N</Encrypted></DTSControl>`,
  );
});

test("what was written is read back", () => {
  const read = parseControlFile(buildControlFile({ ...head, subject: "a & b" }, "LA999OT001"));
  expect(read).toMatchObject({
    messageType: "data",
    workflowId: "CPIS_UPLOAD",
    to: "CPISTEST01",
    from: "LA999OT001",
    localId: "upload-000042",
    subject: "a & b",
  });
});

test("elements in any order, unknown ones and a status record are understood", () => {
  const file = parseControlFile(`<DTSControl>
    <StatusRecord><DateTime>20260102030405</DateTime><Event>SEND</Event><Status>error</Status>
      <StatusCode>14</StatusCode><Description>Message not collected</Description></StatusRecord>
    <Novelty><Deep>x</Deep></Novelty>
    <LocalId>upload-000042</LocalId><MessageType>Report</MessageType><DTSId>20260102030405678901_ABCDEF</DTSId>
  </DTSControl>`);
  expect(toInboundMessage("20260107030405678901_000001", file)).toMatchObject({
    kind: "report",
    messageId: "20260107030405678901_000001",
    linkedMessageId: "20260102030405678901_ABCDEF",
    localId: "upload-000042",
    succeeded: false,
    event: "SEND",
    code: "14",
  });
});

test.each([
  ["half written", "<DTSControl><Version>1.0</Version>"],
  ["empty", ""],
  ["another document", "<other/>"],
  ["a document type", `<!DOCTYPE x [<!ENTITY e "y">]><DTSControl><LocalId>&e;</LocalId></DTSControl>`],
])("%s is no control file", (_name, text) => {
  expect(() => parseControlFile(text)).toThrow(CpisError);
});

test("a control file follows the same rules as headers do", () => {
  expect(() => buildControlFile({ ...head, localId: "" }, "LA999OT001")).toThrow(/breaks the rules/);
});
