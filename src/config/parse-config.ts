import type { Issue } from "../errors/cpis-error.js";
import { crossCheck } from "./cross-checks.js";
import { type Draft, isRecord } from "./draft.js";
import { effectiveSettings, settingsDigest, shortHash } from "./effective-settings.js";
import { applyOverrides, type Variables } from "./environment-overrides.js";
import { wordIssues } from "./issue-words.js";
import { planFrom } from "./plan-from-settings.js";
import type { GatewayPlan } from "./plan.js";
import { followReferences, type ReadFile } from "./references.js";
import { withPkcs12 } from "./pkcs12/tls-identities.js";
import { resolvedFaults, trustedKeysOf } from "./resolved-values.js";
import { settingsSchema } from "./settings.js";

/** A plan without a fault, or every fault. There is nothing in between, so that half a configuration never runs. */
export type ConfigReading =
  | { readonly ok: true; readonly plan: GatewayPlan; readonly effective: Draft }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads a configuration: the file's content, the CPIS_… variables over it, and the references followed.
 *
 * Every fault is reported at once, each with its place and what to change; no message holds the value of a secret.
 */
export function parseConfig(input: unknown, variables: Variables, readFile: ReadFile): ConfigReading {
  if (!isRecord(input)) return { ok: false, issues: [{ path: "", message: "must be a group of settings" }] };
  const overridden = applyOverrides(input, variables);
  const { draft } = overridden;
  const parsed = settingsSchema.safeParse(draft, { reportInput: false });
  const references = withPkcs12(followReferences(draft, variables, readFile));
  const issues = onePerPlace([
    ...overridden.issues,
    ...(parsed.success ? [] : wordIssues(parsed.error.issues, draft)),
    ...crossCheck(draft),
    ...references.issues,
    ...resolvedFaults(draft, references),
  ]);
  if (!parsed.success || issues.length > 0) return { ok: false, issues };
  const effective = effectiveSettings(parsed.data, references);
  const hash = shortHash(settingsDigest(effective));
  return {
    ok: true,
    plan: planFrom(parsed.data, references, trustedKeysOf(draft, references), hash),
    effective,
  };
}

// The first fault found at a place is the nearest to its cause; a second one there would only repeat it.
function onePerPlace(issues: readonly Issue[]): readonly Issue[] {
  const places = new Set<string>();
  return issues.filter((issue) => {
    if (places.has(issue.path)) return false;
    places.add(issue.path);
    return true;
  });
}
