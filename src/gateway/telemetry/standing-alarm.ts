import type { Clock, LogFields } from "../../ports/runtime.js";
import type { StandingAlarmName, Telemetry } from "../../ports/telemetry.js";

/** An alarm about something that stays so until somebody has acted. */
export interface StandingAlarm {
  /** Says whether it is so now, as often as one likes. */
  set(on: boolean, fields?: LogFields): void;
}

/** What a standing alarm works with. */
export interface StandingAlarmParts {
  readonly name: StandingAlarmName;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
  readonly clock: Clock;
  /** It is raised again after this, so that it is not forgotten; milliseconds, a day where it is not said. */
  readonly repeatMs?: number;
}

// Whoever asks once a day asks sometimes a moment early.
const almostADayMs = 86_000_000;

/** Raises the alarm when it begins and again at each interval while it lasts, and says when it is over. */
export function createStandingAlarm(parts: StandingAlarmParts): StandingAlarm {
  const { name, telemetry, clock, repeatMs = almostADayMs } = parts;
  let toldAt: number | undefined;
  return {
    set(on, fields) {
      if (!on && toldAt !== undefined) telemetry.alarmOver(name);
      if (!on) toldAt = undefined;
      if (!on || (toldAt !== undefined && clock.now() - toldAt < repeatMs)) return;
      toldAt = clock.now();
      telemetry.alarm(name, fields);
    },
  };
}
