// Writes the table of settings into docs/configuration.md from the one list of settings. Run after `npm run build`.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderSettingsTable } from "../dist/src/config/settings-table.js";

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs", "configuration.md");
const [before, , after] = readFileSync(file, "utf8").split(/<!-- settings: (?:begin|end) -->/);
const begin = "<!-- settings: begin -->";
const end = "<!-- settings: end -->";
writeFileSync(
  file,
  `${before}${begin}\n<!-- prettier-ignore-start -->\n\n${renderSettingsTable()}\n\n<!-- prettier-ignore-end -->\n${end}${after}`,
);
