// Exercises packaging/ for real, as far as the programs that are installed here allow, and says what it could not run.
//   npm run packaging                 needs a built dist/; prints every result
//   npm run packaging -- --write      keeps them in docs/evidence/packaging.md
import { mkdtempSync, rmSync, writeFileSync, chmodSync } from "node:fs";
import { release, tmpdir, type } from "node:os";
import { join } from "node:path";
import { exerciseBundle } from "./packaging/bundle.mjs";
import { exerciseContainer } from "./packaging/container.mjs";
import { notRun, programPath, run } from "./packaging/outcome.mjs";
import { exerciseProxies } from "./packaging/proxies.mjs";
import { exerciseUnits } from "./packaging/units.mjs";

const never = [
  notRun(
    "the units under systemd itself: start, restart, sandbox, timer",
    "a system with systemd as its first process is needed",
  ),
  notRun("the Windows service, WinSW, NSSM and icacls", "a Windows machine is needed"),
  notRun("HSCN, Spine's and MESH's real endpoints and certificates", "NHS England's onboarding is needed"),
];

const folder = mkdtempSync(join(tmpdir(), "cpis-packaging-"));
// The commands of the units run as an account that must come this far.
chmodSync(folder, 0o755);
const parts = [];
try {
  parts.push(["Reverse proxies", await exerciseProxies(folder)]);
  const { outcomes, bundle, installed } = await exerciseBundle(folder);
  parts.push(["Offline bundle", outcomes]);
  parts.push(["systemd units", await exerciseUnits(folder, installed)]);
  parts.push(["Container", await exerciseContainer(folder, bundle)]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
parts.push(["Not exercised anywhere", never]);

const all = parts.flatMap(([, outcomes]) => outcomes);
for (const { what, result, note } of all)
  console.log(`${result.padEnd(8)} ${what}${note === "" ? "" : `: ${note}`}`);
const count = (result) => all.filter((outcome) => outcome.result === result).length;
const summary = `${count("held")} held, ${count("failed")} failed, ${count("not run")} not run.`;
console.log(summary);
if (process.argv.includes("--write")) {
  writeFileSync(new URL("../docs/evidence/packaging.md", import.meta.url), page());
}
process.exitCode = count("failed") > 0 ? 1 : 0;

function page() {
  const sections = parts.map(([title, outcomes]) => {
    const lines = outcomes.map(
      ({ what, result, note }) => `- **${result}** ${what}${note === "" ? "" : ` (${note})`}`,
    );
    return `## ${title}\n\n${lines.join("\n")}\n`;
  });
  return [
    "# Packaging, exercised",
    "",
    "Written by `npm run packaging -- --write`; it runs the files of `packaging/` with the programs below, on one machine, against the",
    "simulator. `npm test` does not need those programs and does not run this.",
    "",
    `${new Date().toISOString().slice(0, 10)}, ${type()} ${release()}, ${versions().join(", ")}. **${summary}**`,
    "",
    sections.join("\n"),
  ].join("\n");
}

function versions() {
  const ways = { nginx: ["-v"], haproxy: ["-v"], buildah: ["--version"], "systemd-analyze": ["--version"] };
  const found = Object.entries(ways).flatMap(([name, args]) => {
    const path = programPath(name);
    if (path === undefined) return [];
    const said = run("sh", ["-c", '"$@" 2>&1', "sh", path, ...args]).split("\n")[0];
    return [`${name} ${/\d+[.\d]*/.exec(said)?.[0] ?? ""}`];
  });
  return [`Node ${process.versions.node}`, ...found];
}
