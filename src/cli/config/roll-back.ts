import { existsSync, readFileSync } from "node:fs";
import { shortHash } from "../../config/effective-settings.js";
import { readStorePlan } from "../../config/load-config.js";
import { diffSettings } from "../../config/plan-diff.js";
import type { AppliedPlan } from "../../gateway/configuration/applied-plans.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { changesText } from "./changes-text.js";
import { writeWholeFile } from "./write-whole-file.js";

/** The options of `cpis config rollback` and `cpis config history`. */
export interface HistoryOptions {
  /** Which configuration to go back to; the one before the last by default. */
  readonly to?: string;
  /** Another configuration of this gateway, where the file itself cannot be read. */
  readonly storeOf?: string;
}

/** The configurations that the gateway of a file ran with, oldest first. */
export async function readHistory(
  file: string,
  { storeOf = file }: HistoryOptions,
  terminal: Terminal,
): Promise<readonly AppliedPlan[]> {
  const store = readStorePlan(storeOf, terminal.variables);
  if (!existsSync(store.file))
    throw new UsageFault(`${store.file} is not there: no gateway has run with it yet.`);
  const { readConfigurationHistory } = await import("../../gateway/configuration/apply-configuration.js");
  const { randomIds } = await import("../../gateway/telemetry/runtime.js");
  return readConfigurationHistory(store, randomIds);
}

/** Puts the text of an earlier configuration back into the file; what stood there is kept beside it. */
export async function rollBack(file: string, options: HistoryOptions, terminal: Terminal): Promise<void> {
  const history = await readHistory(file, options, terminal);
  const last = history.at(-1);
  const target = chosen(history, options.to);
  if (last === undefined || target === undefined) {
    throw new UsageFault("The history has no such configuration. cpis config history lists what it has.");
  }
  const kept = `${file}.replaced`;
  if (existsSync(file)) writeWholeFile(kept, readFileSync(file, "utf8"), true);
  writeWholeFile(file, target.source, true);
  const changes = diffSettings(last.settings, target.settings);
  terminal.out(changesText(last.digest, target.digest, changes));
  terminal.out(
    `${file} is the configuration ${shortHash(target.digest)} again; what stood there is in ${kept}.`,
  );
  terminal.out(
    "Check it (cpis config check). A gateway that runs takes it up by itself, with the signatures it needs; any other at its start.",
  );
}

// The newest of several that are the same, and never the one that runs.
function chosen(history: readonly AppliedPlan[], hash: string | undefined): AppliedPlan | undefined {
  const earlier = history.slice(0, -1);
  if (hash === undefined) return earlier.at(-1);
  return earlier.findLast(({ digest }) => shortHash(digest) === hash || digest === hash);
}
