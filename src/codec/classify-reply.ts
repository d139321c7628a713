import type { LocalDate } from "../domain/instant.js";
import type { FailedReason } from "../domain/lookup-state.js";
import type { ProtectionRecord } from "../domain/protection-record.js";
import { CpisError } from "../errors/cpis-error.js";
import { parseApplicationAcknowledgement } from "./hl7v3/application-acknowledgement.js";
import type { CodedReason } from "./hl7v3/datatypes.js";
import { findAnyInteraction } from "./hl7v3/find-interaction.js";
import { parseQueryFailed, type QueryFailed } from "./hl7v3/query-failed.js";
import { parseReasons } from "./hl7v3/acknowledgement.js";
import { readQueryResponse } from "./hl7v3/read-query-response.js";
import { interactions } from "./hl7v3/vocabulary.js";
import { toProtectionRecord } from "./to-protection-record.js";
import { readXml } from "./xml/read-xml.js";
import { childrenOf, type XmlElement } from "./xml/xml-element.js";

/** A reply as the listener stored it. */
export interface ReceivedReply {
  /** ebXML Action. */
  readonly action: string;
  readonly refToMessageId?: string;
  readonly hl7: string;
}

/** What the reply must agree with: our own query, and the site's settings. */
export interface ExpectedReply {
  /** Our HL7 and ebXML message id; they are equal. */
  readonly messageId: string;
  readonly nhsNumber: string;
  /** As the host holds it, whole or in part; absent where the caller compares `birthDates` itself. */
  readonly hostBirthDate?: LocalDate;
  /** What counts as CP-IS's own *no record*. */
  readonly noRecordCodes: readonly { readonly code: string; readonly codeSystem: string }[];
  /** The id inside the payload of our query, which the access list repeats. */
  readonly ownQueryId: string;
}

/** What a reply means. A closed set: whatever is not known is a failure, never *no record* (H-04). */
export type ReplyOutcome =
  | {
      readonly kind: "record";
      readonly record: ProtectionRecord;
      /** Every date of birth in the answer, of subjects that could not be read too. */
      readonly birthDates: readonly LocalDate[];
    }
  | { readonly kind: "no-record" }
  | { readonly kind: "failed"; readonly reason: FailedReason; readonly codes: readonly string[] }
  /** An application acknowledgement that only says that the query arrived. */
  | { readonly kind: "keep-waiting" };

/**
 * Says what a reply means: the decision table of cpis-messages 5.1 with the rules of design section 5.
 *
 * This is the only place where *no record* is born. Never throws for anything that a peer can send.
 */
export function classifyReply(reply: ReceivedReply, expected: ExpectedReply): ReplyOutcome {
  try {
    const interaction: XmlElement & { readonly name: string } = findAnyInteraction(readXml(reply.hl7));
    if (!sameId(reply.refToMessageId, expected.messageId))
      return failed("answer-unreadable", ["correlation"]);
    switch (interaction.name) {
      case interactions.queryResponse:
        return classifyResponse(interaction, expected);
      case interactions.queryFailed:
        return classifyQueryFailed(interaction, reply.action, expected);
      case interactions.applicationAcknowledgement:
        return classifyAcknowledgement(interaction, reply.action, expected);
      default:
        return failed("answer-unreadable", ["not-a-reply"]);
    }
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    return failed("answer-unreadable", [error.code]);
  }
}

// REPC has no reference to the query inside, so whose it is decides: every number in it must be the one we asked about,
// and once it is, nothing about it is a plain failure any more.
function classifyResponse(interaction: XmlElement, expected: ExpectedReply): ReplyOutcome {
  const { response, gaps } = readQueryResponse(interaction);
  if (!response.hasSubject) {
    const reasons = childrenOf(interaction, "ControlActEvent").flatMap(readableReasons);
    return failed("register-fault", codesOf(reasons));
  }
  if (response.nhsNumbers.some((number) => number !== expected.nhsNumber))
    return failed("about-someone-else", []);
  const { hostBirthDate } = expected;
  if (hostBirthDate !== undefined && response.birthDates.some((date) => !sameDate(date, hostBirthDate))) {
    return failed("identity-mismatch", []);
  }
  const record = toProtectionRecord(response, gaps, expected.ownQueryId);
  if (record.authorities.length === 0) return failed("record-unreadable", gaps);
  return { kind: "record", record, birthDates: response.birthDates };
}

function classifyQueryFailed(interaction: XmlElement, action: string, expected: ExpectedReply): ReplyOutcome {
  const message = parseQueryFailed(interaction);
  if (action !== interaction.name) return failed("answer-unreadable", ["action"]);
  if (!sameId(message.messageRefId, expected.messageId)) return failed("answer-unreadable", ["correlation"]);
  const holdsSubject = childrenOf(interaction, "ControlActEvent").some(
    (act) => childrenOf(act, "subject").length > 0,
  );
  if (!holdsSubject && saysNoRecord(message, expected.noRecordCodes)) return { kind: "no-record" };
  return failed("register-fault", codesOf([...message.details, ...message.reasons]));
}

/**
 * Whether CP-IS says that it holds nothing for the number: every reason is in the configured list, or there is no
 * reason at all and the response code is NF. Reasons decide first, because Spine's failures carry `ID` for both.
 *
 * Anything that contradicts it makes it a failure: `AR` (rejected), `OK` (data found), a detail that is not in the list.
 */
function saysNoRecord(message: QueryFailed, noRecordCodes: ExpectedReply["noRecordCodes"]): boolean {
  const listed = ({ code, codeSystem }: Pick<CodedReason, "code" | "codeSystem">): boolean =>
    code !== "" && noRecordCodes.some((known) => known.code === code && known.codeSystem === codeSystem);
  if (message.typeCode !== "AA" && message.typeCode !== "AE") return false;
  if (message.queryResponseCode === "OK" || !message.details.every(listed)) return false;
  if (message.reasons.length > 0) return message.reasons.every(listed);
  return message.queryResponseCode === "NF";
}

function classifyAcknowledgement(
  interaction: XmlElement,
  action: string,
  expected: ExpectedReply,
): ReplyOutcome {
  const message = parseApplicationAcknowledgement(interaction);
  if (action !== interaction.name) return failed("answer-unreadable", ["action"]);
  if (!sameId(message.messageRefId, expected.messageId)) return failed("answer-unreadable", ["correlation"]);
  if (message.typeCode === "AA") return { kind: "keep-waiting" };
  return failed("register-fault", codesOf([...message.details, ...message.reasons]));
}

function readableReasons(controlAct: XmlElement): readonly CodedReason[] {
  try {
    return parseReasons(controlAct);
  } catch {
    return [];
  }
}

function failed(reason: FailedReason, codes: readonly string[]): ReplyOutcome {
  return { kind: "failed", reason, codes };
}

// Codes go to logs and to the audit; what is no code has no business there.
function codesOf(reasons: readonly Pick<CodedReason, "code">[]): readonly string[] {
  return reasons.map(({ code }) => (/^[\w.:-]{1,40}$/.test(code) ? code : "unprintable"));
}

function sameId(left: string | undefined, right: string): boolean {
  return left?.trim().toUpperCase() === right.toUpperCase();
}

// Either may hold only a year, or a year and month: what both say must be the same.
function sameDate(left: LocalDate, right: LocalDate): boolean {
  const length = Math.min(left.length, right.length);
  return left.slice(0, length) === right.slice(0, length);
}
