import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { sql, statement } from "../store/statement.js";
import { sealPlace, type StoreContext } from "../store/store-context.js";
import type { AuditKeyTable } from "../store/tables.js";

/** A text that a node has put its name to. */
export interface SignedText {
  /** The exact text that was signed. */
  readonly statement: string;
  /** Names the key: the first 16 hexadecimal digits of the SHA-256 of its public half. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** This node's signing key. */
export interface SigningKey {
  readonly keyId: string;
  sign(statement: string): SignedText;
}

const readKeys = statement<object>()(() => sql.selectFrom("audit_key").selectAll());

const insertKey = statement<AuditKeyTable>()((slot) =>
  sql.insertInto("audit_key").values({
    key_id: slot("key_id"),
    public_key: slot("public_key"),
    sealed_private_key: slot("sealed_private_key"),
  }),
);

/**
 * The node's Ed25519 key; made the first time, and again where the private half does not open any more. It never leaves
 * the store, where it is sealed. Call it inside a store job only.
 */
export function openSigningKey(context: StoreContext): SigningKey {
  const { database, sealer } = context;
  for (const row of database.all(readKeys, {})) {
    const pem = sealer.openIfIntact(row.sealed_private_key, sealPlace.auditKey(row.key_id));
    if (pem !== undefined) return signingKey(row.key_id, createPrivateKey(pem));
  }
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const text = publicKeyText(publicKey);
  const keyId = keyIdOf(text);
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  database.run(insertKey, {
    key_id: keyId,
    public_key: text,
    sealed_private_key: sealer.seal(pem, sealPlace.auditKey(keyId)),
  });
  return signingKey(keyId, privateKey);
}

function signingKey(keyId: string, key: KeyObject): SigningKey {
  return {
    keyId,
    sign: (text) => ({ statement: text, keyId, signature: sign(null, Buffer.from(text), key) }),
  };
}

function publicKeyText(key: KeyObject): string {
  return key.export({ type: "spki", format: "der" }).toString("base64");
}

/** The name of a public key, given as base64 of its DER form. */
export function keyIdOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex").slice(0, 16);
}

/** Whether a text was signed with the private half of this key; false, too, where the key is none. */
export function isSignedBy(publicKey: string, { statement: text, keyId, signature }: SignedText): boolean {
  if (keyIdOf(publicKey) !== keyId) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), type: "spki", format: "der" });
    return key.asymmetricKeyType === "ed25519" && verify(null, Buffer.from(text), key, signature);
  } catch {
    return false;
  }
}
