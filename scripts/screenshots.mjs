// Takes docs/screenshots/ again: the browser suite draws every state and writes what it drew.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const result = spawnSync(
  join(root, "node_modules/.bin/vitest"),
  [
    "run",
    "test/browser/widgets-screenshots.test.ts",
    "test/browser/panel-screenshots.test.ts",
    "test/browser/demo-screenshots.test.ts",
    "test/browser/console/console-screenshots.test.ts",
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, CPIS_SCREENSHOTS: "1" } },
);
process.exit(result.status ?? 1);
