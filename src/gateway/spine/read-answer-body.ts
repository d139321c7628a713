import { parseEbxmlMessage } from "../../codec/ebxml/ebxml-message.js";
import { parseSoapFault } from "../../codec/ebxml/soap-fault.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AnswerBody } from "./decide-answer.js";
import { printableCode } from "./printable-code.js";

/**
 * Reads the body of an HTTP answer, whatever status it came with: signal, fault, nothing, or nothing known.
 *
 * Never throws: what cannot be read is `unreadable`, and proves nothing.
 */
export function readAnswerBody(contentType: string, body: Uint8Array): AnswerBody {
  if (body.every(isWhiteSpace)) return { kind: "empty" };
  return readFault(body) ?? readSignal(contentType, body) ?? { kind: "unreadable" };
}

function readFault(body: Uint8Array): AnswerBody | undefined {
  const fault = attempt(() => parseSoapFault(body));
  return fault === undefined
    ? undefined
    : { kind: "fault", codes: fault.errors.map((error) => printableCode(error.errorCode)) };
}

function readSignal(contentType: string, body: Uint8Array): AnswerBody | undefined {
  const content = attempt(() => parseEbxmlMessage(contentType === "" ? "text/xml" : contentType, body));
  if (content?.kind === "acknowledgment")
    return { kind: "acknowledgment", refToMessageId: content.refToMessageId };
  if (content?.kind !== "message-error") return undefined;
  const { refToMessageId } = content.header;
  return {
    kind: "error-list",
    errors: content.errors,
    ...(refToMessageId === undefined ? {} : { refToMessageId }),
  };
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
