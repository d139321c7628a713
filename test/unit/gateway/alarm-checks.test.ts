import { describe, expect, it } from "vitest";
import { toInstant } from "../../../src/domain/instant.js";
import { createAlarmBoard } from "../../../src/gateway/telemetry/alarm-board.js";
import { createClockWatch } from "../../../src/gateway/telemetry/clock-watch.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";
import { createAlarmWatch } from "../../../src/gateway/watch/alarm-watch.js";
import { createCertificateCheck } from "../../../src/gateway/watch/certificate-check.js";
import { createDiskCheck } from "../../../src/gateway/watch/disk-check.js";
import { createFailureCheck } from "../../../src/gateway/watch/failure-check.js";
import { createSilenceCheck } from "../../../src/gateway/watch/silence-check.js";
import { createCertificateAuthority } from "../../../src/simulator/certificates.js";
import { noon } from "../../../src/testing/lookup-store-samples.js";
import { createCore, replyTo, request, settled, user } from "./support.js";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const silent = () => undefined;

/** Alarms as the console would list them, and the metrics. */
function site(from = noon) {
  const time = { nowMs: from };
  const clock = { now: () => time.nowMs };
  const board = createAlarmBoard(clock);
  const logger = { info: silent, warn: silent, error: silent };
  const telemetry = createPrometheusTelemetry(logger, undefined, [board]);
  const on = () => board.list().flatMap((alarm) => (alarm.on === true ? [alarm.name] : []));
  return { time, clock, telemetry, on, count: () => board.list()[0]?.count ?? 0 };
}

describe("the clock", () => {
  it("ten minutes off is an alarm from the first answer of Spine or MESH on, until it is right again", async () => {
    const { time, clock, telemetry, on } = site();
    const watch = createClockWatch(clock, telemetry);
    expect(watch.offsetMs()).toBeUndefined();
    watch.note(undefined);
    watch.note("next week");
    expect(watch.offsetMs()).toBeUndefined();
    time.nowMs = noon + 10 * minuteMs;
    watch.note(new Date(noon).toUTCString());
    expect(watch.offsetMs()).toBe(-10 * minuteMs + 500);
    expect(on()).toEqual(["clock-off"]);
    expect(await telemetry.render()).toContain("cpis_clock_offset_seconds -599.5");
    time.nowMs = noon + 20_000;
    watch.note(new Date(noon).toUTCString());
    expect(on()).toEqual([]);
  });
});

describe("the disk", () => {
  it("with less free than is configured is an alarm, and how much is free is a metric", async () => {
    const { clock, telemetry, on } = site();
    let free = 0.4;
    const check = createDiskCheck({
      file: "/nowhere/store.sqlite",
      leastFreePercent: () => 10,
      freeRatio: () => Promise.resolve(free),
      telemetry,
      clock,
    });
    await check.look();
    expect(on()).toEqual([]);
    free = 0.099;
    await check.look();
    expect(on()).toEqual(["disk-low"]);
    expect(await telemetry.render()).toContain("cpis_disk_free_ratio 0.099");
    free = 0.1;
    await check.look();
    expect(on()).toEqual([]);
  });

  it("that holds the store is the one that is measured", async () => {
    const { clock, telemetry } = site();
    const file = new URL(import.meta.url).pathname;
    await createDiskCheck({ file, leastFreePercent: () => 0, telemetry, clock }).look();
    expect(await telemetry.render()).toMatch(/cpis_disk_free_ratio 0\.\d/);
  });
});

describe("the API's own certificate", () => {
  it("is told of at 30, 14, 7 and 1 days and on the last, each once, until it is replaced", async () => {
    const { time, clock, telemetry, on, count } = site(Date.now());
    const authority = await createCertificateAuthority(clock, "Test CA");
    const { certificate: old } = await authority.issue({ names: ["api.example"], validUntilDays: 40.5 });
    let certificate: string | undefined = old;
    const check = createCertificateCheck({ certificate: () => certificate, telemetry, clock });
    const counts: number[] = [];
    for (let day = 0; day <= 42; day += 1) {
      await check.look();
      await check.look();
      counts.push(count());
      time.nowMs += dayMs;
    }
    const raisedOn = counts.flatMap((each, day) => (each > (counts[day - 1] ?? 0) ? [40 - day] : []));
    expect(raisedOn).toEqual([30, 14, 7, 1, 0]);
    expect(on()).toEqual(["api-certificate-expiry"]);
    certificate = (await authority.issue({ names: ["api.example"], validUntilDays: 400 })).certificate;
    await check.look();
    expect(on()).toEqual([]);
    certificate = undefined;
    await check.look();
  });
});

