import type { Environment } from "../../src/domain/environment.js";

/** The ribbon of a site that is not live, on every page (H-32). */
export const consoleRibbon: Readonly<Record<Environment, string>> = {
  simulator: "SIMULATOR: not connected to the national service. All people and places are made up.",
  integration: "INTEGRATION: test, not the live national service.",
  production: "",
};
