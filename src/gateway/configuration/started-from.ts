import type { Variables } from "../../config/environment-overrides.js";
import type { LoadedConfig } from "../../config/load-config.js";

/** The file that a gateway was started with, and how it was read; a gateway without one has a plan that stays. */
export interface StartedFrom {
  readonly file: string;
  /** What stands above the file: `CPIS_…`, and what references point to. */
  readonly variables: Variables;
  readonly loaded: LoadedConfig;
}
