import { loadConfigText, type LoadedConfig } from "../../config/load-config.js";
import { literalSecrets } from "../../config/literal-secrets.js";
import { CpisError } from "../../errors/cpis-error.js";
import { describeEffects } from "./describe-effects.js";
import { monthCounts } from "./month-counts.js";
import type { ReloadParts } from "./reload-file.js";
import type { CheckedText } from "./running-configuration.js";
import { showDifferences } from "./show-differences.js";

/** Reads a text as if it stood in the file, and says what it would do. Nothing is written. */
export function checkText(source: string, parts: ReloadParts): CheckedText {
  const { startedFrom, store, state, clock } = parts;
  const { file, variables } = startedFrom;
  const secrets = literalSecrets(file, source);
  if (secrets.length > 0) return { ok: false, issues: secrets };
  let loaded: LoadedConfig;
  try {
    loaded = loadConfigText(file, source, variables, clock.now());
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    const { issues, message } = error;
    return { ok: false, issues: issues.length > 0 ? issues : [{ path: "", message }] };
  }
  const before = state.current.effective;
  const after = loaded.effective;
  const differences = showDifferences(before, after);
  const counts = monthCounts(store, clock.now());
  return { ok: true, loaded, differences, effects: describeEffects({ before, after, differences, counts }) };
}
