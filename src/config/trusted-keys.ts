import type { Issue } from "../errors/cpis-error.js";
import { isRecord } from "./draft.js";

type Jwk = Readonly<Record<string, unknown>>;

/** Members that only a private or a shared key has (RFC 7518 section 6). */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** Reads the text of a JWK set. A private or shared key is refused: whoever can read this file could sign as any user. */
export function readKeySet(
  path: string,
  text: string,
): { readonly keys: readonly Jwk[]; readonly issues: readonly Issue[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { keys: [], issues: [{ path, message: "is not JSON. It must hold a JWK set" }] };
  }
  const keys = isRecord(value) && Array.isArray(value["keys"]) ? value["keys"].filter(isRecord) : [];
  if (keys.length === 0) return { keys, issues: [{ path, message: "holds no keys. It must be a JWK set" }] };
  return { keys, issues: keySetFaults(path, keys) };
}

/** The faults of a JWK set, without a word of its content. */
export function keySetFaults(path: string, keys: readonly Jwk[]): readonly Issue[] {
  const ids = keys.map((key) => key["kid"]);
  return keys.flatMap((key, index) => {
    const place = `${path}.keys[${String(index)}]`;
    const issues: Issue[] = [];
    if (privateMembers.some((member) => member in key)) {
      issues.push({
        path: place,
        message: "is a private key. Put only its public half here, and keep the other secret",
      });
    } else if (key["kty"] !== "RSA" && key["kty"] !== "EC" && key["kty"] !== "OKP") {
      issues.push({ path: `${place}.kty`, message: "must be RSA, EC or OKP" });
    }
    if (keys.length > 1 && (typeof key["kid"] !== "string" || ids.indexOf(key["kid"]) !== index)) {
      issues.push({ path: `${place}.kid`, message: "must be set and different for each of several keys" });
    }
    return issues;
  });
}
