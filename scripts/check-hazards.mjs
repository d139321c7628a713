// Holds docs/safety/hazards.json against the tests: the build fails if a named test is gone, or if a hazard that this
// product claims to control names no test.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { hazards } = JSON.parse(readFileSync(join(root, "docs/safety/hazards.json"), "utf8"));
const known = new Set(Array.from({ length: 34 }, (_, index) => `H-${String(index + 1).padStart(2, "0")}`));
const faults = [];

/** Whether a file has a test of that name: the name as a whole literal, opening the arguments of a call. */
function hasTest(file, name) {
  const text = readFileSync(join(root, file), "utf8").replace(/\\(["'`])/g, "$1");
  return ['"', "'", "`"].some((quote) => text.replace(/\(\s+/g, "(").includes(`(${quote}${name}${quote},`));
}

for (const hazard of hazards) {
  if (!known.delete(hazard.id)) faults.push(`${hazard.id}: unknown or listed twice`);
  if (hazard.status === "controlled" && hazard.tests.length === 0)
    faults.push(`${hazard.id}: owned, but no test`);
  if (hazard.status !== "controlled" && !hazard.note)
    faults.push(`${hazard.id}: not controlled, and no note says why`);
  for (const { file, name } of hazard.tests) {
    if (!existsSync(join(root, file))) faults.push(`${hazard.id}: ${file} is gone`);
    else if (!hasTest(file, name)) faults.push(`${hazard.id}: ${file} has no test "${name}"`);
  }
}
for (const id of known) faults.push(`${id}: missing from hazards.json`);

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
const controlled = hazards.filter((hazard) => hazard.status === "controlled");
console.log(
  `${controlled.length} hazards controlled, each with tests; ${hazards.length - controlled.length} not yet`,
);
