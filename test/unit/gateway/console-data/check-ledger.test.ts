import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WorkListName } from "../../../../src/contract/console.js";
import { londonMidnight } from "../../../../src/domain/instant.js";
import { createCheckLedger } from "../../../../src/gateway/console/work-lists/check-ledger.js";
import { createRecordsWatch } from "../../../../src/gateway/console/work-lists/records-watch.js";
import type { AuditEntry } from "../../../../src/ports/audit.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { TestTime } from "../support.js";
import { openAudited, type Audited } from "../audit/support.js";

const minuteMs = 60_000;
const dayMs = 86_400_000;

let audited: Audited;
let time: TestTime;
let ledger: ReturnType<typeof createCheckLedger>;
beforeEach(() => {
  audited = openAudited();
  time = new TestTime();
  ledger = createCheckLedger(audited.context, time);
});
afterEach(() => audited.close());

interface Told {
  readonly messageId?: string;
  readonly number?: string;
  readonly encounter?: string;
  readonly reason?: string;
  readonly at?: number;
}

const entry = (action: AuditEntry["action"], told: Told, more: Partial<AuditEntry> = {}): AuditEntry => {
  const { messageId, number, encounter, reason, at = time.now() } = told;
  return {
    at,
    action,
    lookupId: `L-${messageId ?? encounter ?? number ?? "?"}`,
    locationId: "ed",
    ...(messageId === undefined ? {} : { messageId }),
    ...(reason === undefined ? {} : { reason }),
    ...(number === undefined && encounter === undefined
      ? {}
      : {
          subject: {
            ...(number === undefined ? {} : { nhsNumber: number }),
            ...(encounter === undefined ? {} : { encounterId: encounter }),
          },
        }),
    ...more,
  };
};
const asked = (messageId: string, number: string, encounter = "E"): AuditEntry =>
  entry("intent", { messageId, number, encounter });
const ended = (messageId: string, outcome: "record" | "no-record" | "failed", reason?: string): AuditEntry =>
  entry("outcome", { messageId, ...(reason === undefined ? {} : { reason }) }, { outcome, durationMs: 800 });
const unchecked = (told: Told): AuditEntry =>
  entry("not-checked", { reason: "nhs-number-unverified", ...told });

async function listAfter(name: WorkListName, ...entries: readonly AuditEntry[]): Promise<readonly string[]> {
  await audited.trail.append(entries);
  await ledger.refresh();
  return ledger.list(name).map(({ lookupId }) => lookupId);
}

describe("checks that could not be made (H-04)", () => {
  it("stay on the list until another query is sent for the same number", async () => {
    const failed = [asked("A", "9995260182"), ended("A", "failed", "no-answer")];
    expect(await listAfter("could-not-check", ...failed)).toEqual(["L-A"]);
    expect(await listAfter("could-not-check", asked("B", "9990000018"))).toEqual(["L-A"]);
    expect(await listAfter("could-not-check", asked("C", "9995260182", "ANOTHER"))).toEqual([]);
    expect(await listAfter("could-not-check", ended("C", "failed", "rejected"))).toEqual(["L-C"]);
  });

  it("are not listed where somebody asked again before the first one was given up", async () => {
    const asks = [asked("A", "9995260182"), asked("B", "9995260182")];
    const list = await listAfter("could-not-check", ...asks, ended("A", "failed", "no-answer"));
    expect(list).toEqual([]);
    expect(await listAfter("could-not-check", ended("B", "failed", "no-answer"))).toEqual(["L-B"]);
  });

  it("stay on the list though a page re-used or joined the failed one", async () => {
    const list = await listAfter(
      "could-not-check",
      asked("A", "9995260182"),
      ended("A", "failed", "no-answer"),
      entry("reused", { messageId: "A", number: "9995260182" }),
      entry("joined", { messageId: "A", number: "9995260182" }),
    );
    expect(list).toEqual(["L-A"]);
  });
});

