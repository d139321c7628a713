import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildMessage, parseMessage, type CpisMessage } from "../../src/codec/hl7v3/message.js";
import { silentReadForms } from "../../src/domain/silent-read.js";
import { acknowledgements, failures, queries, responses } from "../support/arbitraries.js";
import { openCpisSchemas, type CpisSchemas } from "../support/cpis-schemas.js";
import { fixtureBytes } from "../support/fixtures.js";
import {
  accessNotifications,
  inactiveNhsNumbers,
  uploadAcknowledgements,
  uploads,
} from "../support/mailbox-arbitraries.js";
import { hasSchemas } from "../support/reference.js";

const roots = {
  query: "QUPC_IN000006GB01",
  "query-response": "REPC_IN000007GB01",
  "query-failed": "QUQI_IN010000UK14",
  "application-acknowledgement": "MCCI_IN010000UK13",
  upload: "REPC_MT000002GB01",
  "upload-acknowledgement": "REPC_MT000003GB01",
  "access-notification": "REPC_MT000004GB01",
  "inactive-nhs-number": "REPC_MT000005GB01",
} as const;

// The schemas predate the silent read: its element is taken out, and the rest must be valid (cpis-messages 3.6).
const accessEventType = /<accessEventType(?:\/>| [^>]*\/>|>.*?<\/accessEventType>)/;

if (hasSchemas) {
  describe("against the official CP-IS schemas", () => {
    let schemas: CpisSchemas;
    beforeAll(() => {
      schemas = openCpisSchemas();
    });
    afterAll(() => {
      schemas.dispose();
    });

    const faultsOf = (message: CpisMessage): readonly string[] =>
      schemas.faults(roots[message.kind], buildMessage(message).replace(accessEventType, ""));

    it.each([
      ["query", queries],
      ["query-response", responses],
      // The schema wants a response code, which one of Spine's own forms leaves out.
      ["query-failed", failures.filter(({ queryResponseCode }) => queryResponseCode !== undefined)],
      ["application-acknowledgement", acknowledgements],
      ["upload", uploads],
      ["upload-acknowledgement", uploadAcknowledgements],
      ["access-notification", accessNotifications],
      ["inactive-nhs-number", inactiveNhsNumbers],
    ] as readonly (readonly [string, fc.Arbitrary<CpisMessage>])[])(
      "everything built is valid: %s",
      (_kind, arbitrary) => {
        fc.assert(
          fc.property(arbitrary, (message) => {
            expect(faultsOf(message)).toEqual([]);
          }),
          { numRuns: 100 },
        );
      },
    );

    it.each([...silentReadForms, "explicit-true" as const])(
      "a query in the %s form is valid but for that element, which the schemas do not have",
      (silentRead) => {
        const message = { ...parseMessage(fixtureBytes("messages/query.xml")), silentRead } as CpisMessage;
        expect(schemas.faults(roots.query, buildMessage(message)).join()).toContain("accessEventType");
        expect(faultsOf(message)).toEqual([]);
      },
    );

    it("an invalid message is found, so that this suite can fail", () => {
      const broken = buildMessage(parseMessage(fixtureBytes("messages/query-response.xml"))).replace(
        "<effectiveTime",
        "<unknown/><effectiveTime",
      );
      expect(schemas.faults(roots["query-response"], broken)).not.toEqual([]);
    });
  });
} else {
  describe("the official CP-IS schemas", () => {
    it("are not beside this repository (../shared/schemas/cpis): NOTHING was validated against them", () => {
      console.warn(
        "The folder ../shared/schemas/cpis is absent: no message was validated against the official schemas.",
      );
      expect(hasSchemas).toBe(false);
    });
  });
}
