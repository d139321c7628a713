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

const version = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

/**
 * AES-256-GCM with a random nonce per value. Sealing and hashing use keys derived from the configured one, so that
 * neither weakens the other. Layout: version, key id, nonce, tag, ciphertext.
 */
export function createSealer(sealingKeyBase64: string): Sealer {
  const master = Buffer.from(sealingKeyBase64, "base64");
  if (master.length !== 32) {
    throw new CpisError("CPIS_CONFIG_INVALID", { detail: "store.sealingKey must be 32 bytes in base64." });
  }
  const sealKey = createSecretKey(derive(master, "cpis seal 1"));
  const hashKey = createSecretKey(derive(master, "cpis hash 1"));
  const nextNonce = createNonceSource();
  const keyId = createHash("sha256").update(derive(master, "cpis key id 1")).digest().subarray(0, keyIdBytes);
  const open: Sealer["open"] = (sealed, binding) => unseal(Buffer.from(sealed), sealKey, keyId, binding);
  return {
    keyId: keyId.toString("hex"),
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

function unseal(sealed: Buffer, key: KeyObject, keyId: Buffer, binding: string): string {
  const sameKey = sealed.subarray(1, 1 + keyIdBytes).equals(keyId);
  if (sealed.length < headBytes || sealed[0] !== version || !sameKey) throw new CpisError("CPIS_SEAL_BROKEN");
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
