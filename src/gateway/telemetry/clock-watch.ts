import type { ServiceIdentifier } from "inversify";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { createStandingAlarm } from "./standing-alarm.js";

/** Compares this machine's clock with those of Spine and MESH, which every answer of theirs tells. */
export interface ClockWatch {
  /** Takes the `Date` header of an answer that has just come; anything else is passed over. */
  note(date: string | undefined): void;
  /** How far their clock is ahead of ours in milliseconds, negative where it is behind; undefined before the first answer. */
  offsetMs(): number | undefined;
}
export const ClockWatch: ServiceIdentifier<ClockWatch> = Symbol("ClockWatch");

/** More than this and signed messages and tokens are near to being refused (spine-transport section 10). */
const toleratedMs = 60_000;

// A Date header has whole seconds: what it says happened half a second later, on average.
const halfASecondMs = 500;

/** Raises `clock-off` while the last answer's clock and ours differ by more than a minute. */
export function createClockWatch(clock: Clock, telemetry: Telemetry): ClockWatch {
  const alarm = createStandingAlarm({ name: "clock-off", telemetry, clock });
  let offsetMs: number | undefined;
  return {
    note(date) {
      const at = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(at)) return;
      offsetMs = at + halfASecondMs - clock.now();
      telemetry.measure("cpis_clock_offset_seconds", offsetMs / 1000);
      alarm.set(Math.abs(offsetMs) > toleratedMs, { count: Math.round(offsetMs / 1000), reason: "seconds" });
    },
    offsetMs: () => offsetMs,
  };
}
