import type { AccessMode } from "./access-mode.js";
import type { Environment } from "./environment.js";

/** What the banner's preview needs of the site; the examples in it are made up. */
export interface ConsolePreviewPage {
  readonly kind: "preview";
  readonly environment: Environment;
  readonly safeguardingTelephone?: string;
  readonly locations: readonly {
    readonly id: string;
    readonly name: string;
    readonly accessMode?: AccessMode;
    readonly discreet: boolean;
  }[];
}
