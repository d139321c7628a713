import { describe, expect, it } from "vitest";
import { createAlarmBoard } from "../../../src/gateway/telemetry/alarm-board.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";
import { createStandingAlarm } from "../../../src/gateway/telemetry/standing-alarm.js";
import { toInstant } from "../../../src/domain/instant.js";
import { noon } from "../../../src/testing/lookup-store-samples.js";

const minuteMs = 60_000;
const silent = () => undefined;

function raise() {
  let now = noon;
  const clock = { now: () => now };
  const board = createAlarmBoard(clock);
  const logger = { info: silent, warn: silent, error: silent };
  const telemetry = createPrometheusTelemetry(logger, undefined, [board]);
  return { board, telemetry, clock, forward: (ms: number) => (now += ms) };
}

describe("the board of alarms", () => {
  it("holds one line for each alarm: when it was raised first and last, and how often", () => {
    const { board, telemetry, forward } = raise();
    telemetry.alarm("late-record", { lookupId: "L-1" });
    forward(minuteMs);
    telemetry.alarm("late-record");
    const lastAt = toInstant(noon + minuteMs);
    expect(board.list()).toEqual([{ name: "late-record", firstAt: toInstant(noon), lastAt, count: 2 }]);
  });

  it("says of a standing alarm whether what it tells of is still so, and lists those that are first", () => {
    const { board, telemetry, forward } = raise();
    telemetry.alarm("paused");
    telemetry.alarm("disk-low");
    forward(minuteMs);
    telemetry.alarm("unknown-reply");
    telemetry.alarmOver("paused");
    expect(board.list().map(({ name, on }) => [name, on])).toEqual([
      ["disk-low", true],
      ["unknown-reply", undefined],
      ["paused", false],
    ]);
  });
});

describe("a standing alarm", () => {
  it("is raised when it begins, again after its interval while it lasts, and anew after it was over", () => {
    const { board, telemetry, clock, forward } = raise();
    const alarm = createStandingAlarm({ name: "paused", telemetry, clock, repeatMs: 60 * minuteMs });
    const raised = () => board.list()[0]?.count ?? 0;
    alarm.set(false);
    expect(raised()).toBe(0);
    alarm.set(true);
    alarm.set(true);
    expect(raised()).toBe(1);
    forward(60 * minuteMs);
    alarm.set(true);
    expect(raised()).toBe(2);
    alarm.set(false);
    expect(board.list()).toMatchObject([{ name: "paused", on: false, count: 2 }]);
    alarm.set(true);
    expect(board.list()).toMatchObject([{ name: "paused", on: true, count: 3 }]);
  });
});
