import type { EbxmlError } from "../../codec/ebxml/envelope.js";
import type { ContractPlan } from "../../config/plan.js";
import type { AlarmName } from "../../ports/telemetry.js";
import { printableCode } from "./printable-code.js";

/** The body of Spine's HTTP answer to a query, as far as it means anything (spine-transport 6.1). */
export type AnswerBody =
  | { readonly kind: "empty" }
  | { readonly kind: "acknowledgment"; readonly refToMessageId: string }
  | { readonly kind: "error-list"; readonly refToMessageId?: string; readonly errors: readonly EbxmlError[] }
  | { readonly kind: "fault"; readonly codes: readonly string[] }
  | { readonly kind: "unreadable" };

/** What an answer means. `again` says that a reliable contract may send the same bytes once more. */
export type AnswerMeaning =
  | { readonly kind: "accepted" }
  | {
      readonly kind: "rejected";
      readonly layer: "ebxml" | "fault" | "http" | "tls";
      readonly codes: readonly string[];
      readonly again: boolean;
      /** Somebody must look: certificate, endpoint, ASID or our own bytes are wrong. */
      readonly alarm?: AlarmName;
    }
  | { readonly kind: "unknown"; readonly reason: string; readonly again: boolean };

/** The parts of query and contract that the meaning depends on. */
export interface AnswerExpectation {
  readonly messageId: string;
  readonly contract: Pick<ContractPlan, "pattern" | "syncReply">;
}

/** System failure, routing failure, store failure: the only faults that time can mend (spine-transport 8.2). */
const mendableFaults: ReadonlySet<string> = new Set(["200", "206", "208"]);

/**
 * Decides what Spine's answer means. The body is read before the status is trusted: a refusal may come as HTTP 200.
 *
 * Anything not listed in spine-transport 6.1 is `unknown`, never `accepted`.
 */
export function decideAnswer(status: number, body: AnswerBody, expected: AnswerExpectation): AnswerMeaning {
  switch (body.kind) {
    case "error-list":
      return decideErrorList(body, expected.messageId);
    case "fault":
      return rejected(
        "fault",
        body.codes,
        body.codes.length > 0 && body.codes.every((c) => mendableFaults.has(c)),
      );
    case "acknowledgment":
      return decideAcknowledgment(status, body.refToMessageId, expected.messageId);
    case "empty":
    case "unreadable":
      return decideStatus(status, body.kind, expected.contract);
  }
}

function decideErrorList(
  body: Extract<AnswerBody, { kind: "error-list" }>,
  messageId: string,
): AnswerMeaning {
  if (body.refToMessageId !== undefined && body.refToMessageId !== messageId) {
    return { kind: "unknown", reason: "error-list-for-another-message", again: true };
  }
  // A list of warnings alone does not fail the message (ebXML MS 2.0).
  if (body.errors.length > 0 && body.errors.every((error) => error.severity === "Warning"))
    return { kind: "accepted" };
  return rejected("ebxml", errorListCodes(body.errors), false);
}

/** The ebXML code and, apart from it, the number that Spine puts in front of the description (`501319:…`). */
export function errorListCodes(errors: readonly EbxmlError[]): readonly string[] {
  return errors.flatMap((error) => {
    const number = /^\s*(\d{3,})\s*:/.exec(error.description ?? "")?.[1];
    const code = printableCode(error.errorCode);
    return number === undefined ? [code] : [code, printableCode(number)];
  });
}

function decideAcknowledgment(status: number, refToMessageId: string, messageId: string): AnswerMeaning {
  if (refToMessageId !== messageId)
    return { kind: "unknown", reason: "acknowledgment-of-another-message", again: true };
  if (status === 200 || status === 202) return { kind: "accepted" };
  return { kind: "unknown", reason: "acknowledgment-with-unexpected-status", again: false };
}

function decideStatus(
  status: number,
  body: "empty" | "unreadable",
  contract: AnswerExpectation["contract"],
): AnswerMeaning {
  const reliable = contract.pattern === "reliable";
  if (status === 202) {
    // On a reliable contract only an Acknowledgment acknowledges: now, or as a POST of its own later.
    return reliable ? { kind: "unknown", reason: "not-acknowledged", again: true } : { kind: "accepted" };
  }
  if (status === 200 && body === "empty" && !contract.syncReply) {
    return reliable ? { kind: "unknown", reason: "not-acknowledged", again: true } : { kind: "accepted" };
  }
  if (status === 400) return { ...rejected("http", ["400"], false), alarm: "spine-says-malformed" };
  if (status === 401 || status === 403) {
    return { ...rejected("http", [String(status)], false), alarm: "spine-refuses-our-credentials" };
  }
  if (status >= 500) return { kind: "unknown", reason: `http-${String(status)}`, again: true };
  if (status >= 300) return rejected("http", [String(status)], false);
  return { kind: "unknown", reason: `http-${String(status)}`, again: false };
}

function rejected(
  layer: "ebxml" | "fault" | "http",
  codes: readonly string[],
  again: boolean,
): Extract<AnswerMeaning, { kind: "rejected" }> {
  return { kind: "rejected", layer, codes, again };
}
