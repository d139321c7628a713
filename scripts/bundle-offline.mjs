// Makes a folder from which the gateway is installed on a machine without any network.
//   node scripts/bundle-offline.mjs FOLDER
// Needs a built dist/ and, once, a package registry: it fills a cache with exactly the versions of package-lock.json. Then it
// proves the bundle: installs it offline into an empty folder and runs the program from there.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"];

const target = process.argv[2] === undefined ? undefined : resolve(process.argv[2]);
if (target === undefined) stop("Name the folder that the bundle goes into.");
if (existsSync(target)) stop(`${target} is there already: name another folder.`);
if (!existsSync(join(root, "dist/src/cli/main.js"))) stop("dist/ is missing: run npm run build first.");

const install = join(target, "install");
const scratch = mkdtempSync(join(tmpdir(), "cpis-bundle-"));
try {
  unpackInto(install);
  fillCache();
  copyNotes();
  proveOffline();
  writeSums();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`The bundle is in ${target}. INSTALL.md says how it is installed.`);

// What npm would publish, and the lock file that it was tested with.
function unpackInto(folder) {
  run(npm, ["pack", "--ignore-scripts", "--pack-destination", scratch, "--loglevel", "error"], root);
  const [archive] = readdirSync(scratch).filter((name) => name.endsWith(".tgz"));
  mkdirSync(folder, { recursive: true });
  run("tar", ["-xzf", join(scratch, archive), "--strip-components=1", "-C", folder], root);
  copyFileSync(join(root, "package-lock.json"), join(folder, "package-lock.json"));
}

function fillCache() {
  const trial = join(scratch, "filling");
  copyForNpm(trial);
  run(npm, ["ci", "--omit=dev", "--cache", join(target, "npm-cache"), ...quiet], trial);
  // Logs name the machine that made the bundle.
  rmSync(join(target, "npm-cache", "_logs"), { recursive: true, force: true });
}

function copyNotes() {
  cpSync(join(root, "packaging"), join(target, "packaging"), { recursive: true });
  copyFileSync(join(root, "packaging", "INSTALL.md"), join(target, "INSTALL.md"));
  run(process.execPath, ["scripts/sbom.mjs"], root);
  copyFileSync(join(root, "build", "sbom.cdx.json"), join(target, "sbom.cdx.json"));
}

function proveOffline() {
  const trial = join(scratch, "proving");
  cpSync(install, trial, { recursive: true });
  const cache = join(scratch, "cache");
  cpSync(join(target, "npm-cache"), cache, { recursive: true });
  run(npm, ["ci", "--omit=dev", "--offline", "--cache", cache, ...quiet], trial);
  const program = join(trial, "dist/src/cli/main.js");
  run(process.execPath, [program, "--help"], trial);
  run(process.execPath, [program, "lookup", "9995260182", "--json"], trial);
}

function copyForNpm(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "package-lock.json"])
    copyFileSync(join(install, name), join(folder, name));
}

function writeSums() {
  const lines = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
      return `${sum}  ${relative(target, file).replaceAll("\\", "/")}`;
    });
  writeFileSync(join(target, "SHA256SUMS"), `${lines.join("\n")}\n`);
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"], shell: false });
  if (result.status !== 0) stop(`${command} ${args[0] ?? ""} failed.`);
}

function stop(words) {
  console.error(words);
  process.exit(1);
}
