// Holds docs/safety/hazards.json against the tests: the build fails if a named test is gone, or if a hazard that this
// product claims to control names no test.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { hazards } = JSON.parse(readFileSync(join(root, "docs/safety/hazards.json"), "utf8"));
const known = new Set(Array.from({ length: 34 }, (_, index) => `H-${String(index + 1).padStart(2, "0")}`));
const faults = [];

/** Test titles of a file: the first argument of test(), it() or describe(), in any of the three quotes. */
function titles(file) {
  const text = readFileSync(join(root, file), "utf8");
  const call = /\b(?:test|it)(?:\.each\([^)]*\))?\(\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/g;
  return new Set(Array.from(text.matchAll(call), (match) => match[2].replace(/\\(["'`])/g, "$1")));
}

for (const hazard of hazards) {
  if (!known.delete(hazard.id)) faults.push(`${hazard.id}: unknown or listed twice`);
  if (hazard.status === "controlled" && hazard.tests.length === 0) faults.push(`${hazard.id}: owned, but no test`);
  if (hazard.status !== "controlled" && !hazard.note) faults.push(`${hazard.id}: not controlled, and no note says why`);
  for (const { file, name } of hazard.tests) {
    if (!existsSync(join(root, file))) faults.push(`${hazard.id}: ${file} is gone`);
    else if (!titles(file).has(name)) faults.push(`${hazard.id}: ${file} has no test "${name}"`);
  }
}
for (const id of known) faults.push(`${id}: missing from hazards.json`);

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
const controlled = hazards.filter((hazard) => hazard.status === "controlled");
console.log(`${controlled.length} hazards controlled, each with tests; ${hazards.length - controlled.length} not yet`);
