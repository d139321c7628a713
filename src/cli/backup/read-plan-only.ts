import type { Variables } from "../../config/environment-overrides.js";
import type { GatewayPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { readSite } from "../doctor/read-site.js";

/**
 * A site's plan for whoever works on its store: certificates are not judged, because a store must be saved when one has ended.
 *
 * Throws `CPIS_CONFIG_INVALID` with every fault.
 */
export function readPlanOnly(config: string, variables: Variables): GatewayPlan {
  const { plan, findings } = readSite(config, variables);
  if (plan !== undefined) return plan;
  const faults = findings.filter(({ level, check }) => level === "fail" && check !== "site");
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: [`${config} cannot be used:`, ...faults.map(({ says }) => `  ${says}`)].join("\n"),
  });
}
