import type { Environment } from "../../domain/environment.js";
import type { ToFill, YamlValue } from "./commented-yaml.js";

/** Where the simulator, and an administrator after it, puts keys and certificates. */
export const secretsFolder = (environment: Environment): string =>
  environment === "simulator" ? "simulator" : "secrets";

/** A value of the simulator; elsewhere something to be filled in. */
export function known(environment: Environment, value: YamlValue, hint: string): YamlValue {
  const toFill: ToFill = { toFill: hint };
  return environment === "simulator" ? value : toFill;
}
