import type { Environment } from "./environment.js";

/** The ribbon of a site that is not live, on every page of its console (H-32); empty where it is live. */
export const consoleRibbon: Readonly<Record<Environment, string>> = {
  simulator: "SIMULATOR: not connected to the national service. All people and places are made up.",
  integration: "INTEGRATION: test, not the live national service.",
  production: "",
};
