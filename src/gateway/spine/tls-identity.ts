import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { daysUntil } from "../../domain/certificate-expiry.js";
import { CpisError } from "../../errors/cpis-error.js";

/** How long our own certificate may still be used. */
export interface CertificateLife {
  /** Milliseconds since 1970. */
  readonly validUntil: number;
  readonly daysLeft: number;
}

/**
 * Proves, before anything is bound or sent, that key, certificate and authorities can be used together now.
 *
 * A gateway that started with an expired certificate would turn every patient into *could not check*, so starting is
 * refused instead (spine-transport section 10). Throws `CPIS_CERTIFICATE_UNUSABLE` with one line that says what to
 * change.
 */
export function checkTlsIdentity(identity: TlsIdentityPlan, nowEpochMs: number): CertificateLife {
  const certificate = readCertificate(identity.certificate, "certificate");
  for (const authority of splitPem(identity.authorities)) readCertificate(authority, "authority certificate");
  const key = readKey(identity.key);
  if (!certificate.checkPrivateKey(key)) {
    throw unusable(
      "The Spine certificate does not belong to the Spine private key: configure the matching pair.",
    );
  }
  return checkLife(certificate, nowEpochMs);
}

/** Whole days until our own certificate expires; negative once it has. */
export function certificateLife(certificatePem: string, nowEpochMs: number): CertificateLife {
  const validUntil = Date.parse(readCertificate(certificatePem, "certificate").validTo);
  return { validUntil, daysLeft: daysUntil(validUntil, nowEpochMs) };
}

function checkLife(certificate: X509Certificate, nowEpochMs: number): CertificateLife {
  const validFrom = Date.parse(certificate.validFrom);
  const validUntil = Date.parse(certificate.validTo);
  if (nowEpochMs > validUntil) {
    throw unusable(`The Spine certificate expired on ${day(validUntil)}: install its replacement.`);
  }
  if (nowEpochMs < validFrom) {
    throw unusable(
      `The Spine certificate is not valid before ${day(validFrom)}: check it and this machine's clock.`,
    );
  }
  return { validUntil, daysLeft: daysUntil(validUntil, nowEpochMs) };
}

function readCertificate(pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable(`The Spine ${what} is not a PEM certificate: check the configured file.`, cause);
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw unusable("The Spine private key is not an unencrypted PEM key: check the configured file.", cause);
  }
}

function splitPem(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  return found ?? [pem];
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

function unusable(detail: string, cause?: unknown): CpisError {
  return new CpisError("CPIS_CERTIFICATE_UNUSABLE", { detail, ...(cause === undefined ? {} : { cause }) });
}
