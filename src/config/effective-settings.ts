import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.js";
import { type Draft, isRecord, valueAt, withValueAt } from "./draft.js";
import type { References } from "./references.js";
import { listSettings } from "./setting-list.js";

/**
 * What a validated configuration says, without its secrets: defaults filled in, what references point to as a digest.
 *
 * The plan's hash, the differences between two configurations and the history of applied plans are all made of this one
 * document. A renewed certificate changes it; a secret never does, only the place where it is kept.
 */
export function effectiveSettings(settings: Draft, references: References): Draft {
  return listSettings()
    .filter(({ type, path }) => type === "reference" && valueAt(settings, path) !== undefined)
    .reduce<Draft>((draft, { path, secret }) => {
      const source = valueAt(settings, path);
      const shown = secret ? placeOf(source) : digestOf(source, references.values.get(path));
      return withValueAt(
        draft,
        path,
        path.endsWith(".pkcs12") ? withCertificate(shown, path, references) : shown,
      );
    }, settings);
}

// A renewed certificate is another configuration also where it is kept with its key.
function withCertificate(place: unknown, path: string, { values }: References): unknown {
  const certificate = values.get(path.replace(/pkcs12$/, "certificate")) ?? "";
  return { ...(isRecord(place) ? place : {}), certificate: `sha256:${sha256(certificate.trim())}` };
}

function placeOf(source: unknown): unknown {
  return isRecord(source) ? source : "(in the file)";
}

// A key set in place has no text of its own to digest: it stands as it is, and is public.
function digestOf(source: unknown, text: string | undefined): unknown {
  return text === undefined ? source : `sha256:${sha256(text.trim())}`;
}

/** The full digest of a configuration, 64 hexadecimal digits: what an approval is signed over. */
export function settingsDigest(effective: Draft): string {
  return sha256(canonicalJson(effective));
}

/** The digest's first 12 digits, as health, logs, metrics and the audit name a plan. */
export function shortHash(digest: string): string {
  return digest.slice(0, 12);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
