import { findCredentialFaults } from "../domain/mesh-credentials.js";
import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, valueAt } from "./draft.js";
import { hostedFaults } from "./hosted-plan.js";
import { privateKeyFaults } from "./private-keys.js";
import type { References } from "./references.js";
import { keySetFaults, readKeySet } from "./trusted-keys.js";

const mesh = "council.mesh.https";
const privateKey = [
  "spine.tls.key",
  "http.tls.key",
  `${mesh}.tls.key`,
  "console.signIn.privateKey.key",
] as const;
const certificates = [
  "spine.tls.certificate",
  "spine.tls.authorities",
  "http.tls.certificate",
  `${mesh}.tls.certificate`,
  `${mesh}.tls.authorities`,
] as const;

/** Faults in what the references point to: not PEM, not 32 bytes, not public keys. No message holds a value. */
export function resolvedFaults(draft: Draft, references: References): readonly Issue[] {
  return [
    ...privateKey.flatMap((path) => privateKeyFaults(path, references)),
    ...certificates.flatMap((path) =>
      pemFault(path, references, /-----BEGIN CERTIFICATE-----/, "one or more PEM certificates"),
    ),
    ...sealingKeyFault(references),
    ...mailboxSecretFaults(references),
    ...trustedKeysOf(draft, references).issues,
    ...hostedFaults(draft, references),
  ];
}

function pemFault(path: string, references: References, form: RegExp, wanted: string): readonly Issue[] {
  const value = references.values.get(path);
  return value === undefined || form.test(value) ? [] : [{ path, message: `must hold ${wanted}` }];
}

/** What a reference points to, without the line end that a file or a variable ends with. */
export function resolvedText(references: References, path: string): string {
  return (references.values.get(path) ?? "").replace(/\r?\n$/, "");
}

// MESH answers every fault of a credential with the same bare 403, so they are found here.
function mailboxSecretFaults(references: References): readonly Issue[] {
  const given = (name: "password" | "sharedKey"): string | undefined =>
    references.values.has(`${mesh}.${name}`) ? resolvedText(references, `${mesh}.${name}`) : undefined;
  const harmless = "X";
  return findCredentialFaults({
    mailboxId: harmless,
    password: given("password") ?? harmless,
    sharedKey: given("sharedKey") ?? harmless,
  }).map(({ path, message }) => ({ path: `${mesh}.${path}`, message }));
}

function sealingKeyFault(references: References): readonly Issue[] {
  const value = references.values.get("store.sealingKey")?.trim();
  if (value === undefined) return [];
  const bytes = Buffer.from(value, "base64");
  if (bytes.length === 32 && bytes.toString("base64") === value) return [];
  return [
    {
      path: "store.sealingKey",
      message: "must be 32 random bytes in base64, for example from: openssl rand -base64 32",
    },
  ];
}

/** The public keys that sign user tokens, written in place or referred to, with their faults. */
export function trustedKeysOf(
  draft: Draft,
  references: References,
): ReturnType<typeof readKeySet> & { readonly url?: string } {
  const path = "identity.trustedKeys";
  const text = references.values.get(path);
  if (text !== undefined) return readKeySet(path, text);
  const value = valueAt(draft, path);
  if (isRecord(value) && typeof value["url"] === "string") return { keys: [], issues: [], url: value["url"] };
  const keys = isRecord(value) && Array.isArray(value["keys"]) ? value["keys"].filter(isRecord) : [];
  return { keys, issues: keySetFaults(path, keys) };
}
