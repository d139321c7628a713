import { londonTime } from "../../domain/instant.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { DayCounts } from "../console/work-lists/check-counts.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import type { AlarmCheck } from "./alarm-watch.js";

/** What the check works with. */
export interface SilenceCheckParts {
  /** Checks by day in London: today, and the week before. */
  readonly days: () => Promise<readonly Pick<DayCounts, "from" | "to" | "checks">[]>;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
  readonly clock: Clock;
}

const weekMs = 7 * 86_400_000;
/** A day with fewer is no measure for another. */
const usualChecks = 5;
/** By then even an outpatients' clinic has had its day. */
const evening = "18:00";

/**
 * Tells that nobody was checked all day although people were on the same day of the week before: a banner that has gone
 * from the charts complains nowhere (H-15). A clinic that is closed on Sundays was closed last Sunday too.
 */
export function createSilenceCheck({ days, telemetry, clock }: SilenceCheckParts): AlarmCheck {
  const alarm = createStandingAlarm({ name: "no-checks", telemetry, clock });
  let silent = false;
  return {
    name: "silence",
    async look() {
      const now = clock.now();
      const counted = await days();
      const checksAt = (at: number): number =>
        counted.find(({ from, to }) => at >= from && at < to)?.checks ?? 0;
      const isDayOver = londonTime(now).time >= evening;
      // Once it is so, only a check ends it: the next day may be one on which nobody is expected.
      silent = checksAt(now) === 0 && (silent || (isDayOver && checksAt(now - weekMs) >= usualChecks));
      alarm.set(silent);
    },
  };
}
