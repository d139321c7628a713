import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaseRecord, Mother } from "../../../src/domain/case-record.js";
import { countStates, countUnmapped, matchRate, unmappedStatuses } from "../../../src/domain/coverage.js";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import { parseNhsNumber, type NhsNumber } from "../../../src/domain/nhs-number.js";
import { standingDeletions, type ApprovedDeletion } from "../../../src/domain/plan-deletion.js";
import { derivePlanPeriods, type PlanPeriod } from "../../../src/domain/plan-periods.js";
import { reconcilePlans } from "../../../src/domain/reconcile.js";
import { acceptedState, type PlanOnFile, type Sending } from "../../../src/domain/sending.js";
import { groupForUpload } from "../../../src/domain/upload-batch.js";
import type { Visibility } from "../../../src/domain/visibility-state.js";

const today = "2026-11-19";

function number(text: string): NhsNumber {
  const reading = parseNhsNumber(text);
  if (!reading.ok) throw new Error("not an NHS number");
  return reading.nhsNumber;
}

const open: PlanPeriod = {
  kind: "child-protection-plan",
  start: "2026-03-12",
  end: "2036-02-03",
  endCause: "eighteenth-birthday",
};
const onFile: PlanOnFile = { kind: "child-protection-plan", start: "2026-03-12" };

function reconcile(
  periods: readonly PlanPeriod[],
  accepted: readonly PlanOnFile[] = [],
  deletions: readonly ApprovedDeletion[] = [],
) {
  return reconcilePlans(periods, accepted, deletions, today);
}

describe("what the next file says about a child", () => {
  test("is a new plan, without the birthday as its end (R-88)", () => {
    expect(reconcile([open])).toEqual({ send: [onFile], changed: true, later: 0, unsupported: [] });
  });

  test("is nothing new once the register has accepted it, and the same plan when everything is sent again", () => {
    expect(reconcile([open], [onFile])).toEqual({
      send: [onFile],
      changed: false,
      later: 0,
      unsupported: [],
    });
  });

  test("is the end of a plan", () => {
    const ended: PlanPeriod = { ...onFile, end: "2026-06-30", endCause: "status-ended" };
    const { send, changed } = reconcile([ended], [onFile]);
    expect(send).toEqual([{ ...onFile, end: "2026-06-30" }]);
    expect(changed).toBe(true);
  });

  test("is the end of the first plan before the start of the second of its kind, one in each file", () => {
    const first: PlanPeriod = { ...onFile, end: "2026-06-30", endCause: "status-ended" };
    const second: PlanPeriod = { ...open, start: "2026-09-01" };
    expect(reconcile([first, second], [onFile])).toMatchObject({ send: [{ end: "2026-06-30" }], later: 1 });
    const held = { ...onFile, end: "2026-06-30" };
    expect(reconcile([first, second], [held])).toMatchObject({ send: [{ start: "2026-09-01" }], later: 0 });
  });

  test("is every kind of plan at once", () => {
    const lookedAfter: PlanPeriod = { kind: "looked-after-child", start: "2026-04-01" };
    expect(reconcile([open, lookedAfter], [onFile])).toMatchObject({
      send: [onFile, { kind: "looked-after-child", start: "2026-04-01" }],
      changed: true,
    });
  });

  test("leaves out what ended more than a year ago and was never on the register", () => {
    const old: PlanPeriod = { ...onFile, start: "2020-01-01", end: "2021-01-01" };
    expect(reconcile([old])).toEqual({ send: [], changed: false, later: 0, unsupported: [] });
    const held: PlanOnFile = { kind: "child-protection-plan", start: "2020-01-01" };
    expect(reconcile([old], [held]).send).toEqual([{ ...held, end: "2021-01-01" }]);
  });

  test("is nothing more after the eighteenth birthday, which the register knows by itself (R-89)", () => {
    const grownUp = { ...open, end: today };
    expect(reconcile([grownUp], [onFile])).toEqual({ send: [], changed: false, later: 0, unsupported: [] });
  });

  test("is never an end or a deletion of a plan that merely vanished from the history; a person settles it (H-22, H-23)", () => {
    expect(reconcile([], [onFile])).toEqual({ send: [], changed: false, later: 0, unsupported: [onFile] });
  });

  test("is a deletion that two people agreed to, until the register has accepted it (R-90)", () => {
    const deletion: ApprovedDeletion = {
      localId: "NS-1",
      kind: "child-protection-plan",
      start: "2026-03-12",
      reason: "Entered on the wrong sibling",
      requestedBy: "rokafor",
      requestedAt: "2026-11-18T10:00:00.000Z",
      approvedBy: "jmistry",
      approvedAt: "2026-11-18T11:00:00.000Z",
    };
    expect(reconcile([], [onFile], [deletion])).toEqual({
      send: [{ ...onFile, deletedOn: "2026-11-18" }],
      changed: true,
      later: 0,
      unsupported: [],
    });
    expect(reconcile([], [], [deletion]).send).toEqual([]);
  });
});

