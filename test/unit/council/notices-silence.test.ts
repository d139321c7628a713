import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daysUntil, meshCertificateSteps, reachedStep } from "../../../src/domain/certificate-expiry.js";
import { isSilentTooLong, silenceLimitMs, usualPauseMs } from "../../../src/domain/notice-silence.js";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse("2026-06-01T09:00:00Z");
const configuredMs = 2 * day;

/** Notifications with these pauses between them. */
function withPauses(pauses: readonly number[]): readonly number[] {
  return pauses.reduce((moments, pause) => [...moments, (moments.at(-1) ?? start) + pause], [start]);
}

const repeat = (pause: number, times: number): readonly number[] =>
  Array.from({ length: times }, () => pause);

describe("the pause that a council is used to", () => {
  test("is not known before it has ten of them", () => {
    expect(usualPauseMs(withPauses(repeat(hour, 9)))).toBeUndefined();
    expect(usualPauseMs(withPauses(repeat(hour, 10)))).toBe(hour);
  });

  test("is the one that 19 of 20 do not exceed", () => {
    expect(usualPauseMs(withPauses([...repeat(2 * hour, 19), 9 * day]))).toBe(2 * hour);
    expect(usualPauseMs(withPauses([...repeat(2 * hour, 18), 9 * day, 9 * day]))).toBe(9 * day);
  });
});

describe("how long a council's silence may last", () => {
  test("is what is configured, as long as it has no history (H-19)", () => {
    expect(silenceLimitMs({ notificationsAt: [], configuredMs })).toBe(configuredMs);
    expect(silenceLimitMs({ notificationsAt: withPauses(repeat(hour, 9)), configuredMs })).toBe(configuredMs);
  });

  test("is twice its own usual pause from then on, whatever is configured (H-19)", () => {
    expect(silenceLimitMs({ notificationsAt: withPauses(repeat(7 * day, 10)), configuredMs })).toBe(14 * day);
    expect(silenceLimitMs({ notificationsAt: withPauses(repeat(30 * hour, 40)), configuredMs })).toBe(
      60 * hour,
    );
  });

  test("is never less than a day: every council has quiet nights", () => {
    expect(silenceLimitMs({ notificationsAt: withPauses(repeat(hour, 100)), configuredMs })).toBe(day);
  });

  test("is not stretched by one long outage in the history", () => {
    const pauses = [...repeat(day, 30), 20 * day, ...repeat(day, 30)];
    expect(silenceLimitMs({ notificationsAt: withPauses(pauses), configuredMs })).toBe(2 * day);
  });

  test("counts what one reading of the mailbox brings as one", () => {
    const bursts = withPauses(repeat(2 * day, 12)).flatMap((at) => [at, at + 1_000, at + 2_000]);
    expect(silenceLimitMs({ notificationsAt: bursts, configuredMs })).toBe(4 * day - 4_000);
  });

  test("does not depend on the order, and is at least a day or what is configured", () => {
    const moments = fc.array(fc.integer({ min: 0, max: 400 * day }), { maxLength: 60 });
    fc.assert(
      fc.property(moments, (notificationsAt) => {
        const limit = silenceLimitMs({ notificationsAt, configuredMs });
        expect(limit).toBe(silenceLimitMs({ notificationsAt: [...notificationsAt].reverse(), configuredMs }));
        expect(limit).toBeGreaterThanOrEqual(Math.min(day, configuredMs));
      }),
    );
  });
});

test("silence counts from the last notification, or from the first reading where none ever came (H-19)", () => {
  const facts = { since: start, configuredMs, notificationsAt: [] };
  expect(isSilentTooLong({ ...facts, now: start + configuredMs - 1 })).toBe(false);
  expect(isSilentTooLong({ ...facts, now: start + configuredMs })).toBe(true);
  const heard = { ...facts, notificationsAt: [start + day] };
  expect(isSilentTooLong({ ...heard, now: start + configuredMs })).toBe(false);
  expect(isSilentTooLong({ ...heard, now: start + day + configuredMs })).toBe(true);
});

test.each([
  [31, undefined],
  [30, 30],
  [15, 30],
  [14, 14],
  [7, 7],
  [2, 7],
  [1, 1],
  [0, 0],
  [-5, 0],
])("a certificate with %i days left has reached step %j", (daysLeft, step) => {
  expect(reachedStep(daysLeft, meshCertificateSteps)).toBe(step);
  expect(reachedStep(daysUntil(start + daysLeft * day + hour, start), meshCertificateSteps)).toBe(step);
});
