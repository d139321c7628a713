import { explainChanges } from "../../config/change-effect.js";
import type { Draft } from "../../config/draft.js";
import { diffSettings } from "../../config/plan-diff.js";
import type { ConsoleDifference } from "../../contract/console.js";

const longest = 400;

/** What differs between two configurations, for people: each setting with what it is for and what can go wrong with it. */
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
      needsTwo,
      takesEffect,
    };
  });
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
