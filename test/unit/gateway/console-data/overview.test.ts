import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GatewayPlan, HospitalPlan } from "../../../../src/config/plan.js";
import type { MailboxHealth } from "../../../../src/contract/council.js";
import { ownKeys } from "../../../../src/gateway/audit/own-keys.js";
import { chainView } from "../../../../src/gateway/console/audit/chain-view.js";
import { changingLocations } from "../../../../src/gateway/console/overview/changing-locations.js";
import { createChainWatch } from "../../../../src/gateway/console/overview/chain-watch.js";
import { freeDiskPercent } from "../../../../src/gateway/console/overview/free-disk.js";
import { hospitalOverview } from "../../../../src/gateway/console/overview/hospital-overview.js";
import { mailboxOverview } from "../../../../src/gateway/console/overview/mailbox-overview.js";
import { planCertificates } from "../../../../src/gateway/console/overview/plan-certificates.js";
import type { DayCounts } from "../../../../src/gateway/console/work-lists/check-counts.js";
import type { LogFields } from "../../../../src/ports/runtime.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { makeCertificate } from "../../../support/config.js";
import { consolePlan } from "../../../support/console-session.js";
import { gatewayPlan } from "../../../support/gateway-plan.js";
import { openAudited, type Audited } from "../audit/support.js";
import { createCore, TestTime } from "../support.js";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

describe("the watch over the audit's chain", () => {
  let audited: Audited;
  let time: TestTime;
  beforeEach(() => {
    audited = openAudited();
    time = new TestTime();
  });
  afterEach(() => audited.close());

  function watchOver(file: string) {
    const raised: [boolean, LogFields | undefined][] = [];
    const silent = (): void => undefined;
    const watch = createChainWatch({
      store: { file },
      isOwnKey: ownKeys(audited.context.sealer),
      clock: time,
      timers: time,
      alarm: { set: (on: boolean, fields?: LogFields) => void raised.push([on, fields]) },
      logger: { info: silent, warn: silent, error: silent },
    });
    return { watch, raised };
  }

  it("verifies at the start and every hour, and says nothing before it has", async () => {
    await audited.append(1, 300);
    const { watch } = watchOver(audited.file);
    expect(chainView(watch)).toEqual({ state: "not-verified", running: false, faults: [] });
    watch.start();
    await time.advance(1);
    await expect.poll(() => watch.state().state).toBe("unbroken");
    expect(chainView(watch)).toMatchObject({
      rows: 300,
      lastId: 300,
      verifiedAt: "2026-01-05T12:00:00.000Z",
    });
    await audited.append(301, 302);
    // The next round is an hour after the last one ended.
    await time.advance(hourMs);
    await expect.poll(() => chainView(watch).rows).toBe(302);
    watch.stop();
  });

  it("raises its alarm where a row was changed by hand, names the row, and ends it when it is as it was", async () => {
    await audited.append(1, 5);
    const { watch, raised } = watchOver(audited.file);
    await watch.run();
    const hand = new SqliteDatabase(audited.file);
    hand.exec("drop trigger audit_is_never_changed; update audit set reason = 'x' where id = 3");
    await watch.run();
    expect(chainView(watch)).toMatchObject({
      state: "broken",
      faults: [{ kind: "changed", fromId: 3, throughId: 3, says: "Row 3 is not what was written." }],
    });
    hand.exec("update audit set reason = null where id = 3");
    hand.close();
    await watch.run();
    expect(raised.map(([on, fields]) => [on, fields?.count])).toEqual([
      [false, 0],
      [true, 1],
      [false, 0],
    ]);
  });

  it("verifies once where it is asked to twice, and ends when it is stopped", async () => {
    await audited.append(1, 1_000);
    const { watch, raised } = watchOver(audited.file);
    await Promise.all([watch.run(), watch.run()]);
    expect(raised).toHaveLength(1);
    const again = watch.run();
    expect(watch.isRunning()).toBe(true);
    watch.stop();
    await again;
    expect(raised).toHaveLength(1);
    expect(watch.isRunning()).toBe(false);
  });

  it("has nothing to say of a store in memory, or of one that is gone", async () => {
    for (const file of [":memory:", "/nowhere/store.sqlite"]) {
      const { watch } = watchOver(file);
      await watch.run();
      expect(watch.state()).toEqual({ state: "not-verified" });
    }
  });
});

