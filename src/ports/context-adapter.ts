import type { Observable } from "rxjs";
import type { ContextEvent } from "../domain/patient-context.js";

/**
 * Where the plugin learns which patient the host has open. One implementation per host mechanism.
 *
 * `seq` rises strictly; `close`, `lost` and `open` of another patient are emitted at once, before anything else the
 * adapter does, because the banner is wiped on them synchronously (host-context reference, section 0). After `lost`, only
 * an `open` leads to a patient again.
 */
export interface ContextAdapter {
  readonly id: string;
  readonly events: Observable<ContextEvent>;
  /** Where the host is heard from regularly: silent for longer than this, and the context is lost. Milliseconds. */
  readonly silenceMs?: number | undefined;
  /** Emits when somebody uses the host's own page, where the host tells: its users do not leave an idle screen (H-29). */
  readonly uses?: Observable<unknown>;
  start(): void;
  stop(): void;
  /**
   * The page has lost the context by itself: it was frozen or restored, the host fell silent, nobody used the screen.
   *
   * Emits nothing. Whatever the host said before counts as never said, so that its next word is an `open`, even of the
   * same patient. An adapter that turns every statement into an `open` needs none.
   */
  forget?(): void;
}
