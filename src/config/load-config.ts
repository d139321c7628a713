import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import { certificateFaults } from "./check-certificates.js";
import type { PlaceOf } from "./config-document.js";
import { readConfigText } from "./config-text.js";
import { type Draft, isRecord, textAt } from "./draft.js";
import { settingsDigest } from "./effective-settings.js";
import { applyOverrides, type Variables } from "./environment-overrides.js";
import { errorReason } from "./error-reason.js";
import { parseConfig } from "./parse-config.js";
import { readSettingFile } from "./read-setting-file.js";
import { withPathsIn } from "./plan-paths.js";
import type { GatewayPlan, StorePlan } from "./plan.js";
import { followReferences } from "./references.js";

/** A configuration file without a fault, and what it was read from. */
export interface LoadedConfig {
  readonly plan: GatewayPlan;
  /** The settings without their secrets, for differences and the history. */
  readonly effective: Draft;
  /** The full digest of these settings; `plan.hash` is its beginning. */
  readonly digest: string;
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
  return loadConfigText(path, readSource(path), variables, now);
}

/** As `loadConfigFile`, of a text that does not stand in the file yet. */
export function loadConfigText(
  path: string,
  source: string,
  variables: Variables,
  now: number,
): LoadedConfig {
  const { loaded, placeOf } = read(path, source, variables);
  const issues = certificateFaults(loaded.plan, now);
  if (issues.length === 0) return loaded;
  throw new CpisError("CPIS_CERTIFICATE_UNUSABLE", { issues: withPlaces(issues, placeOf) });
}

/** As `loadConfigFile`, whatever the state of its certificates: to compare with a configuration that has had its time. */
export function readConfigFile(path: string, variables: Variables): LoadedConfig {
  return read(path, readSource(path), variables).loaded;
}

/**
 * Where a configuration keeps its store, although the rest of it may have faults: an earlier one is put back when this one
 * does not run. Throws `CPIS_CONFIG_INVALID` where even that cannot be read.
 */
export function readStorePlan(path: string, variables: Variables): StorePlan {
  const folder = dirname(resolve(path));
  const text = readConfigText(path, readSource(path));
  const draft = text.ok && isRecord(text.value) ? applyOverrides(text.value, variables).draft : {};
  const file = textAt(draft, "store.file");
  const { values } = followReferences(draft, variables, (name, encoding = "utf8") =>
    readSettingFile(resolve(folder, name), encoding),
  );
  const sealingKey = values.get("store.sealingKey")?.trim();
  if (file !== undefined && sealingKey !== undefined) return { file: resolve(folder, file), sealingKey };
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: `${path} does not say where its store and sealing key are. Name another configuration of this gateway.`,
  });
}

function read(
  path: string,
  source: string,
  variables: Variables,
): { readonly loaded: LoadedConfig; readonly placeOf: PlaceOf } {
  const folder = dirname(resolve(path));
  const text = readConfigText(path, source);
  if (!text.ok) {
    throw new CpisError("CPIS_CONFIG_INVALID", { issues: text.issues.map((issue) => ofFile(issue, path)) });
  }
  const reading = parseConfig(text.value, variables, (file, encoding = "utf8") =>
    readSettingFile(resolve(folder, file), encoding),
  );
  if (!reading.ok) {
    const issues = withPlaces(reading.issues, text.placeOf).map((issue) => ofFile(issue, path));
    throw new CpisError("CPIS_CONFIG_INVALID", { issues });
  }
  const { effective } = reading;
  const plan = withPathsIn(folder, reading.plan);
  return { loaded: { plan, effective, digest: settingsDigest(effective), source }, placeOf: text.placeOf };
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