describe("the certificates of the overview", () => {
  it("say how many whole days are left, and are marked below 30 and from their end on", async () => {
    const { certificate } = await makeCertificate(new Date(noon - dayMs), new Date(noon + 30 * dayMs));
    const core = createCore();
    const spine = { ...core.plan.spine, tls: { ...core.plan.spine.tls, certificate } };
    const at = (now: number) => planCertificates({ ...core.plan, spine }, now)[0];
    expect(at(noon)).toMatchObject({ use: "spine", daysLeft: 30, state: "current" });
    expect(at(noon + hourMs)).toMatchObject({ daysLeft: 29, state: "ending" });
    expect(at(noon + 30 * dayMs + 1)).toMatchObject({ daysLeft: -1, state: "ended" });
    await core.close();
  });

  it("say that one cannot be read, and leave out the listener's where a terminator has its own", async () => {
    const core = createCore();
    const { plan } = core;
    const listener = { ...plan.spine.listener, tlsTerminator: { verifiedSubjectHeader: "x-subject" } };
    const trustedKeys: GatewayPlan["identity"]["trustedKeys"] = { keys: [{ kid: "epr-1" }, {}] };
    const behind = {
      ...plan,
      spine: { ...plan.spine, listener },
      identity: { ...plan.identity, trustedKeys },
    };
    expect(planCertificates(behind, noon)).toEqual([
      { use: "spine", name: "Spine endpoint", state: "unreadable" },
      { use: "user-token-key", name: "epr-1", state: "current" },
      { use: "user-token-key", name: "key 2", state: "current" },
    ]);
    await core.close();
  });
});

it("the keys of the overview are those that tokens are checked with and those that this gateway signs in with", async () => {
  const core = createCore();
  const url = "https://epr.northgate.example/keys?site=1";
  const base = consolePlan();
  const key = { kind: "private-key", key: "", keyId: "cis2-1", algorithm: "RS512" } as const;
  const plan = {
    ...core.plan,
    identity: { ...core.plan.identity, trustedKeys: { keys: [], url } },
    console: { ...base, signIn: { ...base.signIn, credential: key } },
  };
  expect(planCertificates(plan, noon).slice(2)).toEqual([
    { use: "user-token-key", name: "Keys at epr.northgate.example", state: "current" },
    { use: "console-sign-in-key", name: "cis2-1", state: "current" },
  ]);
  await core.close();
});

