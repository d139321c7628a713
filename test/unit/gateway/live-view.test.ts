import { describe, expect, it } from "vitest";
import type { CouncilPlan } from "../../../src/config/council-plan.js";
import type { CaseRecord } from "../../../src/domain/case-record.js";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import { liveView, planNow, remadeWith } from "../../../src/gateway/configuration/live-view.js";
import { authoriseCouncil } from "../../../src/gateway/council/authorise-council.js";
import { toCouncilDirectory } from "../../../src/gateway/council/directory-view.js";
import { createPictureSource } from "../../../src/gateway/council/picture-source.js";
import { decideDueUpload } from "../../../src/gateway/council/uploads/upload-schedule.js";
import { createWatches } from "../../../src/gateway/council/watches.js";
import type { Caller } from "../../../src/gateway/identity/caller.js";
import { createAlarms, createTestClock } from "../../support/mesh.js";

interface Plan {
  readonly hash: string;
  readonly limits: { readonly perMinute: number; readonly inner: { readonly deep: string } };
  readonly list: readonly { readonly id: string }[];
  readonly more?: { readonly name: string };
}

const first: Plan = { hash: "one", limits: { perMinute: 1, inner: { deep: "a" } }, list: [{ id: "x" }] };
const second: Plan = {
  hash: "two",
  limits: { perMinute: 2, inner: { deep: "b" } },
  list: [],
  more: { name: "new" },
};

function held<T extends object>(started: T) {
  let current = started;
  return { view: liveView(() => current), replace: (next: T) => (current = next) };
}

describe("a live view of a plan", () => {
  it("shows the plan in force, its groups and what a group holds, to whoever took them before", () => {
    const { view, replace } = held(first);
    const { limits } = view;
    const { inner } = limits;
    expect([view.hash, limits.perMinute, inner.deep, view.list.length, view.more]).toEqual([
      "one",
      1,
      "a",
      1,
      undefined,
    ]);
    replace(second);
    expect([view.hash, limits.perMinute, inner.deep, view.list.length, view.more?.name]).toEqual([
      "two",
      2,
      "b",
      0,
      "new",
    ]);
    expect(view.limits).toBe(limits);
  });

  it("is copied and written as JSON like the plan itself, and cannot be written to", () => {
    const { view, replace } = held(first);
    replace(second);
    expect({ ...view.limits }).toEqual(second.limits);
    expect(JSON.parse(JSON.stringify(view))).toEqual(second);
    expect("more" in view).toBe(true);
    expect(Reflect.set(view, "hash", "three")).toBe(false);
    expect(Reflect.deleteProperty(view, "hash")).toBe(false);
    expect(second.hash).toBe("two");
  });

  it("gives the plan in force as a value that stays, so that one decision is of one plan", () => {
    const { view, replace } = held(first);
    const now = planNow(view);
    replace(second);
    expect(now).toBe(first);
    expect(planNow(view.limits)).toBe(second.limits);
    expect(planNow(second)).toBe(second);
  });

  it("has made from it anew what is made of a plan, once for each plan", () => {
    const { view, replace } = held(first);
    let times = 0;
    const made = remadeWith(view, (now) => `${now.hash} ${String((times += 1))}`);
    expect([made(), made()]).toEqual(["one 1", "one 1"]);
    replace(second);
    expect([made(), made()]).toEqual(["two 2", "two 2"]);
  });
});

const council: CouncilPlan = {
  authority: { odsCode: "ZZL01", name: "Northshire", emergencyDutyTelephone: "01632 960101" },
  mesh: {
    kind: "folder",
    mailboxId: "ZZL01OT001",
    pollIntervalMs: 300_000,
    settleMs: 1_000,
    maxMessageBytes: 1_000_000,
    folders: { in: "i", out: "o", sent: "s", failed: "f", staging: "t", archive: "a", quarantine: "q" },
  },
  cpisMailboxId: "X26HC005",
  uploadWorkflowId: "CPIS_UPLOAD",
  statusTable: defaultStatusTable,
  placementCodes: ["E1"],
  roles: { socialWorker: ["R1"], emergencyDutyTeam: [], dataOfficer: ["R2"], caseSystem: [] },
  directory: { teams: [{ id: "north", name: "North team" }], workers: [] },
  uploads: { changesAt: ["06:00"], fullOn: [7], fullAt: "02:00", answerLimitMs: 86_400_000 },
  notices: {
    defaultTeamId: "north",
    escalation: [],
    night: { from: "20:00", until: "08:00" },
    silenceMs: 604_800_000,
  },
};

