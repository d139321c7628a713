import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext } from "node:tls";
import { decryptSafe, LegacyEncryption } from "./decrypt-safe.js";
import { bytesOf, childrenOf, octetsOf, oidOf, readBer, type BerValue } from "./read-ber.js";

/** What a PKCS#12 file holds for a connection, as PEM. */
export interface OpenedPkcs12 {
  /** Without a passphrase; it is never written anywhere so. */
  readonly key: string;
  /** Our certificate first, its chain after it. */
  readonly certificate: string;
}

/** Why a PKCS#12 file cannot be used. */
export type Pkcs12Fault = "not-pkcs12" | "wrong-passphrase" | "legacy" | "no-key" | "no-certificate";

const data = "1.2.840.113549.1.7.1";
const encryptedData = "1.2.840.113549.1.7.6";
const bags = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
} as const;
const x509 = "1.2.840.113549.1.9.22.1";

/**
 * Opens a PKCS#12 file (RFC 7292): its key, and its certificates with ours first.
 *
 * OpenSSL checks the passphrase and the file's integrity before anything of it is looked at; what it leaves to its legacy
 * provider (RC2, RC4) is refused and never half-read.
 */
export function openPkcs12(
  bytes: Uint8Array,
  passphrase: string,
):
  { readonly ok: true; readonly opened: OpenedPkcs12 } | { readonly ok: false; readonly fault: Pkcs12Fault } {
  const refused = checkIntegrity(bytes, passphrase);
  if (refused !== undefined) return { ok: false, fault: refused };
  try {
    const all = safeBags(bytes, passphrase);
    const key = all.map((bag) => keyIn(bag, passphrase)).find((each) => each !== undefined);
    if (key === undefined) return { ok: false, fault: "no-key" };
    const certificates = all.flatMap(certificateIn);
    const own = certificates.find((each) => each.checkPrivateKey(key));
    if (own === undefined) return { ok: false, fault: "no-certificate" };
    const chain = [own, ...certificates.filter((each) => each !== own)];
    const certificate = chain.map(String).join("");
    return {
      ok: true,
      opened: { key: key.export({ type: "pkcs8", format: "pem" }).toString(), certificate },
    };
  } catch (error) {
    return { ok: false, fault: error instanceof LegacyEncryption ? "legacy" : "not-pkcs12" };
  }
}

function checkIntegrity(bytes: Uint8Array, passphrase: string): Pkcs12Fault | undefined {
  try {
    createSecureContext({ pfx: Buffer.from(bytes), passphrase });
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    if (/mac verify/i.test(said)) return "wrong-passphrase";
    if (/unsupported/i.test(said)) return "legacy";
    // A key or certificate that is not there, or not a pair, is named below.
    return /asn1|not enough data|too long|wrong tag|header/i.test(said) ? "not-pkcs12" : undefined;
  }
}

interface Bag {
  readonly kind: string;
  readonly value: BerValue;
}

function safeBags(bytes: Uint8Array, passphrase: string): readonly Bag[] {
  const [, authSafe] = childrenOf(readBer(bytes));
  if (authSafe === undefined) throw new RangeError("no contents");
  const { content } = contentInfo(authSafe);
  return childrenOf(readBer(octetsOf(content))).flatMap((each) => bagsOf(each, passphrase));
}

function contentInfo(value: BerValue): { readonly kind: string; readonly content: BerValue } {
  const [oid, wrapped] = childrenOf(value);
  const [content] = wrapped === undefined ? [] : childrenOf(wrapped);
  if (oid === undefined || content === undefined) throw new RangeError("no contents");
  return { kind: oidOf(oid), content };
}

function bagsOf(value: BerValue, passphrase: string): readonly Bag[] {
  const { kind, content } = contentInfo(value);
  const safe = kind === data ? octetsOf(content) : decrypted(kind, content, passphrase);
  return childrenOf(readBer(safe)).map((bag) => {
    const { kind: bagKind, content: bagValue } = contentInfo(bag);
    return { kind: bagKind, value: bagValue };
  });
}

function decrypted(kind: string, content: BerValue, passphrase: string): Uint8Array {
  // Encrypted to a certificate instead of by a passphrase: nobody gives out a key of a server so.
  if (kind !== encryptedData) throw new LegacyEncryption();
  const [, info] = childrenOf(content);
  const [, algorithm, encrypted] = info === undefined ? [] : childrenOf(info);
  if (algorithm === undefined || encrypted === undefined) throw new RangeError("no contents");
  return decryptSafe(algorithm, octetsOf(encrypted), passphrase);
}

function keyIn({ kind, value }: Bag, passphrase: string): KeyObject | undefined {
  const form = { key: Buffer.from(bytesOf(value)), format: "der", type: "pkcs8" } as const;
  if (kind === bags.key) return createPrivateKey(form);
  return kind === bags.shroudedKey ? createPrivateKey({ ...form, passphrase }) : undefined;
}

function certificateIn({ kind, value }: Bag): readonly X509Certificate[] {
  if (kind !== bags.certificate) return [];
  const { kind: form, content } = contentInfo(value);
  return form === x509 ? [new X509Certificate(octetsOf(content))] : [];
}
