import { randomBytes } from "node:crypto";
// The certificate library's container needs this before it is loaded.
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
  type X509Certificate,
} from "@peculiar/x509";
import type { Clock } from "../ports/runtime.js";

const dayMs = 86_400_000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A private key and its certificate, PEM. */
export interface IssuedIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** What a certificate is to say. Names and addresses go into its alternative names; the first is also its subject. */
export interface CertificateRequest {
  readonly names: readonly string[];
  readonly addresses?: readonly string[];
  /** Days from now; negative is in the past. A day ago by default, so that clocks may differ a little. */
  readonly validFromDays?: number;
  /** Days from now; 397 by default. */
  readonly validUntilDays?: number;
}

/** A certificate authority made on the spot. Its key never leaves the process. */
export interface CertificateAuthority {
  /** The root certificate to trust, PEM. */
  readonly pem: string;
  /** One certificate for client and server, as the national endpoint service issues them. */
  issue(request: CertificateRequest): Promise<IssuedIdentity>;
}

/**
 * Makes a root authority, valid for ten years from now.
 *
 * The names and the `simulator` in them say that nothing it signs is trusted by anybody else.
 */
export async function createCertificateAuthority(clock: Clock, name: string): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const root = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: `CN=${name}`,
      issuer: `CN=${name}`,
      notBefore: new Date(clock.now() - 400 * dayMs),
      notAfter: new Date(clock.now() + 3_650 * dayMs),
      signingKey: keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  return {
    pem: root.toString("pem"),
    issue: (request) => issue(root, keys.privateKey, clock.now(), request),
  };
}

async function issue(
  root: X509Certificate,
  signingKey: CryptoKey,
  nowEpochMs: number,
  request: CertificateRequest,
): Promise<IssuedIdentity> {
  const keys = await generateKeys();
  const alternativeNames: JsonGeneralName[] = [
    ...request.names.map((value) => ({ type: "dns" as const, value })),
    ...(request.addresses ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: `CN=${request.names[0] ?? "unnamed.simulator"}`,
      issuer: root.subject,
      notBefore: new Date(nowEpochMs + (request.validFromDays ?? -1) * dayMs),
      notAfter: new Date(nowEpochMs + (request.validUntilDays ?? 397) * dayMs),
      signingKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(alternativeNames),
      ],
    },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { key: PemConverter.encode(pkcs8, "PRIVATE KEY"), certificate: certificate.toString("pem") };
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function serialNumber(): string {
  // A leading 0 to 7 keeps the number positive.
  return `0${randomBytes(15).toString("hex")}`;
}
