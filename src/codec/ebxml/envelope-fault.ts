import { CpisError, type ErrorContext } from "../../errors/cpis-error.js";

/** An ebXML envelope that breaks its structure. The fault names elements, never their content. */
export function malformedEnvelope(fault: string, context: ErrorContext = {}): CpisError {
  return new CpisError("CPIS_ENVELOPE_MALFORMED", { context: { fault, ...context } });
}

/** Runs a reader of envelopes; what it finds missing is a fault of the envelope, not of the HL7 message inside. */
export function readingEnvelope<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!CpisError.is(error, "CPIS_MESSAGE_MALFORMED")) throw error;
    throw new CpisError("CPIS_ENVELOPE_MALFORMED", { context: error.context });
  }
}
