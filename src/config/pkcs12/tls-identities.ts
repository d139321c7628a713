import type { Issue } from "../../errors/cpis-error.js";
import { type Draft, isRecord, valueAt } from "../draft.js";
import type { References } from "../references.js";
import { openPkcs12, type Pkcs12Fault } from "./open-pkcs12.js";

/** The settings that hold a key and its certificate: as two PEM files, or as one PKCS#12 file. */
export const tlsGroups = ["spine.tls", "http.tls", "council.mesh.https.tls"] as const;

const words: Readonly<Record<Pkcs12Fault, string>> = {
  "not-pkcs12": "is not a PKCS#12 file (.p12 or .pfx), or is damaged. Export it again",
  "wrong-passphrase":
    'is not opened by the passphrase beside it. Correct passphrase, {"file": "path"} or {"env": "NAME"}',
  legacy:
    "is encrypted with RC2 or another cipher that is refused today. Convert it: openssl pkcs12 -legacy -in OLD.p12 -nodes -out all.pem, then openssl pkcs12 -export -in all.pem -out NEW.p12, and delete all.pem",
  "no-key": "holds no private key. Export the certificate together with its key",
  "no-certificate": "holds no certificate of its key. Export both together",
};

/** Each of these needs a key with its certificate, in one of the two ways, and not in both. */
export function tlsWayFaults(draft: Draft): readonly Issue[] {
  return tlsGroups.flatMap((group) => {
    const tls = valueAt(draft, group);
    if (!isRecord(tls)) return [];
    const given = (["key", "certificate"] as const).filter((name) => tls[name] !== undefined);
    if (tls["pkcs12"] !== undefined) {
      return given.map((name) => ({
        path: `${group}.${name}`,
        message: "stands beside pkcs12, which holds it. Keep one of the two",
      }));
    }
    return (["key", "certificate"] as const)
      .filter((name) => tls[name] === undefined)
      .map((name) => ({ path: `${group}.${name}`, message: missing[name] }));
  });
}

const missing = {
  key: "is missing. Add the private key, PEM, or pkcs12 in the place of key and certificate",
  certificate:
    "is missing. Add the certificate and its chain, PEM, or pkcs12 in the place of key and certificate",
} as const;

/**
 * Opens PKCS#12 files, so that everything after this reads a key and a certificate, however they were kept.
 *
 * No message holds a value.
 */
export function withPkcs12(references: References): References {
  const values = new Map(references.values);
  const issues = [...references.issues];
  for (const group of tlsGroups) {
    const path = `${group}.pkcs12`;
    const text = values.get(path);
    if (text === undefined) continue;
    const passphrase = (values.get(`${group}.passphrase`) ?? "").replace(/\r?\n$/, "");
    const reading = openPkcs12(Buffer.from(text, "base64"), passphrase);
    if (reading.ok) {
      values.set(`${group}.key`, reading.opened.key);
      values.set(`${group}.certificate`, reading.opened.certificate);
    } else issues.push({ path, message: words[reading.fault] });
  }
  return { values, issues };
}
