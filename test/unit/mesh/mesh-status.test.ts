import { expect, test } from "vitest";
import { decideMeshStatus } from "../../../src/domain/mesh-status.js";
import { decidePollIntervalMs } from "../../../src/domain/mesh-polling.js";

const failed = (event: string | undefined, code: string | undefined): unknown =>
  decideMeshStatus({
    succeeded: false,
    ...(event === undefined ? {} : { event }),
    ...(code === undefined ? {} : { code }),
  });

test("the same code means different things under different events", () => {
  expect(failed("SEND", "15")).toMatchObject({ fault: "bad-cpis-file", sameBytesMayGoAgain: false });
  expect(failed("RECEIVE", "15")).toMatchObject({ fault: "poll-failed" });
  expect(failed("SEND", "17")).toMatchObject({ fault: "workflow-not-registered" });
  expect(failed("RECEIVE", "17")).toMatchObject({ fault: "credentials" });
});

test("a file that was not collected may be sent again; one that CP-IS refused may not", () => {
  expect(failed("SEND", "14")).toEqual({ kind: "failed", fault: "not-collected", sameBytesMayGoAgain: true });
  expect(failed(undefined, "15")).toMatchObject({ fault: "bad-cpis-file", sameBytesMayGoAgain: false });
});

test("success with code 05 is a delay, not a success", () => {
  expect(decideMeshStatus({ event: "TRANSFER", code: "05", succeeded: true })).toEqual({ kind: "delayed" });
  expect(decideMeshStatus({ event: "TRANSFER", code: "0", succeeded: true })).toEqual({ kind: "succeeded" });
  expect(decideMeshStatus({ event: "TRANSFER", code: "00", succeeded: true })).toEqual({ kind: "succeeded" });
});

test("the sentence of an older client is understood by its first word", () => {
  expect(failed("Transfer to DTS Server", "04")).toMatchObject({ fault: "credentials" });
});

test.each([
  [undefined, undefined],
  ["SEND", "77"],
  ["SEND", "banana"],
  ["COLLECT", "14"],
])("event %j with code %j is a failure that nobody knows, never a success", (event, code) => {
  expect(failed(event, code)).toEqual({ kind: "failed", fault: "unrecognised", sameBytesMayGoAgain: false });
});

test("a claimed success with a failure's code is a failure", () => {
  expect(decideMeshStatus({ event: "SEND", code: "14", succeeded: true })).toMatchObject({ kind: "failed" });
});

test("no configuration makes a national environment be polled more often than every five minutes", () => {
  expect(decidePollIntervalMs("production", 1_000)).toBe(300_000);
  expect(decidePollIntervalMs("integration", 60_000)).toBe(300_000);
  expect(decidePollIntervalMs("production", 900_000)).toBe(900_000);
  expect(decidePollIntervalMs("simulator", 10)).toBe(1_000);
});