describe("people who were not checked (H-06)", () => {
  it("are listed once each, by number, or by encounter where there is no number", async () => {
    const list = await listAfter(
      "not-checked",
      unchecked({ number: "9995260182", encounter: "E-1" }),
      unchecked({ number: "9995260182", encounter: "E-1" }),
      unchecked({ encounter: "E-2" }),
      unchecked({ encounter: "E-2", reason: "nhs-number-missing" }),
      unchecked({}),
    );
    expect(list).toEqual(["L-E-1", "L-E-2", "L-?"]);
    expect(ledger.list("not-checked").map(({ reason }) => reason)).toEqual([
      "nhs-number-unverified",
      "nhs-number-missing",
      "nhs-number-unverified",
    ]);
  });

  it("leave the list when the register is asked in their encounter, whatever number they have by then", async () => {
    await listAfter(
      "not-checked",
      unchecked({ encounter: "E-1" }),
      unchecked({ number: "9995260182", encounter: "E-2" }),
    );
    expect(await listAfter("not-checked", asked("A", "9990000018", "E-1"))).toEqual(["L-E-2"]);
    expect(await listAfter("not-checked", asked("B", "9990000018", "E-2"))).toEqual([]);
  });

  it("are not hidden by a check of the same encounter with another number", async () => {
    const list = await listAfter(
      "not-checked",
      asked("A", "9995260182", "E-1"),
      unchecked({ number: "9990000018", encounter: "E-1" }),
    );
    expect(list).toEqual(["L-E-1"]);
  });

  it("are listed by the host's own number where there is no encounter, until that patient is checked (H-06)", async () => {
    const local = (localId: string): AuditEntry["subject"] => ({ localId, localIdSystem: "mrn" });
    const reported = (lookupId: string, subject: AuditEntry["subject"]): AuditEntry => ({
      ...unchecked({}),
      lookupId,
      ...(subject === undefined ? {} : { subject }),
    });
    const list = await listAfter(
      "not-checked",
      reported("R-1", local("P1")),
      reported("R-2", local("P1")),
      reported("R-3", local("P2")),
      reported("R-4", { encounterId: "E-4", ...local("P4") }),
      reported("R-5", undefined),
      reported("R-6", undefined),
    );
    expect(list).toEqual(["R-1", "R-3", "R-4", "R-5", "R-6"]);
    const checked = (localId: string): AuditEntry => ({
      ...asked(localId, "9990000018", "ANOTHER"),
      subject: { nhsNumber: "9990000018", encounterId: "ANOTHER", ...local(localId) },
    });
    expect(await listAfter("not-checked", checked("P1"))).toEqual(["R-3", "R-4", "R-5", "R-6"]);
    expect(await listAfter("not-checked", asked("B", "9990000018", "E-4"))).toEqual(["R-3", "R-5", "R-6"]);
    expect(await listAfter("not-checked", checked("P2"))).toEqual(["R-5", "R-6"]);
  });

  it("are not hidden by an earlier check where nobody said with which number they stay unchecked (H-06)", async () => {
    await listAfter("not-checked", asked("A", "9995260182", "E-1"), asked("B", "9990000018", "E-2"));
    const invalid = unchecked({ encounter: "E-1", reason: "nhs-number-invalid" });
    const missing = unchecked({ encounter: "E-2", reason: "nhs-number-missing" });
    expect(await listAfter("not-checked", invalid, missing)).toEqual(["L-E-1"]);
  });

  it("are not listed for another page's sake on the day on which they were checked, and are on the next", async () => {
    await listAfter("not-checked", asked("A", "9995260182", "E-1"));
    await time.advance(minuteMs);
    const byRole = { number: "9995260182", encounter: "E-1", reason: "role-not-automatic" };
    expect(await listAfter("not-checked", unchecked(byRole))).toEqual([]);
    await time.advance(dayMs);
    expect(await listAfter("not-checked", unchecked(byRole))).toEqual(["L-E-1"]);
  });
});

it("takes a query that a pause kept back for one that was not made, until one is (H-04, H-06)", async () => {
  const keptBack = [asked("A", "9995260182"), ended("A", "failed", "switched-off")];
  expect(await listAfter("not-checked", ...keptBack)).toEqual(["L-A"]);
  expect(ledger.list("not-checked")).toMatchObject([{ reason: "switched-off" }]);
  expect(ledger.list("could-not-check")).toEqual([]);
  expect(ledger.connection()).toEqual({ state: "unknown" });
  expect(ledger.days()[0]).toMatchObject({ couldNotCheck: 0 });
  expect([...(ledger.days()[0]?.byState ?? [])]).toEqual([["not checked: switched-off", 1]]);
  expect(await listAfter("not-checked", asked("B", "9995260182"))).toEqual([]);
});

describe("records that nobody opened (H-12)", () => {
  const record = (): readonly AuditEntry[] => [asked("A", "9995260182"), ended("A", "record")];

  it("are listed after an hour, and not once any page that shares the query has opened them", async () => {
    expect(await listAfter("records-not-opened", ...record())).toEqual([]);
    await time.advance(60 * minuteMs);
    expect(await listAfter("records-not-opened")).toEqual(["L-A"]);
    const opened = entry("details-opened", { messageId: "A" }, { lookupId: "ANOTHER-PAGE" });
    expect(await listAfter("records-not-opened", opened)).toEqual([]);
  });

  it("are listed though they came after the check had been given up", async () => {
    const late = entry("late-reply", { messageId: "A" }, { outcome: "record" });
    await listAfter("records-not-opened", asked("A", "9995260182"), ended("A", "failed", "no-answer"), late);
    await time.advance(60 * minuteMs);
    expect(await listAfter("records-not-opened")).toEqual(["L-A"]);
  });

  it("are measured every minute, and the measure is taken away where it is not known", async () => {
    const measured: (number | undefined)[] = [];
    const alarms: string[] = [];
    let broken = false;
    const watched = {
      list: (name: WorkListName) => ledger.list(name),
      refresh: () => (broken ? Promise.reject(new Error("no store")) : ledger.refresh()),
    };
    const watch = createRecordsWatch(watched, time, {
      measure: (_name, value) => void measured.push(value),
      alarm: (name) => void alarms.push(name),
    });
    await audited.trail.append(record());
    watch.start();
    await time.advance(61 * minuteMs);
    expect(measured.slice(0, 2)).toEqual([0, 0]);
    expect(measured.at(-1)).toBe(1);
    broken = true;
    await time.advance(minuteMs);
    expect(measured.at(-1)).toBeUndefined();
    expect(alarms).toEqual(["store-failed"]);
    watch.stop();
    const count = measured.length;
    await time.advance(10 * minuteMs);
    expect(measured).toHaveLength(count);
  });
});

