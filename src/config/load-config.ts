import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import { certificateFaults } from "./check-certificates.js";
import type { PlaceOf } from "./config-document.js";
import { readConfigText } from "./config-text.js";
import type { Draft } from "./draft.js";
import type { Variables } from "./environment-overrides.js";
import { errorReason } from "./error-reason.js";
import { parseConfig } from "./parse-config.js";
import { withPathsIn } from "./plan-paths.js";
import type { GatewayPlan } from "./plan.js";

/** A configuration file without a fault, and what it was read from. */
export interface LoadedConfig {
  readonly plan: GatewayPlan;
  /** The settings without their secrets, for differences and the history. */
  readonly effective: Draft;
  /** The file's text. */
  readonly source: string;
}

/**
 * Reads a configuration file into a plan that can run now.
 *
 * Paths in the file are relative to the file. Throws `CPIS_CONFIG_UNREADABLE` where the file cannot be read,
 * `CPIS_CONFIG_INVALID` and `CPIS_CERTIFICATE_UNUSABLE` with every fault in `issues`.
 */
export function loadConfig(path: string, variables: Variables, now: number): GatewayPlan {
  return loadConfigFile(path, variables, now).plan;
}

/** As `loadConfig`, with what a comparison or a history needs. */
export function loadConfigFile(path: string, variables: Variables, now: number): LoadedConfig {
  const source = readSource(path);
  return readConfigSource(path, source, variables, now);
}

/** As `loadConfigFile`, for a text that stands for the file: an earlier one, about to be put back. */
export function readConfigSource(
  path: string,
  source: string,
  variables: Variables,
  now: number,
): LoadedConfig {
  const folder = dirname(resolve(path));
  const read = readConfigText(path, source);
  if (!read.ok) {
    throw new CpisError("CPIS_CONFIG_INVALID", { issues: read.issues.map((issue) => ofFile(issue, path)) });
  }
  const reading = parseConfig(read.value, variables, (file) => readFileSync(resolve(folder, file), "utf8"));
  if (!reading.ok) {
    const issues = withPlaces(reading.issues, read.placeOf).map((issue) => ofFile(issue, path));
    throw new CpisError("CPIS_CONFIG_INVALID", { issues });
  }
  const issues = certificateFaults(reading.plan, now);
  if (issues.length > 0) {
    throw new CpisError("CPIS_CERTIFICATE_UNUSABLE", { issues: withPlaces(issues, read.placeOf) });
  }
  return { plan: withPathsIn(folder, reading.plan), effective: reading.effective, source };
}

function readSource(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}

// A fault of the text itself belongs to no setting, so it is named by the file.
function ofFile(issue: Issue, path: string): Issue {
  return issue.path === "" ? { ...issue, path } : issue;
}

function withPlaces(issues: readonly Issue[], placeOf: PlaceOf): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, ...placeOf(issue.path) }));
}
