// The offline bundle: made here, then installed by the commands of its INSTALL.md where no network can be reached.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveAndAsk, writeSite } from "./installed-site.mjs";
import { held, notRun, programPath, run } from "./outcome.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Makes and installs the bundle; gives back what was found, and where it is installed. */
export async function exerciseBundle(folder) {
  const bundle = join(folder, "bundle");
  const installed = join(folder, "opt-cpis");
  try {
    run(process.execPath, ["scripts/bundle-offline.mjs", bundle], { cwd: root });
  } catch (error) {
    return { outcomes: [notRun("the offline bundle", `it could not be made: ${error.message}`)] };
  }
  const cut = programPath("unshare") !== undefined && process.getuid?.() === 0;
  const how = cut ? "in a network namespace without any network" : "by npm --offline";
  const outcomes = [
    await held("the bundle arrives whole: its sums agree", () => {
      run("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: bundle });
    }),
    await held("the commands of INSTALL.md install it, from an empty cache", () => {
      const commands = installCommands(bundle)
        .replaceAll("/opt/cpis", installed)
        .replaceAll("/tmp/cpis-npm-cache", join(folder, "npm-cache"));
      const [command, ...args] = [...(cut ? ["unshare", "-n"] : []), "sh", "-ec", commands];
      run(command, args, { cwd: bundle, env: { PATH: process.env.PATH, HOME: join(folder, "home") } });
      return how;
    }),
    await held("what is installed serves a site, answers a check and ends in order", () =>
      withSite(join(folder, "bundle-site"), (site) =>
        serveAndAsk(
          process.execPath,
          [join(installed, "dist/src/cli/main.js"), "serve", "--config", site.file],
          {},
          site,
        ),
      ),
    ),
  ];
  return { outcomes, ...(existsSync(installed) ? { bundle, installed } : {}) };
}

function installCommands(bundle) {
  const blocks = [
    ...readFileSync(join(bundle, "INSTALL.md"), "utf8").matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm),
  ];
  return blocks.map(([, text]) => text).join("\n");
}

async function withSite(folder, use) {
  const site = await writeSite(folder);
  try {
    await use(site);
  } finally {
    await site.stop();
  }
}
