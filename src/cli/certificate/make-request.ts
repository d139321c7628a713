// The certificate library's container needs this before it is loaded.
import "reflect-metadata";
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";

/** The kinds of key that national services take; RSA of 2048 bits is what their request forms ask for. */
export type KeyKind = "rsa-2048" | "rsa-3072" | "ec-p256";

/** A new private key and the request to have it certified, both PEM. */
export interface MadeRequest {
  readonly key: string;
  readonly request: string;
}

const hash = "SHA-256";
const publicExponent = new Uint8Array([1, 0, 1]);

const keyAlgorithms = {
  "rsa-2048": { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent, hash },
  "rsa-3072": { name: "RSASSA-PKCS1-v1_5", modulusLength: 3072, publicExponent, hash },
  "ec-p256": { name: "ECDSA", namedCurve: "P-256" },
} as const;

/**
 * Makes a key and a PKCS#10 request for one host name.
 *
 * The endpoint service signs the name alone, for client and server at once: the same certificate identifies us to Spine and to
 * whom Spine delivers (spine-transport section 10). Everything else that a subject may hold is the authority's to decide.
 */
export async function makeRequest(name: string, kind: KeyKind): Promise<MadeRequest> {
  const keys = await crypto.subtle.generateKey(keyAlgorithms[kind], true, ["sign", "verify"]);
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: `CN=${name}`,
      keys,
      signingAlgorithm: kind === "ec-p256" ? { name: "ECDSA", hash } : { name: "RSASSA-PKCS1-v1_5", hash },
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
      ],
    },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { key: `${PemConverter.encode(pkcs8, "PRIVATE KEY")}\n`, request: `${request.toString("pem")}\n` };
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text is a host name as a certificate must say it: whole, lower-case, without a wildcard. */
export function isHostName(name: string): boolean {
  const labels = name.split(".");
  return name.length <= 64 && labels.length >= 2 && labels.every((each) => label.test(each));
}