describe("an approved deletion", () => {
  const deletion: ApprovedDeletion = {
    localId: "NS-1",
    kind: "child-protection-plan",
    start: "2026-03-12",
    reason: "Entered on the wrong sibling",
    requestedBy: "rokafor",
    requestedAt: "2026-09-01T10:00:00.000Z",
    approvedBy: "jmistry",
    approvedAt: "2026-09-01T11:00:00.000Z",
  };
  const removed: PlanOnFile = { ...onFile, deletedOn: "2026-09-01" };
  const accepted = (madeAt: string, ...plans: readonly PlanOnFile[]): Sending => ({
    sequenceNumber: 1,
    sentAt: "2026-10-01T12:00:00.000Z",
    madeAt,
    nhsNumber: "9995260182",
    plans,
    outcome: { kind: "accepted", at: "2026-10-01T12:00:00.000Z" },
  });

  test("rests while the history gives its plan again (R-90, H-22)", () => {
    expect(reconcile([open], [onFile], [deletion])).toMatchObject({ send: [onFile], changed: false });
    expect(reconcile([open], [], [deletion])).toMatchObject({ send: [onFile], changed: true });
  });

  test("of an end that CP-IS no longer takes goes instead of that end, and leaves nothing to send (R-88, H-23)", () => {
    const late: PlanPeriod = { ...onFile, start: "2024-01-01", end: "2024-06-30" };
    const held: PlanOnFile = { kind: "child-protection-plan", start: "2024-01-01" };
    const of = { ...deletion, start: "2024-01-01" };
    expect(reconcile([late], [held], [of])).toEqual({
      send: [{ ...held, deletedOn: "2026-09-01" }],
      changed: true,
      later: 0,
      unsupported: [],
    });
    expect(reconcile([late], [], [of])).toEqual({ send: [], changed: false, later: 0, unsupported: [] });
  });

  test("is over once the register has accepted it, or has accepted since that the plan stands (R-90)", () => {
    const before = "2026-09-01T10:59:59.000Z";
    const after = "2026-09-01T11:00:01.000Z";
    expect(standingDeletions([deletion], [])).toEqual([deletion]);
    expect(standingDeletions([deletion], [accepted(before, onFile)])).toEqual([deletion]);
    expect(standingDeletions([deletion], [accepted(after, removed)])).toEqual([]);
    expect(standingDeletions([deletion], [accepted(after, onFile)])).toEqual([]);
    // A file about another plan, or one that was refused, says nothing about it.
    expect(standingDeletions([deletion], [accepted(after, { ...onFile, start: "2026-01-01" })])).toEqual([
      deletion,
    ]);
    const refused: Sending = {
      ...accepted(after, removed),
      outcome: { kind: "refused", at: after, reason: "nhs-cannot-find-child", code: "CPR01" },
    };
    expect(standingDeletions([deletion], [refused])).toEqual([deletion]);
  });

  test("is carried out at most once, whatever becomes of the history: files never add and delete a plan in turn (R-90, H-22)", () => {
    const steps = fc.array(fc.record({ given: fc.boolean(), accepted: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.nat({ max: 10 }), (days, approvedAfter) => {
        const sendings: Sending[] = [accepted("2026-08-01T10:00:00.000Z", onFile)];
        let deletedTimes = 0;
        for (const [index, { given, accepted: taken }] of days.entries()) {
          const now = `2026-09-${String(1 + (index % 30)).padStart(2, "0")}T12:00:00.000Z`;
          const known: readonly ApprovedDeletion[] =
            index < approvedAfter
              ? []
              : [
                  {
                    ...deletion,
                    approvedAt: `2026-09-${String(1 + approvedAfter).padStart(2, "0")}T11:00:00.000Z`,
                  },
                ];
          const held = acceptedState(
            sendings.map((sending, sequenceNumber) => ({ ...sending, sequenceNumber })),
            "9995260182",
          ).plans;
          const { send, changed, unsupported } = reconcile(
            given ? [open] : [],
            held,
            standingDeletions(known, sendings),
          );
          const deletes = send.some(({ deletedOn }) => deletedOn !== undefined);
          // Never a deletion of what the history gives; a plan left behind is always somebody's task.
          if (given) expect(deletes).toBe(false);
          if (!given && held.length > 0 && !deletes) expect(unsupported).toEqual(held);
          if (!changed) continue;
          if (deletes && taken) deletedTimes += 1;
          const { outcome, ...file } = accepted(now, ...send);
          sendings.push({ ...file, outcome: taken ? outcome : { kind: "resubmit", at: now } });
        }
        expect(deletedTimes).toBeLessThanOrEqual(1);
      }),
    );
  });
});

const blessing: Mother = {
  nhsNumber: number("9991860916"),
  familyName: "Okonjo",
  givenNames: ["Blessing"],
  birthDate: "2010-05-07",
};

function unbornCase(localId: string, mother: Mother | undefined, dueDate = "2027-01-14"): CaseRecord {
  return {
    localId,
    subject: { kind: "unborn-child", beforeBirth: { dueDate, ...(mother === undefined ? {} : { mother }) } },
    statuses: [{ code: "UCPP", from: "2026-10-01" }],
  };
}

function childCase(localId: string, nhsNumber: string, statuses: CaseRecord["statuses"]): CaseRecord {
  return {
    localId,
    subject: { kind: "child", child: { ...blessing, nhsNumber: number(nhsNumber) } },
    statuses,
  };
}

function groups(...records: readonly CaseRecord[]) {
  const cases = records.map((record) => ({
    record,
    periods: derivePlanPeriods(record, defaultStatusTable).periods,
  }));
  return groupForUpload(cases, new Set());
}

describe("the records of a file", () => {
  test("hold everything under one number: a young mother's own plan and her unborn child's (H-09)", () => {
    const mother = childCase("NS-9", "9991860916", [{ code: "C2", from: "2024-01-01" }]);
    const {
      groups: made,
      withheld,
      conflicts,
    } = groups(mother, unbornCase("NS-U1", { ...blessing, localId: "NS-9" }));
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      nhsNumber: "9991860916",
      subjects: [
        { kind: "child", localId: "NS-9", given: "Blessing", family: "Okonjo", birthDate: "2010-05-07" },
        { kind: "mother", localId: "NS-9" },
      ],
      caseIds: ["NS-9", "NS-U1"],
    });
    expect(made[0]?.periods.map(({ kind }) => kind)).toEqual([
      "looked-after-child",
      "unborn-child-protection-plan",
    ]);
    expect([withheld, conflicts]).toEqual([[], []]);
  });

  test("hold one unborn plan for twins, from the first start to the last end", () => {
    const [group] = groups(unbornCase("NS-U1", blessing), unbornCase("NS-U2", blessing, "2027-01-20")).groups;
    expect(group?.subjects).toHaveLength(1);
    expect(group?.periods).toMatchObject([{ start: "2026-10-01", end: "2027-01-20" }]);
    expect(group?.caseIds).toEqual(["NS-U1", "NS-U2"]);
  });

  test("leave out an unborn child without a mother, and say why (R-77, H-21)", () => {
    expect(groups(unbornCase("NS-U1", undefined))).toMatchObject({
      groups: [],
      withheld: [{ caseId: "NS-U1", kind: "unborn-child-protection-plan", obstacles: ["no-mother"] }],
    });
  });

  test("leave out a number that two cases disagree about, because one of them would flag the wrong child (H-22)", () => {
    const one = childCase("NS-1", "9995260182", [{ code: "CPP", from: "2026-03-12" }]);
    const other = {
      ...one,
      localId: "NS-2",
      subject: {
        ...one.subject,
        child: { ...blessing, familyName: "Other", nhsNumber: number("9995260182") },
      },
    };
    expect(groups(one, other as CaseRecord)).toMatchObject({
      groups: [],
      conflicts: [{ kind: "settle-shared-number", nhsNumber: "9995260182" }],
    });
    expect(groups(one, { ...one, localId: "NS-2" }).conflicts).toHaveLength(1);
  });
});

