import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readConfigText } from "../../config/config-text.js";
import type { Variables } from "../../config/environment-overrides.js";
import { errorReason } from "../../config/error-reason.js";
import { parseConfig } from "../../config/parse-config.js";
import { withPathsIn } from "../../config/plan-paths.js";
import type { GatewayPlan } from "../../config/plan.js";
import type { Issue } from "../../errors/cpis-error.js";
import { fail, ok, type Finding } from "./finding.js";
import { probeFiles } from "./probe-files.js";

/** A site's plan where it has one, and what was found on the way to it. */
export interface SiteReading {
  readonly findings: readonly Finding[];
  readonly plan?: GatewayPlan;
}

/** Reads a site's plan without judging its certificates: each of them is examined by itself. */
export function readSite(configFile: string, variables: Variables): SiteReading {
  let source: string;
  try {
    source = readFileSync(configFile, "utf8");
  } catch (error) {
    const says = `${configFile} cannot be read: ${errorReason(error)}.`;
    return { findings: [fail("config", says, "Correct the path or its permissions."), notTested] };
  }
  const read = readConfigText(configFile, source);
  if (!read.ok) return { findings: [...configFaults(read.issues), notTested] };
  const files = probeFiles(configFile, read.value);
  const folder = dirname(resolve(configFile));
  const parsed = parseConfig(read.value, variables, (file) => readFileSync(resolve(folder, file), "utf8"));
  if (!parsed.ok) return { findings: [...files, ...configFaults(parsed.issues), notTested] };
  const findings = [...files, ok("config", "Every setting is valid.")];
  return { plan: withPathsIn(folder, parsed.plan), findings };
}

const notTested = fail(
  "site",
  "Nothing else could be tested: the configuration says neither where nor as whom.",
  "Put the configuration right, then run this again.",
);

function configFaults(issues: readonly Issue[]): readonly Finding[] {
  return issues.map(({ path, message }) =>
    fail(
      path === "" ? "config" : `config.${path}`,
      `${path} ${message}.`.trimStart(),
      "Correct it: docs/configuration.md says what every setting means.",
    ),
  );
}
