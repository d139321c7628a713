import type { X509Certificate } from "node:crypto";
import { daysUntil } from "../../domain/certificate-expiry.js";

/** What a person compares with the registration, one line each. */
export function certificateLines(certificates: readonly X509Certificate[], now: number): readonly string[] {
  return certificates.flatMap((certificate, index) => [
    ...(certificates.length > 1
      ? [`Certificate ${String(index + 1)} of ${String(certificates.length)}`]
      : []),
    `Subject: ${oneLine(certificate.subject)}`,
    `Names: ${certificate.subjectAltName ?? "none"}`,
    `Issuer: ${oneLine(certificate.issuer)}`,
    `Serial number: ${certificate.serialNumber}`,
    `Valid: ${day(certificate.validFromDate)} to ${day(certificate.validToDate)}, ${lifeOf(certificate, now)}`,
    `Key: ${keyOf(certificate)}`,
    `Kind: ${certificate.ca ? "an authority's" : "a machine's"}`,
    `SHA-256: ${certificate.fingerprint256}`,
  ]);
}

function lifeOf(certificate: X509Certificate, now: number): string {
  if (certificate.validFromDate.getTime() > now) return "NOT VALID YET";
  const days = daysUntil(certificate.validToDate.getTime(), now);
  return days < 0 ? "EXPIRED" : `${String(days)} days left`;
}

function keyOf({ publicKey }: X509Certificate): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const size = modulusLength === undefined ? namedCurve : `${String(modulusLength)} bits`;
  return `${publicKey.asymmetricKeyType ?? "unknown"}${size === undefined ? "" : ` ${size}`}`;
}

function oneLine(name: string | undefined): string {
  return (name ?? "none").replaceAll("\n", ", ");
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
