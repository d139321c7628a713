import { describe, expect, test } from "vitest";
import { decideReport } from "../../../src/gateway/council/mailbox/receive-report.js";
import { decideMeshStatus, type MeshFault } from "../../../src/domain/mesh-status.js";
import type { UploadState } from "../../../src/contract/council.js";

const plan = { uploadWorkflowId: "CPIS_UPLOAD" };
const sent = { sequenceNumber: 7, state: "sent" } as const;
const workflowId = "CPIS_UPLOAD";

// Mesh section 6, each code under its event.
const published: readonly (readonly [
  event: string | undefined,
  code: string,
  fault: MeshFault,
  again: boolean,
])[] = [
  ["COLLECT", "02", "data-file-missing", false],
  ["TRANSFER", "03", "server-certificate", true],
  ["TRANSFER", "04", "credentials", true],
  ["TRANSFER", "06", "malformed-message", false],
  ["SEND", "06", "malformed-message", false],
  ["SEND", "07", "sender-mismatch", false],
  ["SEND", "08", "recipient-missing", false],
  ["SEND", "09", "control-file-version", false],
  ["SEND", "11", "message-type", false],
  ["SEND", "12", "recipient-not-registered", false],
  ["SEND", "14", "not-collected", true],
  ["SEND", "15", "bad-cpis-file", false],
  ["SEND", "16", "sender-not-permitted", false],
  ["SEND", "17", "workflow-not-registered", false],
  ["SEND", "18", "workflow-not-registered", false],
  ["SEND", "19", "expiry-period", false],
  ["SEND", "100", "mailbox-not-enabled", true],
  ["SEND", "EPL-151", "patient-addressing", false],
  ["SEND", "13", "unrecognised", false],
  [undefined, "14", "not-collected", true],
  [undefined, "15", "bad-cpis-file", false],
];

describe("a report that our file was not delivered", () => {
  test.each(published)("%s %s means %s; the same data may go again: %s", (event, code, fault, again) => {
    const status = { succeeded: false, code, ...(event === undefined ? {} : { event }) };
    expect(decideMeshStatus(status)).toEqual({ kind: "failed", fault, sameBytesMayGoAgain: again });
    expect(decideReport({ ...status, workflowId }, sent, plan)).toEqual({
      kind: "undelivered",
      sequenceNumber: 7,
      reason: code,
      mayRepeat: again,
    });
  });

  test("is one also where it says neither event nor code, and then nothing is sent again by itself", () => {
    expect(decideReport({ succeeded: false }, sent, plan)).toEqual({
      kind: "undelivered",
      sequenceNumber: 7,
      reason: "report",
      mayRepeat: false,
    });
  });

  test.each<[UploadState, string]>([
    ["queued", "undelivered"],
    ["tracing", "undelivered"],
    ["undelivered", "noted"],
    ["closed", "noted"],
    // CP-IS has answered a file that MESH says it never delivered: that is for a person.
    ["answered", "set-aside"],
    ["held", "set-aside"],
  ])("of a file that is %s is %s", (state, kind) => {
    const report = { succeeded: false, event: "SEND", code: "14", workflowId };
    expect(decideReport(report, { sequenceNumber: 7, state }, plan).kind).toBe(kind);
  });
});

test.each([
  ["15", "poll-failed"],
  ["16", "server-certificate"],
  ["17", "credentials"],
])(
  "RECEIVE %s is the local client's own fault, whatever file it names: no upload is given up for it",
  (code, fault) => {
    const report = { succeeded: false, event: "RECEIVE", code, workflowId };
    expect(decideMeshStatus(report)).toMatchObject({ fault });
    expect(decideReport(report, sent, plan)).toEqual({ kind: "client-fault", reason: code });
  },
);

test("a report of a message that we never sent is a person's: another system may be sending from this mailbox (H-20)", () => {
  const failure = { succeeded: false, event: "SEND", code: "14" };
  expect(decideReport({ ...failure, workflowId: "OTHER" }, undefined, plan)).toEqual({ kind: "set-aside" });
  const success = { succeeded: true, event: "TRANSFER", code: "00" };
  expect(decideReport({ ...success, workflowId }, undefined, plan)).toEqual({ kind: "set-aside" });
  expect(decideReport({ ...success, workflowId: "OTHER" }, undefined, plan)).toEqual({ kind: "noted" });
});

test("success and delay are only noted: what CP-IS made of the file is in its own answer", () => {
  const noted = { kind: "noted" };
  expect(decideReport({ succeeded: true, event: "TRANSFER", code: "00", workflowId }, sent, plan)).toEqual(
    noted,
  );
  expect(decideReport({ succeeded: true, event: "TRANSFER", code: "05", workflowId }, sent, plan)).toEqual(
    noted,
  );
});
