import { shortHash } from "../../config/effective-settings.js";
import type { SettingChange } from "../../config/plan-diff.js";

/** What changes from one configuration to another, one line each; what needs two people is marked. */
export function changesText(from: string, to: string, changes: readonly SettingChange[]): string {
  const dangerous = changes.filter(({ needsTwo }) => needsTwo).length;
  const summary = `${shortHash(from)} -> ${shortHash(to)}: ${counted(changes.length)}, ${String(dangerous)} of them dangerous.`;
  const advice =
    dangerous === 0 ? [] : ["DANGEROUS changes take effect only when two administrators have signed them."];
  return [...changes.map(line), summary, ...advice].join("\n");
}

function counted(count: number): string {
  return count === 1 ? "1 change" : `${String(count)} changes`;
}

function line({ path, before, after, needsTwo }: SettingChange): string {
  return `${needsTwo ? "DANGEROUS " : "          "}${path}: ${shown(before)} -> ${shown(after)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "(not there)";
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
