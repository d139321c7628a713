import type { ServiceIdentifier } from "inversify";
import type { ConsoleAlarm } from "../../contract/console.js";
import { toInstant } from "../../domain/instant.js";
import type { Clock } from "../../ports/runtime.js";
import type { AlarmName, StandingAlarmName } from "../../ports/telemetry.js";
import type { AlarmSink } from "./prometheus-telemetry.js";

/** What this process has raised since it started: for whoever looks at the console instead of a log. */
export interface AlarmBoard {
  /** Those that stand first, then the latest first. */
  list(): readonly ConsoleAlarm[];
}
export const AlarmBoard: ServiceIdentifier<AlarmBoard> = Symbol("AlarmBoard");

interface Raised {
  readonly firstAt: number;
  lastAt: number;
  count: number;
  on?: boolean;
}

const standing: Readonly<Record<StandingAlarmName, true>> = {
  paused: true,
  "clock-off": true,
  "disk-low": true,
  "failure-rate": true,
  "no-checks": true,
  "bank-holidays-end": true,
  "certificate-expiry": true,
  "api-certificate-expiry": true,
  "mesh-certificate-expiry": true,
  "mailbox-not-read": true,
  "no-notices": true,
  "audit-chain-broken": true,
  "token-keys-unreachable": true,
  "configuration-refused": true,
};

/** Keeps one line for each name, so that it never grows, whatever is raised how often. */
export function createAlarmBoard(clock: Clock): AlarmBoard & Required<AlarmSink> {
  const raised = new Map<AlarmName, Raised>();
  return {
    raised(name) {
      const at = clock.now();
      const line = raised.get(name) ?? { firstAt: at, lastAt: at, count: 0 };
      line.lastAt = at;
      line.count += 1;
      if (isStanding(name)) line.on = true;
      raised.set(name, line);
    },
    over(name) {
      const line = raised.get(name);
      if (line !== undefined) line.on = false;
    },
    list: () =>
      [...raised]
        .toSorted(([, a], [, b]) => Number(b.on === true) - Number(a.on === true) || b.lastAt - a.lastAt)
        .map(([name, { firstAt, lastAt, count, on }]) => ({
          name,
          firstAt: toInstant(firstAt),
          lastAt: toInstant(lastAt),
          count,
          ...(on === undefined ? {} : { on }),
        })),
  };
}

function isStanding(name: AlarmName): name is StandingAlarmName {
  return name in standing;
}
