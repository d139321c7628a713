import { describe, expect, it } from "vitest";
import { reportOfProblem, reportOfView, type LookupReport } from "../../../src/cli/lookup/lookup-report.js";
import { lookupJson } from "../../../src/cli/lookup/lookup-json.js";
import { lookupText } from "../../../src/cli/lookup/lookup-text.js";
import { failedWords, notCheckedWords } from "../../../src/cli/lookup/lookup-words.js";
import type { LookupView } from "../../../src/contract/lookup.js";
import type { FailedReason, LookupState, NotCheckedReason } from "../../../src/domain/lookup-state.js";
import { isNhsNumber } from "../../../src/domain/nhs-number.js";
import type { ProtectionRecord } from "../../../src/domain/protection-record.js";

const weekdayMorning = "2026-11-19T10:00:00.000Z";
const saturday = "2026-11-21T10:00:00.000Z";
const nhsNumber = "9995260182";
const forbidden = /\b(clear|OK|safe|no risk|negative|success|sorry|all good|none known)\b|!/i;

const record: ProtectionRecord = {
  authorities: [
    {
      odsCode: "ZZL01",
      name: "Northshire Council",
      officeHoursTelephone: "01632960101",
      emergencyDutyTelephone: "01632960199",
      plans: [{ kind: "child-protection-plan", startDate: "2026-03-12T09:00" }],
    },
  ],
  subjects: [{ kind: "child", nhsNumber, birthDate: "2018-02-03", givenName: "Milo", familyName: "Fernsby" }],
  accesses: [],
  gaps: [],
};

function view(state: LookupState, changes: Partial<LookupView> = {}): LookupView {
  return {
    lookupId: "5D1F0A00-0000-4000-8000-000000000001",
    version: 3,
    state,
    accessMode: "unscheduled",
    environment: "production",
    serverTime: weekdayMorning,
    reused: false,
    contacts: {
      officeHours: { ZZL01: { periods: [{ days: [1, 2, 3, 4, 5], opens: "08:30", closes: "17:00" }] } },
      bankHolidays: { dates: [], coveredUntil: "2027-12-31" },
    },
    safeguardingTelephone: "01632 960555",
    ...changes,
  };
}

function textOf(state: LookupState, changes: Partial<LookupView> = {}): string {
  return lookupText(reportOfView(view(state, changes), "ed"), isNhsNumber(nhsNumber) ? nhsNumber : undefined);
}

const withRecord = (changes: Partial<ProtectionRecord>): LookupState => ({
  kind: "record",
  record: { ...record, ...changes },
  retrievedAt: weekdayMorning,
});

describe("a lookup printed for a person", () => {
  it("marks the office number in office hours and the emergency number outside them (R-43)", () => {
    expect(textOf(withRecord({}))).toContain(
      "Office hours    01632 960101  (use now)\n  Emergency duty  01632 960199\n",
    );
    const atWeekend = textOf(withRecord({}), { serverTime: saturday });
    expect(atWeekend).toContain("Office hours    01632 960101\n  Emergency duty  01632 960199  (use now)\n");
  });

  it("marks no number where the council's hours are not known (H-28)", () => {
    const text = textOf(withRecord({}), { contacts: { officeHours: {} } });
    expect(text).not.toContain("(use now)");
    expect(text).toContain("The office hours of this council are not known here: try both.");
  });

  it("names the environment first unless it is production (H-32)", () => {
    expect(textOf(withRecord({}), { environment: "integration" }).split("\n")[0]).toBe(
      "[integration: not the live register]",
    );
    expect(textOf(withRecord({})).split("\n")[0]).toBe("Alert: CP-IS returned a record");
  });

  it("does not announce a record with unread parts as ended: the unread part may be current (H-11)", () => {
    const plans = [
      { kind: "looked-after-child", startDate: "2024-01-01T00:00", endDate: "2026-01-01T00:00" },
    ] as const;
    const ended = { authorities: [{ odsCode: "ZZL01", name: "Northshire Council", plans }] };
    expect(textOf(withRecord(ended))).toContain("Ended: CP-IS returned a record with no current plan");
    expect(textOf(withRecord({ ...ended, gaps: ["plan-unreadable"] }))).toContain(
      "Alert: CP-IS returned a record",
    );
    expect(textOf(withRecord({ authorities: [], gaps: ["authority-unreadable"] }))).toContain("Alert: ");
  });

  it("never announces as ended what was left out because it does not say whose it is (H-04, H-11)", () => {
    const plans = [
      { kind: "looked-after-child", startDate: "2024-01-01T00:00", endDate: "2026-01-01T00:00" },
    ] as const;
    const text = textOf(
      withRecord({
        authorities: [{ odsCode: "ZZL01", name: "Northshire Council", plans }],
        gaps: ["subject-unreadable", "plan-unreadable"],
      }),
    );
    expect(text).toContain("Alert: CP-IS returned a record");
    expect(text).not.toContain("no current plan");
    expect(text).toContain("it may be left out: phone the safeguarding team.");
    expect(text).toContain("A plan could not be read: phone the council.");
  });

  it("says that totals could not be read, once, and calls only totals that are there different (H-04)", () => {
    const gaps = ["record-count-differs", "access-count-differs"] as const;
    expect(textOf(withRecord({ gaps })).split("The register's own totals could not be read.")).toHaveLength(
      2,
    );
    expect(textOf(withRecord({ gaps }))).not.toContain("another number");
    const declared = textOf(withRecord({ gaps, declaredChildRecords: 2, declaredAccessRecords: 3 }));
    expect(declared).not.toContain("own totals");
    expect(declared).toContain("The register gives another number of records than could be shown.");
    expect(declared).toContain("The register gives another number of openings than could be shown.");
  });

  it("never claims that anyone has been told (R-39)", () => {
    expect(textOf(withRecord({}))).toContain("That is not a referral, and nobody may have read it.");
    const planned = textOf(withRecord({}), { accessMode: "scheduled" });
    expect(planned).toContain("Planned care: council not told.");
    expect(planned).not.toContain("reports this check");
  });

  it("copes with a date of birth that has no day", () => {
    const subjects = [
      { kind: "child", nhsNumber, birthDate: "2018-02", givenName: "Milo", familyName: "Fernsby" },
    ] as const;
    expect(textOf(withRecord({ subjects }))).toContain("born Feb-2018, NHS No. 999 526 0182");
  });

  it("never makes absence look like safety, in any state (H-03)", () => {
    const states: LookupState[] = [
      { kind: "no-record", retrievedAt: weekdayMorning },
      { kind: "stale", reason: "age", since: weekdayMorning },
      { kind: "checking", since: weekdayMorning, phase: "asked" },
      { kind: "idle" },
      ...(Object.keys(notCheckedWords) as NotCheckedReason[]).map((reason): LookupState => ({
        kind: "not-checked",
        reason,
        since: weekdayMorning,
      })),
      ...(Object.keys(failedWords) as FailedReason[]).map((reason): LookupState => ({
        kind: "failed",
        reason,
        failedAt: weekdayMorning,
        reference: "CPIS-T01",
      })),
    ];
    for (const state of states) {
      const text = textOf(state);
      expect(text).not.toMatch(forbidden);
      expect(text).toMatch(/Treat as unknown|This does not mean there are no safeguarding concerns/);
      expect(text).toContain("ring the safeguarding team on 01632 960555");
    }
  });
});

