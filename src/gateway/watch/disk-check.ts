import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import type { AlarmCheck } from "./alarm-watch.js";

/** What the check works with. */
export interface DiskCheckParts {
  /** The store's file. */
  readonly file: string;
  /** Less of its disk free than this is an alarm, in per cent. */
  readonly leastFreePercent: () => number;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver" | "measure">;
  readonly clock: Clock;
  /** How much is free, from 0 to 1; the file system's own word where it is not given. */
  readonly freeRatio?: (file: string) => Promise<number | undefined>;
}

/** Tells that the disk fills up before it is full: on a full one no audit row can be written, so no check leaves. */
export function createDiskCheck(parts: DiskCheckParts): AlarmCheck {
  const { file, leastFreePercent, telemetry, clock, freeRatio = freeRatioOf } = parts;
  const alarm = createStandingAlarm({ name: "disk-low", telemetry, clock });
  return {
    name: "disk",
    async look() {
      const free = file === ":memory:" ? undefined : await freeRatio(file);
      telemetry.measure("cpis_disk_free_ratio", free);
      if (free === undefined) return;
      alarm.set(free * 100 < leastFreePercent(), { count: Math.floor(free * 100), reason: "per-cent-free" });
    },
  };
}

async function freeRatioOf(file: string): Promise<number | undefined> {
  const { bavail, blocks } = await statfs(dirname(resolve(file)));
  return blocks === 0 ? undefined : bavail / blocks;
}
