import { CpisError } from "../../errors/cpis-error.js";
import type { MeshSendOutcome } from "../../ports/mailbox.js";

/**
 * What a failed first `POST` came to; `status` is absent where no answer came.
 *
 * 425 and 429 are refusals. Every other server fault, 503 too, may have come after the message was taken, so it is
 * unknown until tracking says more (mesh section 9).
 */
export function toFirstOutcome(error: unknown, status?: number): MeshSendOutcome {
  if (!(error instanceof CpisError)) throw error;
  const certain = status === undefined || status === 425 || status === 429;
  switch (error.category) {
    case "unavailable":
      if (certain) return { kind: "not-sent", error };
      return { kind: "unknown", error: outcomeUnknown(error) };
    case "not-permitted":
      return { kind: "not-sent", error };
    case "rejected":
      return { kind: "refused", error };
    case "invalid":
      // Our own certificate is out of date: nothing left.
      return { kind: "not-sent", error };
    case "ambiguous":
    case "malformed":
    case "internal":
      return { kind: "unknown", error: outcomeUnknown(error) };
  }
}

/** The same failure, said as what it is: the message may have been accepted. */
export function outcomeUnknown(error: CpisError): CpisError {
  if (error.code === "CPIS_MESH_OUTCOME_UNKNOWN") return error;
  return new CpisError("CPIS_MESH_OUTCOME_UNKNOWN", { context: error.context, cause: error });
}

/**
 * What a failed later piece came to. Without its last piece a message is never delivered. With it, it may have been: an
 * earlier attempt at the same piece can have arrived although the latest one provably did not.
 */
export function toLaterOutcome(error: unknown, last: boolean): MeshSendOutcome {
  if (!(error instanceof CpisError)) throw error;
  if (error.category === "rejected") return { kind: "refused", error };
  return last ? { kind: "unknown", error: outcomeUnknown(error) } : { kind: "not-sent", error };
}
