import type { NhsQuery } from "../codec/hl7v3/query.js";
import type { ResponseContent } from "../codec/hl7v3/query-response.js";
import { interactions } from "../codec/hl7v3/vocabulary.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import { anotherChild } from "../testing/synthetic-people.js";
import { plainReply, type PlannedReply } from "./planned-reply.js";
import type { AccessListing, Register, RegisterAccess, RegisterEntry } from "./register.js";
import {
  buildAcknowledged,
  buildNoRecord,
  buildRecord,
  buildRegisterFault,
  buildUnknownCode,
  type ReplyIdentity,
} from "./reply-messages.js";
import type { Scenario } from "./scenarios.js";
import { addUnknownPlan, breakText, miscount, misdate, overfillAccesses } from "./spoil-reply.js";
import type { QueryFailure } from "./validate-query.js";

/** What answering needs. */
export interface AnsweringContext {
  readonly register: Register;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly gatewayAsid: string;
  readonly spineAsid: string;
  /** How long an ordinary answer takes. */
  readonly replyDelayMs: number;
  /** Told of every opening of a record in unscheduled care. */
  readonly onOpened?: (nhsNumber: string, access: RegisterAccess, listing: AccessListing) => void;
}

/**
 * Answers a query as CP-IS would, and as a scenario wants it: what replies leave, when, in which state.
 *
 * An unscheduled query of a child with a record is listed, whatever becomes of the reply: that a reply is lost takes
 * nothing back.
 */
export function planReplies(
  query: NhsQuery,
  scenario: Scenario | undefined,
  context: AnsweringContext,
): readonly PlannedReply[] {
  noteAccess(query, context);
  switch (scenario?.name) {
    case "never-answers":
      return [];
    case "mcci-ae":
      return [acknowledged(query.id, { family: "1712", name: "SIMULATED" }, context)];
    case "mcci-aa-then-answer": {
      const later = { ...answer(query, scenario, context), delayMs: scenario.delayMs ?? 50 };
      return [acknowledged(query.id, undefined, context), later];
    }
    default:
      return [bend(answer(query, scenario, context), scenario)];
  }
}

/** The application acknowledgement of a query that broke a rule. */
export function planRejection(
  messageId: string,
  failure: QueryFailure,
  context: AnsweringContext,
): readonly PlannedReply[] {
  return [acknowledged(messageId, failure, context)];
}

function noteAccess(query: NhsQuery, { register, clock, onOpened }: AnsweringContext): void {
  if (query.silentRead !== undefined && query.silentRead !== "explicit-true") return;
  const access = { at: clock.now(), queryId: query.queryId, author: query.author };
  const listing = register.recordAccess(query.nhsNumber, access);
  if (listing !== "no-record") onOpened?.(query.nhsNumber, access, listing);
}

function acknowledged(
  queryMessageId: string,
  failure: QueryFailure | undefined,
  context: AnsweringContext,
): PlannedReply {
  const identity = replyIdentity(queryMessageId, context);
  const hl7 = buildAcknowledged(identity, failure);
  return plainReply(identity.messageId, interactions.applicationAcknowledgement, hl7, 0);
}

function answer(query: NhsQuery, scenario: Scenario | undefined, context: AnsweringContext): PlannedReply {
  const refersTo = scenario?.name === "disagreeing-correlation" ? context.ids.uuid() : query.id;
  const identity = replyIdentity(refersTo, context);
  const entry = entryFor(query, scenario, context.register);
  const failed = failedText(identity, scenario, entry !== undefined);
  if (entry === undefined || failed !== undefined) {
    const hl7 = failed ?? buildNoRecord(identity, "NF");
    return plainReply(identity.messageId, interactions.queryFailed, hl7, context.replyDelayMs);
  }
  const hl7 = buildRecord(identity, entry, context.ids.uuid(), adjustment(scenario));
  return plainReply(identity.messageId, interactions.queryResponse, hl7, context.replyDelayMs);
}

function failedText(
  identity: ReplyIdentity,
  scenario: Scenario | undefined,
  hasRecord: boolean,
): string | undefined {
  if (scenario?.name === "register-fault") return buildRegisterFault(identity);
  // Only the messages without data refer to the query from inside.
  if (scenario?.name === "disagreeing-correlation") return buildNoRecord(identity, "NF");
  if (scenario?.name === "malformed" && scenario.form === "unknown-code") return buildUnknownCode(identity);
  if (scenario?.name === "no-record-form" && !hasRecord) return buildNoRecord(identity, scenario.form);
  return undefined;
}

function entryFor(
  query: NhsQuery,
  scenario: Scenario | undefined,
  register: Register,
): RegisterEntry | undefined {
  const entry = register.find(query.nhsNumber);
  if (scenario?.name !== "for-another-child") return entry;
  const plans = entry?.child.plans ?? [
    { kind: "child-protection-plan" as const, authority: "ZZL99", startDate: "2026-01-05T09:00" },
  ];
  return {
    child: { ...anotherChild, plans, accesses: [] },
    authorities: entry?.authorities ?? [
      { odsCode: "ZZL99", name: "Elsewhere Council", emergencyDutyTelephone: "01632960399" },
    ],
    sources: [],
    accesses: [],
  };
}

function adjustment(scenario: Scenario | undefined): (content: ResponseContent) => ResponseContent {
  switch (scenario?.name) {
    case "more-than-25-accesses":
      return overfillAccesses;
    case "counts-disagree":
      return miscount;
    case "identity-mismatch":
      return misdate;
    default:
      return (content) => content;
  }
}

function bend(reply: PlannedReply, scenario: Scenario | undefined): PlannedReply {
  switch (scenario?.name) {
    case "slow":
    case "slow-acceptance":
      return { ...reply, delayMs: reply.delayMs + scenario.delayMs };
    case "answers-twice":
      return { ...reply, times: 2 };
    case "out-of-order":
      return { ...reply, afterAnother: true };
    case "unknown-plan-template":
      return { ...reply, hl7: addUnknownPlan(reply.hl7) };
    case "wrong-party":
      return { ...reply, toPartyKey: "ZZZ-999999" };
    case "unknown-ref":
      return { ...reply, refersTo: "an-unknown-message" };
    case "missing-ref":
      return { ...reply, refersTo: "nothing" };
    case "action-mismatch":
      return { ...reply, action: otherAction(reply.action) };
    case "acknowledgment-requested":
      return { ...reply, ackRequested: true, syncReply: scenario.syncReply };
    case "malformed":
      return scenario.form === "huge" || scenario.form === "not-multipart"
        ? { ...reply, raw: scenario.form }
        : { ...reply, hl7: breakText(reply.hl7, scenario.form, reply.action) };
    default:
      return reply;
  }
}

function otherAction(action: string): string {
  return action === interactions.queryResponse ? interactions.queryFailed : interactions.queryResponse;
}

function replyIdentity(queryMessageId: string, context: AnsweringContext): ReplyIdentity {
  return {
    messageId: context.ids.uuid(),
    queryMessageId,
    nowEpochMs: context.clock.now(),
    gatewayAsid: context.gatewayAsid,
    spineAsid: context.spineAsid,
  };
}