describe("what a lookup's state becomes", () => {
  it("is no-record for no-record alone (H-04)", () => {
    const others: LookupState[] = [
      { kind: "idle" },
      { kind: "checking", since: weekdayMorning, phase: "slow" },
      { kind: "not-checked", reason: "too-many", since: weekdayMorning },
      { kind: "failed", reason: "register-fault", failedAt: weekdayMorning, reference: "CPIS-R01" },
      { kind: "stale", reason: "age", since: weekdayMorning },
      withRecord({}),
    ];
    expect(others.map((state) => reportOfView(view(state), "ed").outcome)).not.toContain("no-record");
    expect(reportOfView(view({ kind: "no-record", retrievedAt: weekdayMorning }), "ed").outcome).toBe(
      "no-record",
    );
  });

  it("is not-checked for a refused request, and failed where the gateway itself broke", () => {
    const problem = (status: number, code: string): LookupReport =>
      reportOfProblem({ type: "about:blank", title: "", status, code });
    expect(problem(401, "CPIS_TOKEN_REJECTED")).toMatchObject({
      outcome: "not-checked",
      reason: "user-not-identified",
    });
    expect(problem(403, "CPIS_ROLE_NOT_PERMITTED")).toMatchObject({
      outcome: "not-checked",
      reason: "not-permitted",
    });
    expect(problem(400, "CPIS_REQUEST_INVALID")).toMatchObject({
      outcome: "not-checked",
      reason: "request-refused",
    });
    expect(problem(500, "CPIS_INTERNAL")).toMatchObject({ outcome: "failed", reason: "internal" });
  });
});

describe("a lookup printed for a program", () => {
  it("puts the outcome first and its meaning beside it", () => {
    const json = JSON.parse(
      lookupJson(reportOfView(view({ kind: "no-record", retrievedAt: weekdayMorning }), "ed")),
    ) as object;
    expect(Object.keys(json)[0]).toBe("outcome");
    expect(json).toMatchObject({
      outcome: "no-record",
      meaning: expect.stringContaining("This does not mean there are no safeguarding concerns") as string,
      accessMode: "unscheduled",
      retrievedAt: weekdayMorning,
    });
  });

  it("carries a reference with every failure", () => {
    const state: LookupState = {
      kind: "failed",
      reason: "no-answer-yet",
      failedAt: weekdayMorning,
      reference: "CPIS-T01",
    };
    expect(JSON.parse(lookupJson(reportOfView(view(state), "ed")))).toMatchObject({
      outcome: "failed",
      reason: "no-answer-yet",
      reference: "CPIS-T01",
    });
  });
});
