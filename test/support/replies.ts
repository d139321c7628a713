import { expect } from "vitest";
import type { ExpectedReply, ReceivedReply } from "../../src/codec/classify-reply.js";
import { fixtureExchange } from "./fixtures.js";

/** What replies to the fixtures' query must agree with, where the host holds no date of birth. */
export const anyBirthDate: ExpectedReply = {
  messageId: fixtureExchange.messageId,
  nhsNumber: fixtureExchange.nhsNumber,
  noRecordCodes: fixtureExchange.noRecordCodes,
  ownQueryId: fixtureExchange.queryId,
};

/** The same, where it holds the right one. */
export const expected: ExpectedReply = { ...anyBirthDate, hostBirthDate: fixtureExchange.birthDate };

/** The ebXML Action of each kind of reply. */
export const actions = {
  REPC: "REPC_IN000007GB01",
  QUQI: "QUQI_IN010000UK14",
  MCCI: "MCCI_IN010000UK13",
} as const;

/** A reply to the fixtures' query. */
export function reply(
  hl7: string,
  action: keyof typeof actions,
  change: Partial<ReceivedReply> = {},
): ReceivedReply {
  return { action: actions[action], refToMessageId: fixtureExchange.messageId, hl7, ...change };
}

/** Replaces a part of a text that must be there. */
export function swap(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}