describe("failures", () => {
  it("of more checks of an hour than are configured are an alarm, once ten tell a rate (H-04)", async () => {
    const core = createCore();
    const { telemetry, on } = site();
    const context = core.context;
    const check = createFailureCheck({
      store: context,
      mostFailedPercent: () => 25,
      telemetry,
      clock: core.time,
    });
    const ask = async (index: number, answers: boolean): Promise<void> => {
      core.transport.outcome = answers
        ? { kind: "accepted", attempts: 1 }
        : { kind: "not-sent", attempts: 3 };
      await core.service.open(request({ encounter: { id: `ENC-${String(index)}` } }), user);
      await settled();
      const query = core.transport.sent.at(-1);
      if (answers && query !== undefined) await core.inbox.accept(replyTo(query, "no-record"));
      await settled();
    };
    for (let index = 0; index < 9; index += 1) await ask(index, index >= 3);
    await check.look();
    expect(on()).toEqual([]);
    await ask(9, true);
    await check.look();
    expect(on()).toEqual(["failure-rate"]);
    await core.time.advance(2 * hourMs);
    await check.look();
    expect(on()).toEqual([]);
    await core.close();
  });
});

describe("silence", () => {
  const midnight = Date.parse("2026-01-05T00:00:00Z");
  const days = (checksOf: (daysAgo: number) => number, now: () => number) => () => {
    const today = Math.floor((now() - midnight) / dayMs);
    return Promise.resolve(
      [0, 1, 2, 3, 4, 5, 6, 7].map((ago) => {
        const from = midnight + (today - ago) * dayMs;
        return { from, to: from + dayMs, checks: checksOf(ago) };
      }),
    );
  };

  it("all day, where a week ago people were checked, is an alarm in the evening, until somebody is (H-15)", async () => {
    const { time, clock, telemetry, on } = site(midnight + 12 * hourMs);
    let today = 0;
    const check = createSilenceCheck({
      days: days((ago) => (ago === 0 ? today : 20), clock.now),
      telemetry,
      clock,
    });
    await check.look();
    expect(on()).toEqual([]);
    time.nowMs = midnight + 18 * hourMs;
    await check.look();
    expect(on()).toEqual(["no-checks"]);
    time.nowMs = midnight + 30 * hourMs;
    await check.look();
    expect(on()).toEqual(["no-checks"]);
    today = 1;
    await check.look();
    expect(on()).toEqual([]);
  });

  it("on a day of the week on which nobody is checked here, or in the first week, is none", async () => {
    const { clock, telemetry, on } = site(midnight + 20 * hourMs);
    const closed = (ago: number): number => (ago === 0 || ago === 7 ? 0 : 20);
    for (const checksOf of [closed, () => 0]) {
      await createSilenceCheck({ days: days(checksOf, clock.now), telemetry, clock }).look();
    }
    expect(on()).toEqual([]);
  });
});

describe("the watch", () => {
  it("looks at everything although one look fails, and says which", async () => {
    const looked: string[] = [];
    const said: unknown[] = [];
    const watch = createAlarmWatch({
      checks: [
        { name: "broken", look: () => Promise.reject(new Error(toInstant(noon))) },
        { name: "whole", look: () => void looked.push("whole") },
      ],
      timers: { after: () => silent },
      logger: { info: silent, error: silent, warn: (event, fields) => void said.push([event, fields]) },
    });
    await watch.run();
    expect(looked).toEqual(["whole"]);
    expect(said).toEqual([["alarm-check-failed", { reason: "broken" }]]);
  });
});
