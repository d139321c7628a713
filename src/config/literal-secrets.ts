import type { Issue } from "../errors/cpis-error.js";
import { readConfigText } from "./config-text.js";
import { isRecord, valueAt } from "./draft.js";
import { listSettings } from "./setting-list.js";

/**
 * Secrets that stand in a configuration's text themselves: such a text is shown to nobody and taken from nobody.
 *
 * Stricter than the checks of a file, which allow it in the simulator. A text that cannot be read holds none that could be
 * named; whoever asks refuses it for that.
 */
export function literalSecrets(file: string, source: string): readonly Issue[] {
  const text = readConfigText(file, source);
  if (!text.ok || !isRecord(text.value)) return [];
  const draft = text.value;
  return listSettings()
    .filter(({ path, secret }) => secret && typeof valueAt(draft, path) === "string")
    .map(({ path }) => ({
      path,
      message: 'is a secret in the text itself. Use {"file": "path"} or {"env": "NAME"}',
    }));
}
