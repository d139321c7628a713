import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { loadConfig } from "../../config/load-config.js";
import type { GatewayPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { StoreContext } from "../../gateway/store/store-context.js";
import type { AuditActor } from "../../ports/audit.js";
import { readSite } from "../doctor/read-site.js";
import type { Terminal } from "../terminal.js";

/** A site's plan; an expired certificate must not keep an auditor from the audit. Throws as `loadConfig` does. */
export function readPlan(config: string, terminal: Terminal): GatewayPlan {
  const { variables } = terminal;
  return readSite(config, variables).plan ?? loadConfig(config, variables, terminal.now());
}

/** Runs `work` with the configured store, which the gateway may be using at the same time, and closes it again. */
export async function withStore<T>(
  config: string,
  terminal: Terminal,
  work: (context: StoreContext, plan: GatewayPlan) => T | Promise<T>,
): Promise<T> {
  const plan = readPlan(config, terminal);
  // Opening would make a new store, which would look like an audit in which nothing ever happened.
  if (!existsSync(plan.store.file)) {
    throw new CpisError("CPIS_STORE_FAILED", { detail: `There is no store ${plan.store.file} yet.` });
  }
  const { openStore } = await import("../../gateway/store/open-store.js");
  const { randomIds } = await import("../../gateway/telemetry/runtime.js");
  const context = openStore(plan.store, randomIds, plan.hash);
  try {
    return await work(context, plan);
  } finally {
    await context.commits.drain();
    context.database.close();
  }
}

/** Who sits at this terminal, as the operating system knows them. */
export function terminalActor(): AuditActor {
  return { kind: "system", id: `terminal:${userInfo().username}` };
}
