import { createPrivateKey } from "node:crypto";
import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord } from "./draft.js";
import type { References } from "./references.js";
import { listSettings } from "./setting-list.js";

const plainForm = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/;
const encryptedForm = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** The faults of a private key and its passphrase: not PEM, encrypted without one, or not opened by it. */
export function privateKeyFaults(path: string, references: References): readonly Issue[] {
  const key = references.values.get(path);
  if (key === undefined) return [];
  if (!encryptedForm.test(key))
    return plainForm.test(key) ? [] : [{ path, message: "must hold a PEM private key" }];
  const place = passphrasePath(path);
  if (!references.values.has(place)) {
    return [
      { path, message: `is encrypted. Add passphrase beside it, as {"file": "path"} or {"env": "NAME"}` },
    ];
  }
  return opened(path, references) === undefined
    ? [{ path: place, message: "does not open the private key beside it. Correct one of the two" }]
    : [];
}

/** A private key as PEM without a passphrase, for the connections that use it; it is never written anywhere so. */
export function readablePrivateKey(path: string, references: References): string {
  const key = references.values.get(path) ?? "";
  return encryptedForm.test(key) ? (opened(path, references) ?? key) : key;
}

function opened(path: string, references: References): string | undefined {
  const key = references.values.get(path) ?? "";
  const passphrase = (references.values.get(passphrasePath(path)) ?? "").replace(/\r?\n$/, "");
  try {
    return createPrivateKey({ key, passphrase }).export({ type: "pkcs8", format: "pem" }).toString();
  } catch {
    return undefined;
  }
}

function passphrasePath(path: string): string {
  return path.replace(/key$/, "passphrase");
}

/** Private keys that stand where none belongs: whoever may read such a setting would hold them. */
export function strayPrivateKeys(draft: Draft): readonly Issue[] {
  const secrets = new Set(listSettings().flatMap(({ path, secret }) => (secret ? [path] : [])));
  return textsIn(draft, "")
    .filter(([path, value]) => !secrets.has(path) && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value))
    .map(([path]) => ({
      path,
      message: "holds a private key. Move it to a file that only the gateway reads",
    }));
}

function textsIn(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => textsIn(item, `${path}[${String(index)}]`));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, path === "" ? key : `${path}.${key}`));
}
