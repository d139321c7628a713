import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Sealer } from "../store/sealer.js";
import { sealPlace } from "../store/store-context.js";
import type { IsOwnKey } from "./verify-signatures.js";

/**
 * Tells this node's keys from others: the private half was sealed with the node's sealing key, and belongs to the public
 * half. Somebody who can write to the file, and no more, cannot make such a key.
 */
export function ownKeys(sealer: Pick<Sealer, "openIfIntact">): IsOwnKey {
  return ({ key_id: keyId, public_key: publicKey, sealed_private_key: sealed }) => {
    const pem = sealer.openIfIntact(sealed, sealPlace.auditKey(keyId));
    if (pem === undefined) return false;
    const own = createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "der" });
    return own.toString("base64") === publicKey;
  };
}
