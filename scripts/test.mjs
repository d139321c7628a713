// What `npm test` runs: build, static checks, then every suite. The first failure ends it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);

const steps = [
  ["build", process.execPath, ["scripts/build.mjs"]],
  ["types", bin("tsc"), ["-p", "tsconfig.json"]],
  ["lint", bin("eslint"), ["."]],
  ["format", bin("prettier"), ["--check", "."]],
  ["unused", bin("knip"), []],
  ["package", bin("publint"), ["--strict"]],
  [
    "package types",
    bin("attw"),
    // The page's own scripts have no types: a page imports them by address.
    [
      "--pack",
      ".",
      "--profile",
      "esm-only",
      "--format",
      "ascii",
      "--exclude-entrypoints",
      "embed/cpis.js",
      "embed/cpis-alert-banner.js",
      "embed/cpis-panel.js",
      "embed/cpis-host.js",
      "embed/cpis-message-port.js",
      "embed/cpis-webview.js",
      "embed/cpis-launch.js",
      "embed/cpis-arbitrated.js",
      "embed/integrity.json",
    ],
  ],
  ["size", process.execPath, ["scripts/size.mjs"]],
  ["hazards", process.execPath, ["scripts/check-hazards.mjs"]],
  ["secrets", process.execPath, ["scripts/scan-secrets.mjs"]],
  ["dependencies", process.execPath, ["scripts/audit-dependencies.mjs"]],
  ["bill of materials", process.execPath, ["scripts/sbom.mjs", "--check"]],
  ["tests", bin("vitest"), ["run"]],
];

for (const [name, command, args] of steps) {
  if (!existsSync(command)) throw new Error(`${name}: ${command} is missing; run npm ci`);
  const started = Date.now();
  console.log(`\n== ${name}`);
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (result.status !== 0) {
    console.error(`== ${name} failed`);
    process.exit(result.status ?? 1);
  }
  console.log(`== ${name} passed in ${Math.round((Date.now() - started) / 1000)} s`);
}
