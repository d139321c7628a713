import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyReply, type ReplyOutcome } from "../../src/codec/classify-reply.js";
import {
  buildEbxmlMessage,
  parseEbxmlMessage,
  spineBoundary,
  type EbxmlMessage,
} from "../../src/codec/ebxml/ebxml-message.js";
import { buildMessage } from "../../src/codec/hl7v3/message.js";
import type { QueryFailed } from "../../src/codec/hl7v3/query-failed.js";
import type { QueryResponse } from "../../src/codec/hl7v3/query-response.js";
import { CpisError } from "../../src/errors/cpis-error.js";
import { failures, responsesFor } from "../support/arbitraries.js";
import { fixtureBytes, fixtureContentType, fixtureExchange } from "../support/fixtures.js";
import { mutate, mutations } from "./mutate.js";
import { isOnlyAbout, reallySaysNoRecord } from "./oracle.js";

const cases = Number(process.env["CPIS_FUZZ_CASES"] ?? 10_000);
const seed = Number(process.env["CPIS_FUZZ_SEED"] ?? Date.now() % 2_147_483_647);

const { messageId, nhsNumber, noRecordCodes, queryId, birthDate } = fixtureExchange;
const golden = [
  "query-response",
  "no-record-nf",
  "no-record-reason",
  "query-failed",
  "acknowledgement-accept",
  "acknowledgement-error",
].map((name) => fixtureBytes(`ebxml/${name}.mime`));

function posted(message: QueryResponse | QueryFailed, action: string): Uint8Array {
  const header = {
    fromPartyKey: "YES-0000806",
    toPartyKey: "ZZ9-000001",
    cpaId: "798bc45334bbb95b51de",
    conversationId: "5D1F0A00-0000-4000-8000-000000000100",
    service: "urn:nhs:names:services:cpisquery",
    action,
    messageId: message.id,
    timestamp: "2026-01-05T14:30:02Z",
    refToMessageId: messageId,
    duplicateElimination: false,
    syncReply: false,
  };
  return buildEbxmlMessage({ header, hl7: buildMessage(message), boundary: spineBoundary }).body;
}

/** Replies to our query with generated content, beside the hand-made ones. */
function generated(): readonly Uint8Array[] {
  const records = fc.sample(responsesFor(nhsNumber), { numRuns: 30, seed });
  const failed = fc.sample(failures, { numRuns: 30, seed });
  return [
    ...records.map((message) => posted(message, "REPC_IN000007GB01")),
    ...failed.map((message) => posted({ ...message, messageRefId: messageId }, "QUQI_IN010000UK14")),
  ];
}

function read(contentType: string, body: Uint8Array): EbxmlMessage | undefined {
  try {
    const content = parseEbxmlMessage(contentType, body);
    return content.kind === "message" ? content : undefined;
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}

/**
 * A reply with changes: in the whole body, as a broken peer might post it, or in the payload alone, so that more of the
 * cases get as far as the classification.
 */
function changed(
  base: Base,
  changes: Parameters<typeof mutate>[1],
  donors: readonly Uint8Array[],
  payloadOnly: boolean,
): EbxmlMessage | undefined {
  if (!payloadOnly) return read(fixtureContentType, mutate(base.body, changes, donors));
  const hl7 = new TextDecoder().decode(mutate(base.payload, changes, donors));
  return { ...base.message, hl7 };
}

interface Base {
  readonly body: Uint8Array;
  readonly message: EbxmlMessage;
  readonly payload: Uint8Array;
}

function toBase(body: Uint8Array): Base {
  const message = read(fixtureContentType, body);
  if (message === undefined) throw new Error("A reply that was not changed cannot be read.");
  return { body, message, payload: new TextEncoder().encode(message.hl7) };
}

function classify({ header, hl7 }: EbxmlMessage, withBirthDate: boolean): ReplyOutcome {
  const { action, refToMessageId } = header;
  return classifyReply(
    { action, hl7, ...(refToMessageId === undefined ? {} : { refToMessageId }) },
    {
      messageId,
      nhsNumber,
      noRecordCodes,
      ownQueryId: queryId,
      ...(withBirthDate ? { hostBirthDate: birthDate } : {}),
    },
  );
}

describe("fuzzing the codec", () => {
  it(
    "no mutated reply crashes it, becomes no-record that was not one (H-04), or is shown for another child (H-01)",
    { timeout: 60_000 + cases * 3 },
    () => {
      const replies = [...golden, ...generated()];
      const bases = replies.map(toBase);
      // By number, so that a counterexample can be read; the hand-made ones come first.
      const numbers = fc.oneof(fc.nat({ max: golden.length - 1 }), fc.nat({ max: bases.length - 1 }));
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(
          numbers,
          mutations,
          fc.boolean(),
          fc.boolean(),
          (number, changes, payloadOnly, withBirthDate) => {
            const base = bases[number];
            if (base === undefined) throw new Error("no such reply");
            const message = changed(base, changes, replies, payloadOnly);
            const outcome = message === undefined ? undefined : classify(message, withBirthDate);
            const kind = outcome?.kind ?? "refused";
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
            if (message === undefined || outcome === undefined) return;
            if (outcome.kind === "no-record") {
              expect(reallySaysNoRecord(message.hl7, message.header.refToMessageId, fixtureExchange)).toBe(
                true,
              );
            }
            if (outcome.kind === "record") {
              expect(isOnlyAbout(message.hl7, nhsNumber)).toBe(true);
              expect(outcome.record.authorities.length).toBeGreaterThan(0);
            }
          },
        ),
        { numRuns: cases, seed },
      );
      console.info(`codec fuzz: ${JSON.stringify({ cases, seed, ...Object.fromEntries([...seen].sort()) })}`);
      // A suite that never got past the first reader, or never met the outcomes it is about, would prove nothing.
      for (const kind of ["record", "no-record", "failed", "keep-waiting", "refused"]) {
        expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
      }
    },
  );

  it("the oracle tells the hand-made no-records from everything else, so that the suite can fail", () => {
    const verdicts = golden.map((body) => {
      const message = read(fixtureContentType, body);
      return (
        message !== undefined &&
        reallySaysNoRecord(message.hl7, message.header.refToMessageId, fixtureExchange)
      );
    });
    expect(verdicts).toEqual([false, true, true, false, false, false]);
  });

  it("the unchanged replies mean what they were made to mean", () => {
    const kinds = golden.map((body) => {
      const message = read(fixtureContentType, body);
      return message === undefined ? undefined : classify(message, true).kind;
    });
    expect(kinds).toEqual(["record", "no-record", "no-record", "failed", "keep-waiting", "failed"]);
  });
});