describe("the ledger", () => {
  it("reads each row once, however often and by however many it is asked at the same time", async () => {
    await audited.trail.append([asked("A", "9995260182"), ended("A", "no-record")]);
    await Promise.all([ledger.refresh(), ledger.refresh(), ledger.refresh()]);
    expect(ledger.days()[0]).toMatchObject({ checks: 1, answersMs: [800] });
  });

  it("begins seven days ago, and forgets what is older than that", async () => {
    const old = { at: noon - 8 * dayMs };
    await audited.trail.append([
      { ...asked("OLD", "9990000018"), ...old },
      { ...ended("OLD", "failed", "no-answer"), ...old },
      asked("A", "9995260182"),
      ended("A", "failed", "no-answer"),
    ]);
    expect(await listAfter("could-not-check")).toEqual(["L-A"]);
    await time.advance(8 * dayMs);
    expect(await listAfter("could-not-check")).toEqual([]);
    expect(ledger.days()).toMatchObject([{ checks: 0 }]);
  });

  it("does not count twice what it read before more rows came", async () => {
    for (let number = 1; number <= 3; number += 1) {
      await audited.trail.append([asked(`M-${String(number)}`, "9995260182")]);
      await ledger.refresh();
    }
    expect(ledger.days()[0]).toMatchObject({ checks: 3 });
    expect([...(ledger.days()[0]?.byLocation ?? [])]).toEqual([["ed", 3]]);
  });

  it("takes a register that was not asked for an hour for unknown, not for working", async () => {
    await listAfter("not-checked", asked("A", "9995260182"), ended("A", "no-record"));
    expect(ledger.connection()).toEqual({ state: "working", lastAnswerAt: noon });
    await listAfter("not-checked", asked("B", "9990000018"), ended("B", "failed", "spine-unreachable"));
    expect(ledger.connection()).toEqual({ state: "failing", lastAnswerAt: noon });
    // What was wrong with an answer says that there was one.
    await listAfter("not-checked", asked("C", "9990000018"), ended("C", "failed", "answer-unreadable"));
    expect(ledger.connection().state).toBe("working");
    await listAfter("not-checked", ended("D", "failed", "interrupted"));
    expect(ledger.connection().state).toBe("working");
    await time.advance(61 * minuteMs);
    expect(ledger.connection()).toEqual({ state: "unknown", lastAnswerAt: noon });
  });
});

describe("a day in London", () => {
  it.each([
    ["2026-01-15T00:00:00Z", "2026-01-15T00:00:00Z"],
    ["2026-01-14T23:59:59Z", "2026-01-14T00:00:00Z"],
    ["2026-07-15T22:59:59Z", "2026-07-14T23:00:00Z"],
    ["2026-07-15T23:00:00Z", "2026-07-15T23:00:00Z"],
    // 23 hours, and 25.
    ["2026-03-29T22:59:00Z", "2026-03-29T00:00:00Z"],
    ["2026-03-29T23:00:00Z", "2026-03-29T23:00:00Z"],
    ["2026-10-25T23:59:00Z", "2026-10-24T23:00:00Z"],
    ["2026-10-26T00:00:00Z", "2026-10-26T00:00:00Z"],
  ])("that %s belongs to began at %s", (at, began) => {
    expect(londonMidnight(Date.parse(at))).toBe(Date.parse(began));
  });

  it("has its own checks where the clocks change", async () => {
    time.nowMs = Date.parse("2026-10-26T12:00:00Z");
    const at = (moment: string): number => Date.parse(moment);
    await audited.trail.append([
      { ...asked("A", "9995260182"), at: at("2026-10-24T22:59:00Z") },
      { ...asked("B", "9995260182"), at: at("2026-10-24T23:00:00Z") },
      { ...asked("C", "9995260182"), at: at("2026-10-25T23:59:00Z") },
      { ...asked("D", "9995260182"), at: at("2026-10-26T00:00:00Z") },
    ]);
    await ledger.refresh();
    expect(ledger.days().map(({ checks }) => checks)).toEqual([1, 2, 1]);
  });
});