describe("coverage", () => {
  const statuses = [
    { code: "C2", from: "2024-01-01", until: "2025-01-01" },
    { code: "L2", from: "2025-01-02" },
    { code: "QQ", from: "2025-06-01" },
  ];

  test("names the open statuses of a case that give no plan, and why (R-73)", () => {
    expect(unmappedStatuses({ statuses }, defaultStatusTable, today)).toEqual([
      { code: "L2", mapping: "none" },
      { code: "QQ", mapping: "unknown" },
    ]);
    expect(unmappedStatuses({ statuses }, defaultStatusTable, "2024-06-01")).toEqual([]);
  });

  test("counts them over all cases, most children first (R-73)", () => {
    const records = [{ statuses }, { statuses: [{ code: "QQ", from: "2025-06-01" }] }, { statuses: [] }];
    expect(countUnmapped(records, defaultStatusTable, today)).toEqual([
      { code: "QQ", mapping: "unknown", cases: 2 },
      { code: "L2", mapping: "none", cases: 1 },
    ]);
  });

  test("says whether the match rate reaches the threshold; nobody in scope is no rate at all (R-78)", () => {
    const visible: Visibility = {
      kind: "visible",
      since: "2026-03-13T06:12:00.000Z",
      confirmedAt: "2026-03-13T06:12:00.000Z",
    };
    const unseen: Visibility = { kind: "not-visible", reason: "details-do-not-match" };
    const sensitive: Visibility = { kind: "cannot-be-shared", at: "2026-03-13T06:12:00.000Z" };
    const nineteen = [...Array<Visibility>(18).fill(visible), sensitive];
    expect(matchRate([...nineteen, unseen])).toEqual({
      matched: 19,
      inScope: 20,
      rate: 0.95,
      reachesGoLive: true,
    });
    expect(matchRate([...nineteen, unseen, unseen]).reachesGoLive).toBe(false);
    expect(matchRate([])).toEqual({ matched: 0, inScope: 0, reachesGoLive: false });
  });

  test("are counted by the states that a user sees, each child once (R-94, H-21)", () => {
    const at = "2026-03-01T06:00:00Z";
    const queued: Visibility = { kind: "waiting", phase: "queued", since: at, alarmAt: at, overdue: false };
    const counts = countStates([
      { kind: "visible", since: at, confirmedAt: at },
      { kind: "not-visible", reason: "no-mother" },
      { kind: "not-visible", reason: "nhs-cannot-find-child", code: "CPR01", at },
      queued,
      { ...queued, phase: "sent" },
      { kind: "ended", endedOn: "2026-02-01" },
      { kind: "cannot-be-shared", at },
    ]);
    expect(counts).toEqual({
      visible: 1,
      notVisible: 2,
      waiting: 2,
      notSent: 1,
      ended: 1,
      cannotBeShared: 1,
    });
  });
});
