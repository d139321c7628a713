import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildMessage, parseMessage } from "../../src/codec/hl7v3/message.js";
import { readXml } from "../../src/codec/xml/read-xml.js";
import { exampleFolder, hasExamples } from "../support/reference.js";

const examples = [
  ["query-person", "query"],
  ["query-device", "query"],
  ["query-silent-read", "query"],
  ["response-cpp", "query-response"],
  ["response-lac", "query-response"],
  ["response-ucp", "query-response"],
  ["response-multiple", "query-response"],
  ["response-no-record", "query-failed"],
  ["response-no-record-id", "query-failed"],
  ["response-query-failed", "query-failed"],
  ["application-ack-accept", "application-acknowledgement"],
  ["application-ack-error", "application-acknowledgement"],
  ["upload", "upload"],
  ["upload-ack", "upload-acknowledgement"],
  ["upload-ack-file-error", "upload-acknowledgement"],
  ["access-notification", "access-notification"],
  ["access-notification-empty", "access-notification"],
  ["inactive-nhs-number", "inactive-nhs-number"],
] as const;

if (hasExamples) {
  describe("the reference's example messages", () => {
    it.each(examples)(
      "%s is a %s and is rebuilt with the same elements, attributes and text",
      (name, kind) => {
        const bytes = readFileSync(join(exampleFolder, `${name}.xml`));
        const message = parseMessage(bytes);
        expect(message.kind).toBe(kind);
        expect(readXml(buildMessage(message))).toEqual(readXml(bytes));
      },
    );
  });
} else {
  describe("the reference's example messages", () => {
    it("are not beside this repository (../shared/reference/examples): NONE was read", () => {
      console.warn("The folder ../shared/reference/examples is absent: no example message was read.");
      expect(hasExamples).toBe(false);
    });
  });
}
