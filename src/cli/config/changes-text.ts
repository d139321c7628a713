import { shortHash } from "../../config/effective-settings.js";
import type { SettingChange } from "../../config/plan-diff.js";

/** What changes from one configuration to another, one line each; what needs two people is marked. */
export function changesText(from: string, to: string, changes: readonly SettingChange[]): string {
  const dangerous = changes.filter(({ needsTwo }) => needsTwo).length;
  const summary = `${shortHash(from)} -> ${shortHash(to)}: ${counted(changes.length)}, ${String(dangerous)} of them dangerous.`;
  const advice =
    dangerous === 0 ? [] : ["DANGEROUS changes take effect only when two administrators have signed them."];
  return [...changes.map(line), summary, ...advice, ...whenText(changes)].join("\n");
}

function whenText(changes: readonly SettingChange[]): readonly string[] {
  if (changes.length === 0) return [];
  return changes.some(({ takesEffect }) => takesEffect === "restart")
    ? ["All of it takes effect at the gateway's next start, as the changes marked (next start) do."]
    : ["A running gateway takes all of it up at once."];
}

function counted(count: number): string {
  return count === 1 ? "1 change" : `${String(count)} changes`;
}

function line({ path, before, after, needsTwo, takesEffect }: SettingChange): string {
  const start = takesEffect === "restart" ? " (next start)" : "";
  return `${needsTwo ? "DANGEROUS " : "          "}${path}: ${shown(before)} -> ${shown(after)}${start}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "(not there)";
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
