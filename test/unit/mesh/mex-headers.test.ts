import { expect, test } from "vitest";
import { buildMexHeaders, parseMexHeaders } from "../../../src/codec/mesh/mex-headers.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

const head = { to: "CPISTEST01", workflowId: "CPIS_UPLOAD", localId: "upload-000042" };

function issuesOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (CpisError.is(error, "CPIS_MESH_MESSAGE_INVALID")) return error.issues.map(({ path }) => path);
    throw error;
  }
  return [];
}

test("a message in one part has no chunk range; a piece of several has one", () => {
  expect(buildMexHeaders(head, { number: 1, total: 1 })).toEqual({
    "mex-to": "CPISTEST01",
    "mex-workflowid": "CPIS_UPLOAD",
    "mex-localid": "upload-000042",
  });
  expect(buildMexHeaders(head, { number: 1, total: 4 })["mex-chunk-range"]).toBe("1:4");
});

test("every fault of the headers is listed at once", () => {
  const faulty = {
    to: " ",
    workflowId: "http://x",
    localId: "a\r\nb",
    fileName: "x".repeat(301),
    subject: "é",
  };
  expect(issuesOf(() => buildMexHeaders(faulty, { number: 1, total: 1 }))).toEqual([
    "mex-to",
    "mex-workflowid",
    "mex-localid",
    "mex-filename",
    "mex-subject",
  ]);
});

test("an NHS number in a field that is not for personal data is refused", () => {
  const leak = { ...head, subject: "child 9990000018" };
  const withNumber = { ...head, fileName: "9995260182.xml" };
  const paths = [leak, withNumber].map((each) =>
    issuesOf(() => buildMexHeaders(each, { number: 1, total: 1 })),
  );
  expect(paths).toEqual([["mex-subject"], ["mex-filename"]]);
  expect(
    issuesOf(() => buildMexHeaders({ ...head, localId: "20260102030405678" }, { number: 1, total: 1 })),
  ).toEqual([]);
});

test("a file's facts are read whatever the case of the header names", () => {
  const message = parseMexHeaders("20260102030405678901_ABCDEF", {
    "Mex-MessageType": "DATA",
    "MEX-WORKFLOWID": "CPIS_REPORT",
    "mex-from": "CPISTEST01",
    "mex-content-compressed": "y",
    "mex-filename": "../../etc/passwd",
    "content-type": "text/xml",
  });
  expect(message).toMatchObject({
    kind: "data",
    messageId: "20260102030405678901_ABCDEF",
    workflowId: "CPIS_REPORT",
    from: "CPISTEST01",
    compressed: true,
    fileName: "../../etc/passwd",
  });
  expect(Object.keys(message.received)).not.toContain("content-type");
});

test("a report is told from a file before its workflow is looked at", () => {
  const report = parseMexHeaders("R1", {
    "mex-messagetype": "REPORT",
    "mex-workflowid": "CPIS_UPLOAD",
    "mex-statussuccess": "ERROR",
    "mex-statusevent": "SEND",
    "mex-statuscode": "14",
    "mex-statusdescription": "Message not collected by recipient after 5 days",
    "mex-linkedmsgid": "20260102030405678901_ABCDEF",
    "mex-localid": "upload-000042",
    "mex-chunk-range": "1:0",
  });
  expect(report).toMatchObject({
    kind: "report",
    succeeded: false,
    event: "SEND",
    code: "14",
    linkedMessageId: "20260102030405678901_ABCDEF",
    localId: "upload-000042",
  });
});

test("a report without any status is about a failure all the same", () => {
  expect(parseMexHeaders("R2", { "mex-messagetype": "Report" })).toMatchObject({
    kind: "report",
    succeeded: false,
  });
});
