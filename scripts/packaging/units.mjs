// The systemd units: read by systemd's own checker, and their commands run as they say, without systemd.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectPrivate, serveAndAsk, writeSite } from "./installed-site.mjs";
import { expectSame, held, notRun, programPath, run, runBeside } from "./outcome.mjs";
import { spawnSync } from "node:child_process";

const units = new URL("../../packaging/systemd/", import.meta.url);
/** Nobody, where the units name an account of their own. */
const account = 65534;

/** `installed` is where the bundle was installed, or undefined. */
export async function exerciseUnits(folder, installed) {
  const checker = programPath("systemd-analyze");
  const outcomes =
    checker === undefined
      ? [notRun("systemd-analyze verify", "it is not installed here")]
      : [await verify(checker, folder), await exposure(checker)];
  if (installed === undefined)
    return [...outcomes, notRun("the commands of the units", "no bundle was installed")];
  return [...outcomes, ...(await runCommands(folder, installed))];
}

function verify(checker, folder) {
  return held("systemd-analyze verify finds nothing in the units", () => {
    const copies = join(folder, "units");
    cpSync(units, copies, { recursive: true });
    const names = readdirSync(copies);
    // The checker wants every program to be there.
    for (const name of names) {
      const text = readFileSync(join(copies, name), "utf8").replaceAll("/usr/bin/node", process.execPath);
      writeFileSync(join(copies, name), text);
    }
    const found = spawnSync(checker, ["verify", ...names.map((name) => join(copies, name))], {
      encoding: "utf8",
    });
    // What it says of units that are the machine's own is not about these.
    const about = found.stderr.split("\n").filter((line) => line.includes("cpis-"));
    expectSame(about, [], "faults");
  });
}

function exposure(checker) {
  return held("systemd-analyze security calls the gateway's unit well closed", () => {
    const unit = new URL("cpis-gateway.service", units).pathname;
    const said = run(checker, ["security", "--offline=true", "--no-pager", unit]);
    const [, level] = /exposure level.*: (\d+\.\d+)/.exec(said) ?? [];
    if (level === undefined || Number(level) > 2) throw new Error(`exposure ${level ?? "unknown"}`);
    return `exposure ${level} of 10`;
  });
}

async function runCommands(folder, installed) {
  const owner = process.getuid?.() === 0 ? account : undefined;
  const home = join(folder, "unit-site");
  mkdirSync(home);
  const site = await writeSite(home, owner);
  const options = { cwd: site.store, ...(owner === undefined ? {} : { uid: owner, gid: owner }) };
  const commandOf = (name) => {
    const [, line = ""] = /^ExecStart=(.*)$/m.exec(readFileSync(new URL(name, units), "utf8")) ?? [];
    const [program, ...args] = line
      .replace("/usr/bin/node", process.execPath)
      .replace("/opt/cpis", installed)
      .replace("/etc/cpis/cpis.json", site.file)
      .split(" ");
    // UMask=0077 of the units.
    return ["sh", ["-c", 'umask 0077; exec "$@"', "sh", program, ...args]];
  };
  const as = owner === undefined ? "" : "as an account without rights";
  try {
    return [
      await held("cpis-doctor.service: its command tests the site and ends with 0 or 1", async () => {
        const { exitCode, out } = await runBeside(...commandOf("cpis-doctor.service"), options);
        if (exitCode !== 0 && exitCode !== 1)
          throw new Error(`exit code ${exitCode}: ${out.split("FAIL")[1] ?? ""}`);
        return as;
      }),
      await held(
        "cpis-gateway.service: its command serves, answers a check, and ends with 0 on SIGTERM",
        async () => {
          await serveAndAsk(...commandOf("cpis-gateway.service"), options, site);
          expectPrivate(site.store);
          return as;
        },
      ),
    ];
  } finally {
    await site.stop();
  }
}
