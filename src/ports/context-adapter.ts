import type { Observable } from "rxjs";
import type { ContextEvent } from "../domain/patient-context.js";

/**
 * Where the plugin learns which patient the host has open. One implementation per host mechanism.
 *
 * `seq` rises strictly; `close`, `lost` and `open` of another patient are emitted at once, before anything else the
 * adapter does, because the banner is wiped on them synchronously (host-context reference, section 0).
 */
export interface ContextAdapter {
  readonly id: string;
  readonly events: Observable<ContextEvent>;
  start(): void;
  stop(): void;
}
