import type { LoadedConfig } from "../../config/load-config.js";
import { readApprovalFile } from "../../config/approval-file.js";

/**
 * Lets a configuration take effect in its store, with the signatures that stand beside its file.
 *
 * Everything that is to ask about real children passes here first. Throws `CPIS_CONFIG_INVALID` where signatures are missing.
 */
export async function letTakeEffect(file: string, loaded: LoadedConfig, now: number): Promise<void> {
  const { applyConfiguration } = await import("../../gateway/configuration/apply-configuration.js");
  const { randomIds } = await import("../../gateway/telemetry/runtime.js");
  const { digest, effective: settings, source, plan } = loaded;
  const approval = readApprovalFile(file);
  const next = { digest, settings, source, now, ...(approval === undefined ? {} : { approval }) };
  await applyConfiguration(plan.store, next, randomIds);
}
