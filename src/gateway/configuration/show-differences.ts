import { explainChanges } from "../../config/change-effect.js";
import type { Draft } from "../../config/draft.js";
import { diffSettings } from "../../config/plan-diff.js";
import type { ConsoleDifference } from "../../contract/console.js";

const longest = 400;

// Whoever is at the machine can move the store in any case. One person in the console must not: with another file the next
// start has no audit, and what was switched off is on again (H-04).
const isStore = (path: string): boolean => path.startsWith("store.");

/**
 * What differs between two configurations, for people: each setting with what it is for and what can go wrong with it.
 *
 * The store needs a second person here, beside what needs one everywhere.
 */
export function showDifferences(before: Draft, after: Draft): readonly ConsoleDifference[] {
  const explain = explainChanges(before, after);
  return diffSettings(before, after).map((change) => {
    const { path, needsTwo, takesEffect } = change;
    const { description, danger } = explain(path);
    return {
      path,
      ...(change.before === undefined ? {} : { before: shown(change.before) }),
      ...(change.after === undefined ? {} : { after: shown(change.after) }),
      ...(description === undefined ? {} : { description }),
      ...(danger === undefined ? {} : { danger }),
      needsTwo: needsTwo || isStore(path),
      takesEffect,
    };
  });
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
