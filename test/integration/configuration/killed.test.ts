import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { letTakeEffect } from "../../../src/cli/config/let-take-effect.js";
import { loadConfigFile } from "../../../src/config/load-config.js";
import { appliedPlans } from "../../../src/gateway/configuration/applied-plans.js";
import { endedChanges, openChanges } from "../../../src/gateway/configuration/stored-changes.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { createConfiguredSite, type ConfiguredSite } from "../../support/configured-site.js";

// A process of its own for each point takes seconds: the long run of the other kill tests is not needed here.
const points = Math.min(24, Number(process.env["CPIS_KILL_POINTS"] ?? 8));

/** Runs the change in a process that is killed at a step; resolves with how many steps there were where it was not. */
async function runAndKill(site: ConfiguredSite, killAt: number | "never"): Promise<number | "killed"> {
  const next = join(site.folder, "next.yaml");
  writeFileSync(
    next,
    site.edited((config) => (config.locations[1]!.accessMode = "scheduled")),
  );
  const at = (path: string): string => new URL(path, import.meta.url).pathname;
  const imports = ["../gateway/typescript-sources.mjs", "./kill-at.mjs"].flatMap((name) => [
    "--import",
    at(name),
  ]);
  const child = spawn(
    process.execPath,
    [
      "--no-warnings",
      "--experimental-transform-types",
      ...imports,
      at("approve-process.ts"),
      site.file,
      next,
      String(killAt),
    ],
    { env: { PATH: process.env["PATH"] } },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += String(part)));
  child.stderr.on("data", (part: Buffer) => (err += String(part)));
  const signal = await new Promise<string | null>((resolve) =>
    child.once("close", (_code, name) => resolve(name)),
  );
  if (signal === "SIGKILL") return "killed";
  const [, steps] = /steps (\d+)/.exec(out) ?? [];
  if (steps === undefined) throw new Error(err);
  return Number(steps);
}

/** What the next start does, and what it finds. */
async function startAgain(site: ConfiguredSite) {
  const loaded = loadConfigFile(site.file, {}, Date.now());
  await letTakeEffect(site.file, loaded, Date.now());
  const context = openStore(loaded.plan.store, randomIds);
  const last = appliedPlans(context).at(-1);
  const [change] = [...openChanges(context), ...endedChanges(context, 1)];
  context.database.close();
  return { mode: loaded.plan.locations[1]?.accessMode, runs: last?.digest === loaded.digest, last, change };
}

async function freshSite(): Promise<ConfiguredSite> {
  const site = await createConfiguredSite();
  // The browser's scripts are there after a build only.
  site.save(site.edited((config) => delete config.hosted));
  return site;
}

describe("a gateway that is killed while a change takes effect (H-13)", () => {
  it("starts with the configuration before or with the new one, and knows who agreed to it (H-13)", async () => {
    const whole = await freshSite();
    const steps = await runAndKill(whole, "never");
    expect((await startAgain(whole)).change?.state).toBe("applied");
    whole.remove();
    if (steps === "killed") throw new Error("nothing should have killed it");
    expect(steps).toBeGreaterThan(20);
    const found = new Set<string>();
    for (let point = 0; point < points; point += 1) {
      const site = await freshSite();
      expect(await runAndKill(site, 1 + Math.floor((point * (steps - 1)) / (points - 1)))).toBe("killed");
      const { mode, runs, last, change } = await startAgain(site);
      expect(runs).toBe(true);
      expect([mode, change?.state, last?.approvedBy.length]).toEqual(
        mode === "scheduled" ? ["scheduled", "applied", 2] : ["unscheduled", "waiting", 0],
      );
      found.add(String(mode));
      site.remove();
    }
    expect([...found].sort()).toEqual(["scheduled", "unscheduled"]);
  }, 240_000);
});
