// Writes docs/safety/hazard-log.md, the hazard log that people read, from docs/safety/hazards.json.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderHazardLog } from "./render-hazard-log.mjs";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs", "safety");
const { hazards } = JSON.parse(readFileSync(join(folder, "hazards.json"), "utf8"));
writeFileSync(join(folder, "hazard-log.md"), renderHazardLog(hazards));
