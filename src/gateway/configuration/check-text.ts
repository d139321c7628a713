import { loadConfigText, type LoadedConfig } from "../../config/load-config.js";
import { diffSettings } from "../../config/plan-diff.js";
import { literalSecrets } from "../../config/literal-secrets.js";
import type { ConsoleDifference } from "../../contract/console.js";
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
  const undone = undoneAgreement(parts, loaded, differences);
  const effects = describeEffects({ before, after, differences, counts });
  return {
    ok: true,
    loaded,
    differences,
    needsTwo: undone.length > 0 || differences.some((each) => each.needsTwo),
    effects: [...effects, ...undone],
  };
}

// What two people agreed to, and the next start would have, is not one person's to take away before it has ever run.
function undoneAgreement(
  { state: { waiting } }: Pick<ReloadParts, "state">,
  next: LoadedConfig,
  differences: readonly ConsoleDifference[],
): readonly string[] {
  if (waiting === undefined) return [];
  const shown = new Set(differences.map(({ path }) => path));
  return diffSettings(waiting.effective, next.effective)
    .filter(({ path, needsTwo }) => needsTwo && !shown.has(path))
    .map(
      ({ path }) => `A change of ${path} that waits for the next start is given up: two people agreed to it.`,
    );
}
