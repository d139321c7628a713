import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decideTroubles, type HealthFacts } from "../../../src/gateway/council/mailbox/mailbox-health.js";
import { foldEpisode } from "../../../src/gateway/council/notices/episode-state.js";
import { productVersion } from "../../../src/gateway/council/product-version.js";
import { decideDueUpload, latestSlot } from "../../../src/gateway/council/uploads/upload-schedule.js";
import type { StoredUpload } from "../../../src/ports/upload-store.js";

const plan = {
  changesAt: ["06:00", "18:00"],
  fullOn: [7],
  fullAt: "02:00",
  afterChangeMs: 60_000,
  answerLimitMs: 86_400_000,
};
// A Wednesday, noon, in summer time.
const noon = Date.parse("2026-07-08T11:00:00Z");
const status = { nextSequenceNumber: 7, servedChanges: "2026-07-08T06:00", servedFull: "2026-07-05T02:00" };

describe("a file is due", () => {
  test("at the last scheduled time, once, on an English wall clock", () => {
    expect(latestSlot(plan.changesAt, [1, 2, 3, 4, 5, 6, 7], noon)).toBe("2026-07-08T06:00");
    expect(latestSlot([plan.fullAt], plan.fullOn, noon)).toBe("2026-07-05T02:00");
    expect(decideDueUpload(plan, status, undefined, undefined, noon)).toBeUndefined();
    const missed = { ...status, servedChanges: "2026-07-01T06:00" };
    expect(decideDueUpload(plan, missed, undefined, undefined, noon)).toMatchObject({
      kind: "changes",
      serves: { changes: "2026-07-08T06:00" },
    });
  });

  test("when a change has waited long enough", () => {
    expect(decideDueUpload(plan, status, undefined, noon - 59_999, noon)).toBeUndefined();
    expect(decideDueUpload(plan, status, undefined, noon - 60_000, noon)).toMatchObject({ kind: "changes" });
  });

  test("again after the register was unavailable, with one attempt more, and never before its pause is over", () => {
    const latest = { kind: "full", attempt: 2, resendAt: noon } as StoredUpload;
    expect(decideDueUpload(plan, status, latest, noon - 60_000, noon - 1)).toBeUndefined();
    expect(decideDueUpload(plan, status, latest, undefined, noon)).toEqual({
      kind: "full",
      attempt: 3,
      serves: {},
    });
  });

  test("never while uploads are stopped (H-20)", () => {
    const stopped = { nextSequenceNumber: 7, stopped: { because: "another-system", since: noon } } as const;
    expect(decideDueUpload(plan, stopped, undefined, 0, noon)).toBeUndefined();
  });
});

describe("the mailbox's troubles", () => {
  const hour = 3_600_000;
  const facts: HealthFacts = {
    now: noon,
    since: noon - 2 * hour,
    lastReadAt: noon - 60_000,
    readingFailed: false,
    handshakeFailed: false,
    quarantined: 0,
    waitingSince: [],
    expires: true,
    notificationsAt: [noon - hour],
    silenceMs: 24 * hour,
  };

  test("there are none where it was read a minute ago", () => {
    expect(decideTroubles(facts)).toEqual([]);
  });

  test("an hour, a day and three days without a reading each have their own (R-109, H-19)", () => {
    const after = (ms: number) =>
      decideTroubles({ ...facts, lastReadAt: noon - ms, notificationsAt: [noon] });
    expect(after(hour)).toEqual(["not-read-for-an-hour"]);
    expect(after(24 * hour)).toEqual(["not-read-for-a-day"]);
    expect(after(72 * hour)).toEqual(["message-near-expiry", "not-read-for-a-day"]);
  });

  test("a message that waits longer than three days is near its expiry, but not in a local client's folder (R-108, H-19)", () => {
    const waitingSince = [noon - 72 * hour];
    expect(decideTroubles({ ...facts, waitingSince })).toEqual(["message-near-expiry", "messages-left"]);
    expect(decideTroubles({ ...facts, waitingSince, expires: false })).toEqual(["messages-left"]);
  });

  test.each([
    [31, []],
    [30, ["certificate-ends-soon"]],
    [0, ["certificate-ends-soon"]],
    [-1, ["certificate-expired"]],
  ])("a certificate with %i days left gives %j", (certificateDaysLeft, troubles) => {
    expect(decideTroubles({ ...facts, certificateDaysLeft })).toEqual(troubles);
  });

  test("silence is judged by the council's own history, once it has one", () => {
    const weekly = Array.from({ length: 12 }, (_, index) => noon - (12 - index) * 168 * hour);
    expect(decideTroubles({ ...facts, notificationsAt: weekly })).toEqual([]);
    const hourly = Array.from({ length: 12 }, (_, index) => noon - (60 - index) * hour);
    expect(decideTroubles({ ...facts, notificationsAt: hourly })).toEqual(["no-notice-for-long"]);
  });
});

describe("an episode", () => {
  const team = { kind: "team", teamId: "north" } as const;
  const sam = { by: "Sam", byId: "1" };

  test("is new again when a record is opened after it was finished, and keeps its history (H-17)", () => {
    const state = foldEpisode([
      { kind: "routed", at: noon, to: team, why: "new" },
      { kind: "taken", at: noon, ...sam },
      { kind: "noted", at: noon, text: "Rang.", ...sam },
      { kind: "finished", at: noon, ...sam },
      { kind: "routed", at: noon + 1, to: team, why: "new" },
      { kind: "routed", at: noon + 1, to: { kind: "emergency-duty-team" }, why: "new" },
    ]);
    expect(state).toMatchObject({ state: "new", events: 6, notes: [{ text: "Rang." }] });
    expect(state.takenBy).toBeUndefined();
    expect(state.hops).toHaveLength(3);
    expect(state.openHops).toHaveLength(2);
  });

  test("is new again when a record is opened after somebody took it: the taker may be at home by then (H-17, H-18)", () => {
    const state = foldEpisode([
      { kind: "routed", at: noon, to: team, why: "new" },
      { kind: "taken", at: noon, ...sam },
      { kind: "routed", at: noon + 1, to: team, why: "new" },
      { kind: "routed", at: noon + 1, to: { kind: "emergency-duty-team" }, why: "new" },
    ]);
    expect(state).toMatchObject({
      state: "new",
      openHops: [{ to: team }, { to: { kind: "emergency-duty-team" } }],
    });
    expect(state.takenBy).toBeUndefined();
    expect(state.hops).toHaveLength(3);
  });

  test("is nobody's again when it is passed on", () => {
    const state = foldEpisode([
      { kind: "routed", at: noon, to: team, why: "new" },
      { kind: "taken", at: noon, ...sam },
      { kind: "routed", at: noon + 1, to: { kind: "duty-manager" }, why: "passed-on" },
    ]);
    expect(state).toMatchObject({ state: "new", openHops: [{ to: { kind: "duty-manager" } }] });
  });
});

test("MESH is told the version of this package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(productVersion).toBe(manifest.version);
});
