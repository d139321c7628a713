// What `npm start` runs: builds when dist/ is missing or older than its sources, then starts the demonstration.
// Plain JavaScript that an older Node can read too; the program itself needs the Node that npm ci installed (ADR 3).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, "dist", "src", "cli", "main.js");
const page = join(root, "dist", "embed", "cpis.js");
const installedNode = join(root, "node_modules", "node", "bin", "node");
const node = existsSync(installedNode) ? installedNode : process.execPath;

if (!existsSync(join(root, "node_modules"))) fail("Run npm ci first.");
if (isStale()) {
  console.error("Building; this takes some seconds the first time.");
  const built = spawnSync(node, [join(root, "scripts", "build.mjs")], { cwd: root, stdio: ["ignore", 2, 2] });
  if (built.status !== 0) fail("The build failed; see above.");
}
const child = spawn(node, [program, "demo", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});

function isStale() {
  if (!existsSync(program) || !existsSync(page)) return true;
  const builtAt = Math.min(statSync(program).mtimeMs, statSync(page).mtimeMs);
  const files = ["package.json", "rollup.config.mjs", "tsconfig.json", "tsconfig.build.json"];
  const sources = [
    ...files.map((file) => join(root, file)),
    ...["src", "widgets", "adapters"].flatMap(filesIn),
  ];
  return sources.some((file) => existsSync(file) && statSync(file).mtimeMs > builtAt);
}

function filesIn(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function fail(words) {
  console.error(`npm start: ${words}`);
  process.exit(1);
}
