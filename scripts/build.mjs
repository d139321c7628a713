// Builds dist/: TypeScript to ES modules, then the browser bundles, then the executable bit of the program.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

function run(script, ...args) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

rmSync(join(root, "dist"), { recursive: true, force: true });
run(require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json");
run(join(root, "node_modules/rollup/dist/bin/rollup"), "-c", "rollup.config.mjs", "--silent");
writeIntegrity(join(root, "dist/embed"));
run(
  join(root, "node_modules/@custom-elements-manifest/analyzer/cem.js"),
  "analyze",
  "--quiet",
  "--globs",
  "dist/widgets/alert-banner.js",
  "--outdir",
  "dist",
);
chmodSync(join(root, "dist/src/cli/main.js"), 0o755);

/** The hash of every browser script, for the `integrity` of a host's own script tag. */
function writeIntegrity(folder) {
  const hashes = readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => {
      const hash = createHash("sha384")
        .update(readFileSync(join(folder, name)))
        .digest("base64");
      return [name, `sha384-${hash}`];
    });
  writeFileSync(join(folder, "integrity.json"), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
}