describe("the hospital's part of the overview", () => {
  const day = (changes: Partial<DayCounts>): DayCounts => ({
    from: 0,
    to: 0,
    checks: 0,
    couldNotCheck: 0,
    byLocation: new Map(),
    byState: new Map(),
    answersMs: [],
    ...changes,
  });
  const overviewOf = (days: readonly DayCounts[], facts: object = {}) =>
    hospitalOverview({
      plan: gatewayPlan({ storeFile: ":memory:", trustedKeys: { keys: [] }, spine: spine }),
      ledger: { days: () => days, list: () => [], connection: () => ({ state: "unknown" }) },
      pauses: [],
      changing: new Set(),
      ...facts,
    });
  let spine: HospitalPlan["spine"];
  beforeEach(async () => {
    const core = createCore();
    spine = core.plan.spine;
    await core.close();
  });

  it("takes for usual what lay between the fewest and the most of the days on which anybody was checked", () => {
    const quiet = day({ checks: 0, couldNotCheck: 0 });
    const before = [day({ checks: 9, couldNotCheck: 2 }), quiet, day({ checks: 9, couldNotCheck: 7 })];
    expect(overviewOf([day({}), ...before]).couldNotCheck.usual).toEqual({ from: 2, to: 7 });
    expect(overviewOf([day({}), quiet]).couldNotCheck).not.toHaveProperty("usual");
  });

  it("says how long an answer takes by answers that there were", () => {
    const answersMs = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(overviewOf([day({ answersMs })]).connection).toMatchObject({ medianMs: 50, p95Ms: 95 });
    expect(overviewOf([day({ answersMs: [7] })]).connection).toMatchObject({ medianMs: 7, p95Ms: 7 });
    expect(overviewOf([day({})]).connection).toEqual({ state: "unknown" });
  });

  it("marks the locations that are paused, and those of which a change waits", () => {
    const pause = { id: "P", since: "2026-01-05T12:00:00Z", reason: "x", by: "x" };
    const ofClinic = { ...pause, scope: { kind: "location", locationId: "clinic" } };
    const marked = overviewOf([], { pauses: [ofClinic], changing: new Set(["ed"]) }).locations;
    expect(marked.map(({ id, pausedBy, changeWaiting }) => [id, pausedBy, changeWaiting])).toEqual([
      ["ed", undefined, true],
      ["clinic", "P", false],
      ["ward", undefined, false],
    ]);
    const ofSite = overviewOf([], { pauses: [{ ...pause, scope: { kind: "site" } }] }).locations;
    expect(ofSite.every(({ pausedBy }) => pausedBy === "P")).toBe(true);
  });
});

it("a change marks the locations that it is about while it waits, and no longer", () => {
  const difference = (path: string) => ({ path, needsTwo: true, takesEffect: "live" as const });
  const change = (state: "waiting" | "applied", ...paths: readonly string[]) => ({
    changeId: "C",
    state,
    needsTwo: true,
    askedAt: 0,
    lapsesAt: 0,
    request: {
      from: "",
      to: "",
      askedBy: { userId: "1", name: "x" },
      reason: "",
      source: "",
      over: "",
      differences: paths.map(difference),
      effects: [],
    },
  });
  const changes = [
    change("waiting", "locations[ed].accessMode", "spine.silentReadForm"),
    change("applied", "locations[clinic].accessMode"),
  ];
  expect([...changingLocations({ changes: () => changes })]).toEqual(["ed"]);
});

describe("a council's mailbox in the overview", () => {
  const health = (changes: Partial<MailboxHealth>): MailboxHealth => ({
    environment: "simulator",
    serverTime: "2026-01-05T12:00:00Z",
    mailboxId: "X26HC005",
    readEveryMs: 600_000,
    silenceAlarmMs: dayMs,
    lastReadAt: "2026-01-05T11:59:00Z",
    unprocessed: 1,
    quarantined: 2,
    left: 3,
    troubles: [],
    ...changes,
  });

  it("is one line, and never works where it has not been read", () => {
    expect(mailboxOverview(health({}))).toEqual({
      name: "X26HC005",
      lastReadAt: "2026-01-05T11:59:00Z",
      waiting: 3,
      unprocessed: 1,
      setAside: 2,
      state: "working",
    });
    const never: { -readonly [K in keyof MailboxHealth]: MailboxHealth[K] } = health({
      troubles: ["never-read"],
    });
    delete never.lastReadAt;
    expect(mailboxOverview(never).state).toBe("unknown");
    expect(mailboxOverview(health({ troubles: ["reading-failed"] })).state).toBe("failing");
    const long: MailboxHealth["troubles"] = ["not-read-for-a-day", "reading-failed"];
    expect(mailboxOverview(health({ troubles: long })).state).toBe("not-read");
  });
});

it("the free disk is a share of the disk, and nobody's guess where it cannot be had", async () => {
  const percent = await freeDiskPercent("package.json");
  expect(percent).toBeGreaterThanOrEqual(0);
  expect(percent).toBeLessThanOrEqual(100);
  expect(await freeDiskPercent(":memory:")).toBeUndefined();
  expect(await freeDiskPercent("/nowhere/at/all/store.sqlite")).toBeUndefined();
});
