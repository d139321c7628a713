import { CpisError } from "../../errors/cpis-error.js";

/** What is known about an exchange that failed before a whole answer came. */
export interface TransportEvidence {
  /** The request began to be written. Before that, no byte of it can have left. */
  readonly started: boolean;
  /** Repeating the call is harmless, so a lost answer loses nothing. */
  readonly repeatable: boolean;
}

/** Turns a failure of network or TLS into the most that can be claimed about it. */
export function toTransportError(cause: unknown, evidence: TransportEvidence): CpisError {
  if (CpisError.is(cause)) return cause;
  const reason = errorCode(cause);
  const options = { context: { reason }, cause };
  if (isTlsRefusal(reason)) return new CpisError("CPIS_MESH_TLS_REFUSED", options);
  if (!evidence.started) return new CpisError("CPIS_MESH_UNREACHABLE", options);
  return new CpisError(evidence.repeatable ? "CPIS_MESH_INTERRUPTED" : "CPIS_MESH_OUTCOME_UNKNOWN", options);
}

/** The machine-readable part of a failure; its text may hold addresses and is not repeated. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}

// Our own verdict on the server's certificate, reached before anything is written.
const tlsRefusals: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

// The server's verdict on ours. In TLS 1.3 it comes after the request was written, but a server that refused the
// handshake has read nothing of it.
const handshakeAlert =
  /^ERR_SSL_\w*ALERT_(HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED|PROTOCOL_VERSION|INSUFFICIENT_SECURITY)$/;

function isTlsRefusal(code: string): boolean {
  return tlsRefusals.has(code) || handshakeAlert.test(code);
}
