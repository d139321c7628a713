import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { sql, statement } from "../store/statement.js";
import type { StoreContext } from "../store/store-context.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import type { AlarmCheck } from "./alarm-watch.js";

/** What the check works with. */
export interface FailureCheckParts {
  readonly store: Pick<StoreContext, "database">;
  /** More of an hour's checks failed than this is an alarm, in per cent. */
  readonly mostFailedPercent: () => number;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
  readonly clock: Clock;
}

const hourMs = 3_600_000;
/** Of fewer checks no rate can be told. */
const leastChecks = 10;

// What a pause kept back was neither asked nor failed.
const countLastHour = statement<{ since: number }>()((slot) =>
  sql
    .selectFrom("query")
    .select((row) => [row.fn.countAll<number>().as("checks"), row.fn.count<number>("failure").as("failed")])
    .where("asked_at", ">", slot("since"))
    .where("concluded_at", "is not", null)
    .where("switched_off_since", "is", null),
);

/** Tells that checks fail: one by one each looks like bad luck to the person who reads *could not check* (H-04). */
export function createFailureCheck(parts: FailureCheckParts): AlarmCheck {
  const { store, mostFailedPercent, telemetry, clock } = parts;
  const alarm = createStandingAlarm({ name: "failure-rate", telemetry, clock, repeatMs: hourMs });
  return {
    name: "failure-rate",
    look() {
      const counted = store.database.first(countLastHour, { since: clock.now() - hourMs });
      const { checks, failed } = counted ?? { checks: 0, failed: 0 };
      const percent = checks < leastChecks ? 0 : (failed / checks) * 100;
      alarm.set(percent > mostFailedPercent(), { count: Math.round(percent), reason: "per-cent-failed" });
    },
  };
}
