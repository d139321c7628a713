import type { Issue } from "../errors/cpis-error.js";

/** What a mailbox proves itself with. Nothing of it is ever logged. */
export interface MeshCredentials {
  /** Upper case, as MESH issued it. */
  readonly mailboxId: string;
  readonly password: string;
  /** The environment's shared secret: the key of the hash in every request. */
  readonly sharedKey: string;
}

/**
 * Every fault of a mailbox's credentials that can be seen without asking MESH.
 *
 * MESH answers all of them with the same bare 403, so they are found here: a lower-case id, a stray line end from a
 * secret file, a colon (it would shift the parts of the hashed text), a character that published clients cannot encode.
 */
export function findCredentialFaults(credentials: MeshCredentials): readonly Issue[] {
  return [
    ...mailboxIdFaults(credentials.mailboxId),
    ...secretFaults("password", credentials.password),
    ...secretFaults("sharedKey", credentials.sharedKey),
  ];
}

function mailboxIdFaults(mailboxId: string): readonly Issue[] {
  if (/^[A-Z0-9]{1,100}$/.test(mailboxId)) return [];
  return [{ path: "mailboxId", message: "must be upper-case letters and digits, as MESH issued it" }];
}

function secretFaults(path: "password" | "sharedKey", value: string): readonly Issue[] {
  if (value === "") return [{ path, message: "is empty" }];
  if (value.trim() !== value) return [{ path, message: "begins or ends with white space or a line end" }];
  if (!/^[\x20-\x7E]+$/.test(value))
    return [{ path, message: "has a character that is not printable ASCII" }];
  if (path === "password" && value.includes(":")) return [{ path, message: "has a colon" }];
  return [];
}
