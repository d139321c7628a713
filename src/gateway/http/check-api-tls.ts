import { createPrivateKey, X509Certificate } from "node:crypto";
import type { HttpPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";

/**
 * Proves at start that the API's certificate can be used: readable, in its time, and the key's own.
 *
 * Throws `CPIS_CERTIFICATE_UNUSABLE` with one line that says what to change.
 */
export function checkApiTls(tls: NonNullable<HttpPlan["tls"]>, nowEpochMs: number): void {
  const certificate = readable("certificate", () => new X509Certificate(tls.certificate));
  const key = readable("private key", () => createPrivateKey(tls.key));
  if (!certificate.checkPrivateKey(key)) {
    throw unusable(
      "The API certificate does not belong to the API private key: configure the matching pair.",
    );
  }
  const until = Date.parse(certificate.validTo);
  if (nowEpochMs > until) {
    throw unusable(
      `The API certificate expired on ${new Date(until).toISOString().slice(0, 10)}: install its replacement.`,
    );
  }
  if (nowEpochMs < Date.parse(certificate.validFrom)) {
    throw unusable("The API certificate is not valid yet: check it and this machine's clock.");
  }
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unusable(`The API ${what} is not unencrypted PEM: check the configured file.`, cause);
  }
}

function unusable(detail: string, cause?: unknown): CpisError {
  return new CpisError("CPIS_CERTIFICATE_UNUSABLE", { detail, ...(cause === undefined ? {} : { cause }) });
}
