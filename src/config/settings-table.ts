import { listSettings, type SettingEntry } from "./setting-list.js";

/** The settings as a Markdown table for docs/configuration.md; generated, so that it cannot be out of date. */
export function renderSettingsTable(): string {
  const rows = listSettings().map(
    (entry) =>
      `| \`${entry.path}\` | ${typeWords(entry)} | ${defaultWords(entry)} | ${meaning(entry)} | ${entry.takesEffect === "live" ? "at once" : "next start"} | ${variable(entry)} |`,
  );
  return [
    "| setting | type | default | meaning | a change takes effect | variable |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function typeWords(entry: SettingEntry): string {
  const choices = entry.choices.map((choice) => `\`${choice}\``).join(", ");
  return [choices === "" ? entry.type : choices, entry.unit ?? ""].filter((part) => part !== "").join("; ");
}

function defaultWords(entry: SettingEntry): string {
  if (entry.required) return "**required**";
  return entry.default === undefined ? "none" : `\`${JSON.stringify(entry.default)}\``;
}

function meaning(entry: SettingEntry): string {
  const parts = [
    capitalised(entry.description),
    entry.secret ? "**Secret.**" : "",
    danger(entry),
    entry.needsTwo ? "**Needs two people.**" : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function danger(entry: SettingEntry): string {
  return entry.danger === undefined ? "" : `**Danger:** ${entry.danger}`;
}

function variable(entry: SettingEntry): string {
  return entry.variable === undefined ? "" : `\`${entry.variable}\``;
}

function capitalised(text: string): string {
  const sentence = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}
