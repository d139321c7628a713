import { createDecipheriv, createHash, pbkdf2Sync } from "node:crypto";
import { childrenOf, integerOf, isSequence, octetsOf, oidOf, type BerValue } from "./read-ber.js";

/** An encryption that this version of OpenSSL opens only with its legacy provider, or that nobody should use. */
export class LegacyEncryption extends Error {}

const pbes2 = "1.2.840.113549.1.5.13";
const tripleDes = "1.2.840.113549.1.12.1.3";

const ciphers: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  "2.16.840.1.101.3.4.1.2": ["aes-128-cbc", 16],
  "2.16.840.1.101.3.4.1.22": ["aes-192-cbc", 24],
  "2.16.840.1.101.3.4.1.42": ["aes-256-cbc", 32],
  "1.2.840.113549.3.7": ["des-ede3-cbc", 24],
};

const digests: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};

/** More rounds than any program makes: a file must not be able to stop the gateway's start for minutes. */
const mostRounds = 10_000_000;

/** Opens encrypted contents by their algorithm (RFC 8018, RFC 7292). Throws `LegacyEncryption` for all but AES and 3DES. */
export function decryptSafe(algorithm: BerValue, encrypted: Uint8Array, passphrase: string): Uint8Array {
  const [oid, parameters] = childrenOf(algorithm);
  if (oid === undefined || parameters === undefined) throw new RangeError("no algorithm");
  if (oidOf(oid) === pbes2) return decryptPbes2(parameters, encrypted, passphrase);
  if (oidOf(oid) === tripleDes) return decryptTripleDes(parameters, encrypted, passphrase);
  throw new LegacyEncryption();
}

function decryptPbes2(parameters: BerValue, encrypted: Uint8Array, passphrase: string): Uint8Array {
  const [derivation, scheme] = childrenOf(parameters).map(childrenOf);
  const [, kdf] = derivation ?? [];
  const [cipherOid, iv] = scheme ?? [];
  if (kdf === undefined || cipherOid === undefined || iv === undefined) throw new RangeError("no parameters");
  const [salt, rounds, ...others] = childrenOf(kdf);
  const cipher = ciphers[oidOf(cipherOid)];
  if (salt === undefined || rounds === undefined) throw new RangeError("no parameters");
  const prf = others.find(isSequence);
  const [prfOid] = prf === undefined ? [] : childrenOf(prf);
  const digest = prfOid === undefined ? "sha1" : digests[oidOf(prfOid)];
  if (cipher === undefined || digest === undefined) throw new LegacyEncryption();
  const [name, keyBytes] = cipher;
  const key = pbkdf2Sync(passphrase, octetsOf(salt), roundsOf(rounds), keyBytes, digest);
  return deciphered(name, key, octetsOf(iv), encrypted);
}

function decryptTripleDes(parameters: BerValue, encrypted: Uint8Array, passphrase: string): Uint8Array {
  const [salt, rounds] = childrenOf(parameters);
  if (salt === undefined || rounds === undefined) throw new RangeError("no parameters");
  const derive = (purpose: number, bytes: number): Buffer =>
    derivePkcs12({ purpose, bytes, salt: octetsOf(salt), rounds: roundsOf(rounds), passphrase });
  return deciphered("des-ede3-cbc", derive(1, 24), derive(2, 8), encrypted);
}

function deciphered(name: string, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(name, key, iv);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

function roundsOf(value: BerValue): number {
  const rounds = integerOf(value);
  if (rounds < 1n || rounds > mostRounds) throw new RangeError("rounds");
  return Number(rounds);
}

const block = 64;

/** The key derivation of RFC 7292 appendix B, with SHA-1. */
function derivePkcs12(of: {
  readonly purpose: number;
  readonly bytes: number;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly passphrase: string;
}): Buffer {
  const password = Buffer.from(`${of.passphrase}\0`, "utf16le").swap16();
  const input = Buffer.concat([repeated(of.salt), repeated(password)]);
  const purpose = Buffer.alloc(block, of.purpose);
  const parts: Buffer[] = [];
  for (let made = 0; made < of.bytes; made += 20) {
    let hash = createHash("sha1").update(purpose).update(input).digest();
    for (let round = 1; round < of.rounds; round += 1) hash = createHash("sha1").update(hash).digest();
    parts.push(hash);
    addToBlocks(input, repeated(hash).subarray(0, block));
  }
  return Buffer.concat(parts).subarray(0, of.bytes);
}

function repeated(bytes: Uint8Array): Buffer {
  const length = block * Math.ceil(bytes.length / block);
  return Buffer.alloc(length, bytes.length === 0 ? 0 : Buffer.from(bytes));
}

function addToBlocks(input: Buffer, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let place = block - 1; place >= 0; place -= 1) {
      carry += (input[start + place] ?? 0) + (addend[place] ?? 0);
      input[start + place] = carry & 0xff;
      carry >>= 8;
    }
  }
}
