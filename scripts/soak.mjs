// The full counts of design section 7. Takes long; its printed seeds and results are kept under docs/evidence/.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = {
  CPIS_FUZZ_CASES: "1000000",
  CPIS_INTERLEAVINGS: "1000000",
  CPIS_KILL_POINTS: "50",
  CPIS_COUNCIL_KILLS: "200",
  CPIS_HISTORIES: "100000",
  CPIS_SWITCHES: "10000",
  CPIS_IMPORT_ROWS: "200000",
  CPIS_UPLOAD_RECORDS: "200000",
  ...process.env,
};
const everything = [
  "fuzz",
  "interleavings",
  "kill",
  "plan-periods.property",
  "plugin-switches",
  "import-scale",
  "upload-memory",
];
const result = spawnSync(
  join(root, "node_modules/.bin/vitest"),
  ["run", "--testTimeout=7200000", ...(process.argv.length > 2 ? process.argv.slice(2) : everything)],
  { cwd: root, stdio: "inherit", env },
);
process.exit(result.status ?? 1);
