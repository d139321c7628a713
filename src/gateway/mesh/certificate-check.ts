import { X509Certificate } from "node:crypto";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";

/**
 * Makes a check that throws `CPIS_CERTIFICATE_UNUSABLE` while our own certificate is not valid. MESH would only cut the
 * connection, and nobody would learn why.
 */
export function createCertificateCheck(certificatePem: () => string, clock: Clock): () => void {
  let checked = "";
  let validFrom = 0;
  let validTo = 0;
  return () => {
    const pem = certificatePem();
    if (pem !== checked) {
      const certificate = read(pem);
      validFrom = Date.parse(certificate.validFrom);
      validTo = Date.parse(certificate.validTo);
      checked = pem;
    }
    const now = clock.now();
    if (now > validTo)
      throw unusable(`The MESH certificate expired on ${day(validTo)}: install its replacement.`);
    if (now < validFrom) {
      throw unusable(
        `The MESH certificate is not valid before ${day(validFrom)}: check it and this machine's clock.`,
      );
    }
  };
}

function read(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable("The MESH certificate is not a PEM certificate: check the configured file.", cause);
  }
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

function unusable(detail: string, cause?: unknown): CpisError {
  return new CpisError("CPIS_CERTIFICATE_UNUSABLE", { detail, ...(cause === undefined ? {} : { cause }) });
}