const worker = (jobRoleCode: string): Caller => ({
  kind: "person",
  owner: "person:1",
  expiresAt: Infinity,
  jobRoleCode,
  organisationOdsCode: "ZZL01",
  actor: { kind: "person", id: "1" },
});

describe("a council's live settings are seen by the next request", () => {
  it("roles: who may, and who may no longer", () => {
    const { view, replace } = held(council);
    authoriseCouncil(worker("R1"), view, ["social-worker"]);
    replace({ ...council, roles: { ...council.roles, socialWorker: ["R9"] } });
    expect(() => authoriseCouncil(worker("R1"), view, ["social-worker"])).toThrow();
    authoriseCouncil(worker("R9"), view, ["social-worker"]);
  });

  it("the directory: the names of teams", () => {
    const { view, replace } = held(council);
    replace({ ...council, directory: { teams: [{ id: "north", name: "Northern team" }], workers: [] } });
    expect(toCouncilDirectory(view, 0).teams).toEqual([{ teamId: "north", name: "Northern team" }]);
  });

  it("the table of statuses: what a case means for the NHS, although no case has changed (H-21)", async () => {
    const { view, replace } = held(council);
    const record: CaseRecord = {
      localId: "NS-1",
      subject: {
        kind: "child",
        child: {
          nhsNumber: "9995260182" as never,
          familyName: "Fernsby",
          givenNames: ["Milo"],
          birthDate: "2018-02-03",
        },
      },
      statuses: [{ code: "C2", from: "2026-01-02" }],
    };
    const none = (): Promise<readonly never[]> => Promise.resolve([]);
    const stores = {
      cases: { all: () => Promise.resolve([{ record, savedAt: 1 }]), deletions: none },
      uploads: {
        revision: () => Promise.resolve(7),
        sendings: none,
        damaged: none,
        wishes: none,
        subjectKey: (nhsNumber: string) => nhsNumber,
      },
      notices: { inactiveNumbers: none },
      takeovers: { current: () => Promise.resolve(undefined) },
    } as unknown as Omit<Parameters<typeof createPictureSource>[0], "plan" | "clock">;
    const clock = { now: () => Date.parse("2026-11-19T12:00:00Z") };
    const source = createPictureSource({ plan: view, clock, ...stores });
    const before = await source.current();
    expect(await source.current()).toBe(before);
    replace({
      ...council,
      statusTable: [{ code: "C2", label: "Full care order", group: "looked-after", plan: "none" }],
    });
    const after = await source.current();
    const plans = (picture: typeof before) => picture.groupOf("9995260182")?.group.periods.length ?? 0;
    expect([plans(before), plans(after)]).toEqual([1, 0]);
  });

  it("the times of uploads", () => {
    const { view, replace } = held(council);
    const noon = Date.parse("2026-07-08T11:00:00Z");
    const status = {
      nextSequenceNumber: 7,
      servedChanges: "2026-07-08T06:00",
      servedFull: "2026-07-05T02:00",
    };
    expect(decideDueUpload(view.uploads, status, undefined, undefined, noon)).toBeUndefined();
    replace({ ...council, uploads: { ...council.uploads, changesAt: ["06:00", "11:30"] } });
    expect(decideDueUpload(view.uploads, status, undefined, undefined, noon)).toMatchObject({
      kind: "changes",
    });
  });

  it("the routing of notices: its bank holidays (H-18)", async () => {
    const { view, replace } = held(council);
    const clock = createTestClock();
    const telemetry = createAlarms();
    const watches = createWatches({
      plan: view,
      uploads: { damaged: () => Promise.resolve([]) },
      clock,
      telemetry,
    });
    for (const watch of watches) await watch();
    expect(telemetry.raised).toEqual([]);
    const coveredUntil = new Date(clock.now() + 86_400_000).toISOString().slice(0, 10);
    replace({ ...council, notices: { ...council.notices, bankHolidays: { dates: [], coveredUntil } } });
    for (const watch of watches) await watch();
    expect(telemetry.raised).toEqual(["bank-holidays-end"]);
  });
});
