import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { CpisError } from "../../errors/cpis-error.js";

/** Encrypts what must not be readable in the file, and hashes what must only be comparable. */
export interface Sealer {
  /** Names the key without telling it; the first bytes of every sealed value. */
  readonly keyId: string;
  /** `binding` names table, column and row: a sealed value opens nowhere else. */
  seal(plain: string, binding: string): Buffer;
  /** Throws `CPIS_SEAL_BROKEN` where the key, the row or a single bit differs. */
  open(sealed: Uint8Array, binding: string): string;
  /** As `open`, and undefined where the seal is broken: for readers of many rows, which one bad row must not stop. */
  openIfIntact(sealed: Uint8Array, binding: string): string | undefined;
  /** HMAC-SHA-256: the NHS number's ten digits are far too few for a plain hash. */
  keyedHash(text: string): Buffer;
}

/** Keys of the time before a rotation that a store still needs. */
export interface CarriedKeys {
  /** To open rows that are never changed, by key id. */
  readonly open: ReadonlyMap<string, Buffer>;
  /** To compare with what was hashed before; absent where no rotation has happened. */
  readonly compare?: Buffer;
}

const version = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

/**
 * AES-256-GCM with a random nonce per value. Sealing and hashing use keys derived from the configured one, so that
 * neither weakens the other. Layout: version, key id, nonce, tag, ciphertext.
 */
export function createSealer(sealingKeyBase64: string, carried: CarriedKeys = { open: new Map() }): Sealer {
  const derived = deriveKeys(sealingKeyBase64);
  const sealKey = createSecretKey(derived.seal);
  const hashKey = createSecretKey(carried.compare ?? derived.compare);
  const nextNonce = createNonceSource();
  const keyId = Buffer.from(derived.keyId, "hex");
  const opening = new Map([...carried.open].map(([id, key]) => [id, createSecretKey(key)]));
  opening.set(derived.keyId, sealKey);
  const open: Sealer["open"] = (sealed, binding) => unseal(Buffer.from(sealed), opening, binding);
  return {
    keyId: derived.keyId,
    seal(plain, binding) {
      const nonce = nextNonce();
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce).setAAD(Buffer.from(binding));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), keyId, nonce, cipher.getAuthTag(), body]);
    },
    open,
    openIfIntact(sealed, binding) {
      try {
        return open(sealed, binding);
      } catch (error) {
        if (error instanceof CpisError && error.code === "CPIS_SEAL_BROKEN") return undefined;
        throw error;
      }
    },
    keyedHash: (text) => createHmac("sha256", hashKey).update(text).digest(),
  };
}

/** The name of the key that a value was sealed with. */
export function keyIdOf(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(1, 1 + keyIdBytes)).toString("hex");
}

/** What is made of a configured key. */
export interface DerivedKeys {
  readonly keyId: string;
  readonly seal: Buffer;
  readonly compare: Buffer;
}

/** Makes them. Throws `CPIS_CONFIG_INVALID` where the configured key has not 32 bytes. */
export function deriveKeys(sealingKeyBase64: string): DerivedKeys {
  const master = Buffer.from(sealingKeyBase64, "base64");
  if (master.length !== 32) {
    throw new CpisError("CPIS_CONFIG_INVALID", { detail: "store.sealingKey must be 32 bytes in base64." });
  }
  const keyId = createHash("sha256").update(derive(master, "cpis key id 1")).digest().subarray(0, keyIdBytes);
  return {
    keyId: keyId.toString("hex"),
    seal: derive(master, "cpis seal 1"),
    compare: derive(master, "cpis hash 1"),
  };
}

// Asking the system for randomness costs more than the encryption itself, so it is asked for many nonces at once.
function createNonceSource(): () => Buffer {
  const poolBytes = nonceBytes * 256;
  let pool = randomBytes(poolBytes);
  let used = 0;
  return () => {
    if (used === poolBytes) {
      pool = randomBytes(poolBytes);
      used = 0;
    }
    used += nonceBytes;
    return pool.subarray(used - nonceBytes, used);
  };
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, Buffer.alloc(0), purpose, 32));
}

function unseal(sealed: Buffer, keys: ReadonlyMap<string, KeyObject>, binding: string): string {
  const key = keys.get(keyIdOf(sealed));
  if (sealed.length < headBytes || sealed[0] !== version || key === undefined) {
    throw new CpisError("CPIS_SEAL_BROKEN");
  }
  const nonce = sealed.subarray(1 + keyIdBytes, 1 + keyIdBytes + nonceBytes);
  const tag = sealed.subarray(1 + keyIdBytes + nonceBytes, headBytes);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(binding)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new CpisError("CPIS_SEAL_BROKEN", { cause });
  }
}
