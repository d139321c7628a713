// Our own verdict on Spine's certificate, reached before anything is written.
const tlsRefusals = new Set([
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

// Spine's verdict on ours. In TLS 1.3 it comes after our handshake looked complete and the request was written, but a
// server that has refused the handshake has processed nothing. Other alerts can come later and prove nothing.
const handshakeAlert =
  /^ERR_SSL_.*ALERT_(HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED|PROTOCOL_VERSION|INSUFFICIENT_SECURITY)$/;

/**
 * Whether an error code says that TLS itself was refused, so that nothing can have been processed and nothing would be
 * mended by trying again with the same certificates.
 */
export function isTlsRefusal(code: string): boolean {
  return tlsRefusals.has(code) || handshakeAlert.test(code);
}
