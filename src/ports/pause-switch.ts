import type { ServiceIdentifier } from "inversify";
import type { Pause, PausedCheck, PauseScope } from "../domain/pause.js";
import type { AuditActor } from "./audit.js";

/** What somebody switches off, and why, in their own words. */
export interface PauseRequest {
  readonly scope: PauseScope;
  readonly reason: string;
}

/**
 * Switches checks off and on again while the gateway runs (H-04, H-14).
 *
 * It stops questions to the register and nothing else: answers that are held stay readable, and a council's uploads and
 * mailbox go on. Several pauses may be on at once; each is ended on its own.
 */
export interface PauseSwitch {
  /** Those that are on, oldest first. */
  list(): readonly Pause[];
  /** The oldest pause that keeps this check from leaving; one of the whole check before one of automatic checks only. */
  applying(check: PausedCheck): Pause | undefined;
  /**
   * Resolves once the pause would survive a crash. From then on no query of its scope leaves, those included that were
   * waiting to: they end as not checked.
   *
   * Throws `CPIS_REQUEST_INVALID` for a location that is not configured, since it would switch nothing off.
   */
  begin(request: PauseRequest, actor: AuditActor): Promise<Pause>;
  /** Throws `CPIS_PAUSE_NOT_FOUND` where no such pause is on. What it kept back is not sent now. */
  end(id: string, actor: AuditActor): Promise<Pause>;
  /** Calls `listener` with every pause that begins. Returns a function that ends it. */
  onBegin(listener: (pause: Pause) => void): () => void;
}
export const PauseSwitch: ServiceIdentifier<PauseSwitch> = Symbol("PauseSwitch");
