import { settingsInside } from "../../config/find-setting.js";
import type { SettingEntry } from "../../config/setting-list.js";
import { useOf } from "../../config/setting-use.js";

/** Everything there is to know about one setting, for `cpis config explain`. */
export function explainText(entry: SettingEntry): string {
  const inside = settingsInside(entry);
  return [
    entry.path,
    `  ${capitalised(entry.description)}.`,
    ...row("type", typeWords(entry, inside.length > 0)),
    ...row("unit", entry.unit),
    ...row("default", defaultWords(entry)),
    ...row("danger", entry.danger),
    ...row("change", entry.needsTwo ? "takes effect only when a second person has approved it" : undefined),
    ...row("effect", effectWords(entry)),
    ...row(
      "secret",
      entry.secret ? 'yes: write {"file": "path"} or {"env": "NAME"}, never the value' : undefined,
    ),
    ...row("variable", entry.variable),
    ...row("used by", useOf(entry.path)),
    ...inside.map(({ path, description }) => `  holds      ${path}: ${description}`),
  ].join("\n");
}

function row(name: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`  ${name.padEnd(10)} ${text}`];
}

function typeWords({ type, choices }: SettingEntry, isGroup: boolean): string {
  if (choices.length > 0) return `one of: ${choices.join(", ")}`;
  if (type === "reference") return 'text in place, {"file": "path"} or {"env": "NAME"}';
  return type === "group" && !isGroup ? "list" : type;
}

function defaultWords(entry: SettingEntry): string {
  if (entry.required) return "none; it is required";
  return entry.default === undefined ? "none" : JSON.stringify(entry.default);
}

function effectWords({ takesEffect }: SettingEntry): string {
  return takesEffect === "live" ? "at once, in a running gateway" : "at the gateway's next start";
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
