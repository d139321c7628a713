import { idleView, type AlertView } from "../domain/alert-view.js";
import type { LookupState } from "../domain/lookup-state.js";
import type { PatientRef } from "../domain/patient-context.js";
import { guardIdentity } from "./guard-identity.js";
import type { LookupProgress } from "./lookup-progress.js";
import type { SiteSettings } from "./pipeline-inputs.js";
import { present } from "./present.js";

/**
 * What the screen must hold from now on. The view is drawn only while its key is the context key (H-01), and the two
 * always come together.
 */
export interface LookupFrame {
  readonly contextKey: string | null;
  readonly view: AlertView;
  /** The lookup whose view this is; absent while nothing has been asked. */
  readonly lookupId?: string;
  /** Which version of the lookup, once the gateway has told one. */
  readonly version?: number;
}

/** Nobody is open. */
export const idleFrame: LookupFrame = { contextKey: null, view: idleView };

/** Nothing is drawn for this context yet: the first thing after every change, before anything can go wrong (H-01). */
export function wipedFrame(contextKey: string | null): LookupFrame {
  return { contextKey, view: idleView };
}

/** A state that is known without the gateway. */
export function frameBeforeAsking(
  key: string,
  patient: PatientRef | undefined,
  state: LookupState,
  settings: SiteSettings,
): LookupFrame {
  return { contextKey: key, view: { key, state, ...siteOf(settings), ...present({ patient }) } };
}

/**
 * A lookup as far as it has come, for the patient as the host describes them now.
 *
 * Until it is known whether families can see the screen, what the gateway answered is held back as still being checked
 * (H-29).
 */
export function frameOfLookup(
  key: string,
  lookupId: string,
  patient: PatientRef,
  progress: LookupProgress,
  settings: SiteSettings,
): LookupFrame {
  const state = guardIdentity(progress.state, patient);
  const { view: told, serverOffsetMs } = progress;
  const shown = { key, state, patient, ...siteOf(settings) };
  if (told === undefined) return { contextKey: key, lookupId, view: shown };
  if (settings.discreet === undefined && saysSomething(state)) {
    const since = told.askedAt ?? told.serverTime;
    return {
      contextKey: key,
      lookupId,
      view: { ...shown, state: { kind: "checking", since, phase: "asked" } },
    };
  }
  const { version, environment, reused, accessMode, checkedBy, askedAt, safeguardingTelephone } = told;
  const contacts = state.kind === "record" ? told.contacts : undefined;
  const isHeld = state.kind === "record" || state.kind === "no-record";
  const contentExpiresAt = isHeld ? told.contentExpiresAt : undefined;
  const toldBeside = {
    accessMode,
    checkedBy,
    askedAt,
    safeguardingTelephone,
    contentExpiresAt,
    serverOffsetMs,
  };
  const { officeHours, bankHolidays } = contacts ?? {};
  return {
    contextKey: key,
    lookupId,
    version,
    view: { ...shown, environment, reused, ...present({ ...toldBeside, officeHours, bankHolidays }) },
  };
}

// About the patient, that is; that a check failed or was not made may be seen at once.
function saysSomething({ kind }: LookupState): boolean {
  return kind === "record" || kind === "no-record" || kind === "stale";
}

function siteOf(settings: SiteSettings): Partial<AlertView> {
  const { dwellMs, serverOffsetMs, environment, accessMode, safeguardingTelephone } = settings;
  return { dwellMs, serverOffsetMs, ...present({ environment, accessMode, safeguardingTelephone }) };
}
