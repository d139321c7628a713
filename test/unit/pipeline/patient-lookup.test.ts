import { BehaviorSubject, Subject } from "rxjs";
import { describe, expect, test } from "vitest";
import type { LookupState } from "../../../src/domain/lookup-state.js";
import type { ContextEvent } from "../../../src/domain/patient-context.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import type { Asker } from "../../../src/pipeline/pipeline-inputs.js";
import { child, nhsNumberOf, PipelineRun, recordAbout } from "./pipeline-run.js";

const iso = (run: PipelineRun): string => new Date(run.nowMs).toISOString();
const checking = (run: PipelineRun): LookupState => ({ kind: "checking", since: iso(run), phase: "asked" });
const none = (run: PipelineRun): LookupState => ({ kind: "no-record", retrievedAt: iso(run) });

/** A patient is open and the question has left. */
function asked(settings = {}): PipelineRun {
  const run = new PipelineRun(settings);
  run.openPatient("a", child(1), "visit-1");
  run.wait(1_000);
  run.answer(checking(run), 1);
  return run;
}

/** A record is on screen. */
function shown(): PipelineRun {
  const run = asked();
  run.answer(recordAbout(child(1), iso(run)), 2, {
    contentExpiresAt: new Date(run.nowMs + 900_000).toISOString(),
  });
  expect(run.state.kind).toBe("record");
  return run;
}

describe("an opened patient", () => {
  test("is looked up once the dwell time has passed, and not before", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1), "visit-1");
    expect(run.state).toMatchObject({ kind: "checking", phase: "dwell" });
    run.wait(999);
    expect(run.opened).toHaveLength(0);
    run.wait(1);
    expect(run.lookup.request).toEqual({
      lookupId: "00000000-0000-4000-8000-000000000001",
      trigger: "opened",
      locationId: "ED-MAIN",
      patient: { nhsNumber: nhsNumberOf(1), nhsNumberStatus: "verified", birthDate: "2019-04-14" },
      encounter: { id: "visit-1" },
    });
    expect(run.state).toMatchObject({ kind: "checking", phase: "asked" });
  });

  test("who is left within the dwell time is never asked about: 1,000 switches in a second send nothing", () => {
    const run = new PipelineRun();
    for (let n = 0; n < 1_000; n += 1) {
      run.openPatient(`key-${n}`, child(n));
      run.wait(1);
    }
    expect(run.opened).toHaveLength(0);
    run.wait(998);
    expect(run.opened).toHaveLength(0);
    run.wait(1);
    expect(run.opened.map(({ request }) => request.patient.nhsNumber)).toEqual([nhsNumberOf(999)]);
  });

  test.each([
    ["no NHS number", {}, "nhs-number-missing"],
    ["an NHS number that is none", { nhsNumber: "9990000000" }, "nhs-number-invalid"],
    [
      "an unverified number",
      { nhsNumber: nhsNumberOf(1), nhsNumberStatus: "unverified" },
      "nhs-number-unverified",
    ],
    ["an adult's age", { ...child(1), birthDate: "1980-01-01" }, "not-in-automatic-group"],
  ] as const)(
    "with %s is not asked about, and the reason is shown at once (H-06)",
    (_what, patient, reason) => {
      const run = new PipelineRun();
      run.openPatient("a", { localIds: [], ...patient });
      expect(run.state).toMatchObject({ kind: "not-checked", reason });
      run.wait(60_000);
      expect(run.opened).toHaveLength(0);
    },
  );

  test("again brings a new lookup id, so that the gateway decides what may be shown again", () => {
    const run = shown();
    run.openPatient("a", child(1), "visit-1");
    expect(run.state.kind).toBe("checking");
    run.wait(1_000);
    expect(new Set(run.opened.map(({ request }) => request.lookupId)).size).toBe(2);
  });
});

describe("a change of context", () => {
  test.each<[string, (run: PipelineRun) => void]>([
    ["another patient opens", (run) => run.openPatient("b", child(2))],
    ["the patient closes", (run) => run.tell({ kind: "close", key: "a" })],
    ["the host closes without saying whom", (run) => run.tell({ kind: "close", key: null })],
    ["the host is lost", (run) => run.tell({ kind: "lost", reason: "disconnected" })],
    ["the NHS number changes", (run) => run.tell({ kind: "update", key: "a", patient: child(2) })],
    [
      "the number is no longer verified",
      (run) => run.tell({ kind: "update", key: "a", patient: child(1, { nhsNumberStatus: "unverified" }) }),
    ],
    ["an update names somebody else", (run) => run.tell({ kind: "update", key: "b", patient: child(2) })],
  ])("wipes the old content in the same call when %s (H-01)", (_what, change) => {
    const run = shown();
    const before = run.frames.length;
    change(run);
    const since = run.frames.slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(since[0]?.view.state.kind).toBe("idle");
    expect(JSON.stringify(since)).not.toContain("Exampleshire");
    expect(run.lookup.cancelled).toBe(true);
  });

  test("makes a late answer to the patient before invisible (H-02)", () => {
    const run = asked();
    const late = run.lookup;
    run.openPatient("b", child(2));
    late.answers.next({ kind: "view", view: run.view(late, recordAbout(child(1), iso(run)), 2) });
    run.wait(5_000);
    expect(run.frames.some((frame) => frame.view.state.kind === "record")).toBe(false);
    expect(run.frame.contextKey).toBe("b");
  });

  test("to nobody shows nothing, and a lost context says so instead of showing nothing (H-02)", () => {
    const run = shown();
    run.tell({ kind: "close", key: "a" });
    expect(run.frame).toEqual({ contextKey: null, view: { key: null, state: { kind: "idle" } } });
    run.tell({ kind: "lost", reason: "expired" });
    expect(run.state).toMatchObject({ kind: "stale", reason: "context" });
    expect(run.frame.view.key).toBe(run.frame.contextKey);
  });

  test("that is old is ignored: a repeated or overtaken event changes nothing", () => {
    const run = shown();
    run.tellAs(1, { kind: "open", key: "b", patient: child(2) });
    run.tell({ kind: "close", key: "somebody-else" });
    expect(run.frame.contextKey).toBe("a");
    expect(run.state.kind).toBe("record");
  });

  test("in the host's adapter that breaks is shown as lost, never as nothing (H-02)", () => {
    const events = new Subject<ContextEvent>();
    const run = new PipelineRun({}, { events });
    events.next({ kind: "open", key: "a", patient: child(1), seq: 1, source: "test", at: iso(run) });
    events.error(new Error("the frame is gone"));
    expect(run.state).toMatchObject({ kind: "stale", reason: "context" });
    expect(run.ended).toBe("no");
  });
});

describe("an update of the same patient", () => {
  test("with a new NHS number says so, and asks about the new one (H-07)", () => {
    const run = shown();
    run.tell({ kind: "update", key: "a", patient: child(2) });
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-changed" });
    run.wait(1_000);
    expect(run.lookup.request.patient.nhsNumber).toBe(nhsNumberOf(2));
    expect(run.state.kind).toBe("checking");
  });

  test("with other details asks nothing, and draws them", () => {
    const run = shown();
    run.tell({
      kind: "update",
      key: "a",
      patient: child(1, { givenName: "New" }),
      encounter: { id: "visit-1" },
    });
    expect(run.frame.view).toMatchObject({ patient: { givenName: "New" }, state: { kind: "record" } });
    run.wait(60_000);
    expect(run.opened).toHaveLength(1);
  });

  test("is drawn in every state, because the banner blanks itself on every change of the host's", () => {
    const rename = (run: PipelineRun, name: string): number => {
      const before = run.frames.length;
      run.tell({
        kind: "update",
        key: "a",
        patient: child(1, { familyName: name, birthDate: "2019-04-15" }),
      });
      expect(run.frame.view.patient?.familyName).toBe(name);
      expect(run.frame.contextKey).toBe("a");
      return run.frames.length - before;
    };
    const run = new PipelineRun();
    run.openPatient("a", child(1, { nhsNumberStatus: "unverified" }));
    run.tell({ kind: "update", key: "a", patient: child(1) });
    expect(rename(run, "While-Dwelling")).toBe(1);
    run.wait(1_000);
    expect(run.frame.view.patient?.familyName).toBe("While-Dwelling");
    expect(rename(run, "While-Asked")).toBe(1);
    run.lookup.answers.error(new CpisError("CPIS_INTERNAL"));
    expect(rename(run, "While-Failed")).toBe(1);
    expect(run.opened).toHaveLength(1);
  });

  test("with the same number written differently asks nothing", () => {
    const run = shown();
    const spaced = nhsNumberOf(1).replace(/^(...)(...)/, "$1 $2 ");
    run.tell({
      kind: "update",
      key: "a",
      patient: child(1, { nhsNumber: spaced }),
      encounter: { id: "visit-1" },
    });
    expect(run.state.kind).toBe("record");
    run.wait(60_000);
    expect(run.opened).toHaveLength(1);
  });

  test("that makes a number verified late starts the lookup that could not start before (H-06)", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1, { nhsNumberStatus: "unverified" }));
    run.wait(10_000);
    run.tell({ kind: "update", key: "a", patient: child(1) });
    run.wait(1_000);
    expect(run.opened).toHaveLength(1);
  });

  test("that records a pregnancy asks about a patient who was not asked about before", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1, { birthDate: "1990-01-01" }));
    run.wait(10_000);
    run.tell({
      kind: "update",
      key: "a",
      patient: child(1, { birthDate: "1990-01-01", pregnancy: "pregnant" }),
    });
    run.wait(0);
    expect(run.lookup.request.patient.pregnancy).toBe("pregnant");
  });

  test("with a corrected date of birth takes away a record about somebody born on another day (H-01)", () => {
    const run = shown();
    const patient = child(1, { birthDate: "2018-01-01" });
    run.tell({ kind: "update", key: "a", patient, encounter: { id: "visit-1" } });
    expect(run.state).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
    expect(JSON.stringify(run.frame)).not.toContain("Exampleshire");
  });

  test("while an answer is awaited decides what that answer is compared with (H-01)", () => {
    const run = asked();
    run.tell({
      kind: "update",
      key: "a",
      patient: child(1, { birthDate: "2018-01-01" }),
      encounter: { id: "visit-1" },
    });
    run.answer(recordAbout(child(1), iso(run)), 2);
    expect(run.state).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
    expect(JSON.stringify(run.frames)).not.toContain("Exampleshire");
  });
});

describe("waiting", () => {
  test("is told after 5 seconds, and gives up for now after 30 (R-61)", () => {
    const run = asked();
    run.wait(4_999);
    expect(run.state).toMatchObject({ kind: "checking", phase: "asked" });
    run.wait(1);
    expect(run.state).toMatchObject({ kind: "checking", phase: "slow" });
    run.wait(24_999);
    expect(run.state.kind).toBe("checking");
    run.wait(1);
    expect(run.state).toMatchObject({ kind: "failed", reason: "no-answer-yet", reference: "CPIS-T01" });
  });

  test("ends with a late answer while the patient is still open (R-61)", () => {
    const run = asked();
    run.wait(40_000);
    run.answer(recordAbout(child(1), iso(run)), 2);
    expect(run.state.kind).toBe("record");
    expect(run.opened).toHaveLength(1);
  });

  test("counts from when the question left, even where another page asked it", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1));
    run.wait(1_000);
    const since = new Date(run.nowMs - 20_000).toISOString();
    run.answer({ kind: "checking", since, phase: "asked" }, 1);
    expect(run.state).toMatchObject({ kind: "checking", phase: "slow" });
    run.wait(10_000);
    expect(run.state).toMatchObject({ kind: "failed", reason: "no-answer-yet" });
  });

  test("never asks a second time by itself (R-61)", () => {
    const run = asked();
    run.wait(24 * 3_600_000);
    expect(run.opened).toHaveLength(1);
  });
});

describe("an answer", () => {
  test("is taken away when its time to live has passed; when and by whom stays (R-55)", () => {
    const run = asked();
    const checkedBy = { name: "Dr Test", you: true, bySystem: false };
    const retrievedAt = iso(run);
    const contentExpiresAt = new Date(run.nowMs + 60_000).toISOString();
    run.answer({ kind: "no-record", retrievedAt }, 2, { contentExpiresAt, checkedBy });
    run.wait(59_999);
    expect(run.state.kind).toBe("no-record");
    run.wait(1);
    expect(run.state).toEqual({
      kind: "stale",
      reason: "age",
      since: iso(run),
      checkedAt: retrievedAt,
      checkedBy,
    });
    expect(run.opened).toHaveLength(1);
  });

  test("is taken away by the gateway's clock, whatever this machine's says (H-27)", () => {
    const run = asked();
    const serverTime = new Date(run.nowMs - 7_200_000).toISOString();
    const contentExpiresAt = new Date(run.nowMs - 7_200_000 + 60_000).toISOString();
    run.answer(none(run), 2, { contentExpiresAt, serverTime });
    expect(run.frame.view.serverOffsetMs).toBe(-7_200_000);
    run.wait(60_000);
    expect(run.state.kind).toBe("stale");
  });

  test("that slept through its time to live is taken away on waking (R-55)", () => {
    let sleptMs = 0;
    const run: PipelineRun = new PipelineRun({}, { clock: { now: () => run.nowMs + sleptMs } });
    run.openPatient("a", child(1));
    run.wait(1_000);
    run.answer(none(run), 1, { contentExpiresAt: new Date(run.nowMs + 60_000).toISOString() });
    run.wakes.next();
    expect(run.state.kind).toBe("no-record");
    sleptMs = 3_600_000;
    run.wakes.next();
    expect(run.state.kind).toBe("stale");
  });

  test("that has expired before it arrives is never shown", () => {
    const run = asked();
    run.answer(recordAbout(child(1), iso(run)), 2, { contentExpiresAt: iso(run) });
    expect(run.frames.some(({ view }) => view.state.kind === "record")).toBe(false);
    expect(run.state.kind).toBe("stale");
  });

  test("without a stated time to live is kept for 15 minutes", () => {
    const run = asked();
    run.answer(none(run), 2);
    run.wait(15 * 60_000);
    expect(run.state.kind).toBe("stale");
  });

  test("for another lookup is never shown (H-02)", () => {
    const run = asked();
    const other = { ...run.view(run.lookup, none(run), 9), lookupId: "00000000-0000-4000-8000-00000000000F" };
    run.lookup.answers.next({ kind: "view", view: other });
    expect(run.state.kind).toBe("checking");
  });

  test("about another NHS number is never shown (H-01)", () => {
    const run = asked();
    run.answer(recordAbout(child(2), iso(run)), 2);
    expect(run.state).toMatchObject({ kind: "failed", reason: "about-someone-else" });
    expect(JSON.stringify(run.frames)).not.toContain("Exampleshire");
  });

  test("with only a birth year is compared by as much as it gives (H-01)", () => {
    const run = asked();
    run.answer(recordAbout(child(1, { birthDate: "2019" }), iso(run)), 2);
    expect(run.state.kind).toBe("record");
    run.answer(recordAbout(child(1, { birthDate: "2018" }), iso(run)), 3);
    expect(run.state).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
  });

  test("that is older than the one on screen changes nothing", () => {
    const run = shown();
    const before = run.frames.length;
    run.answer(checking(run), 1);
    run.answer(none(run), 2);
    expect(run.frames).toHaveLength(before);
  });
});

describe("a press", () => {
  test("asks again under a new id, and takes the old answer away first (R-60)", () => {
    const run = shown();
    run.press("check-again");
    expect(run.state.kind).toBe("checking");
    expect(run.opened).toHaveLength(2);
    expect(run.lookup.request).toMatchObject({
      trigger: "check-again",
      lookupId: expect.stringMatching(/2$/) as string,
    });
  });

  test("twice, or while an answer is awaited, asks once", () => {
    const run = shown();
    run.press();
    run.press();
    run.wait(4_000);
    run.press();
    expect(run.opened).toHaveLength(2);
  });

  test("after 30 seconds without an answer asks again, and the late answer to the first stays unseen", () => {
    const run = asked();
    const first = run.lookup;
    run.wait(30_000);
    run.press();
    first.answers.next({ kind: "view", view: run.view(first, recordAbout(child(1), iso(run)), 2) });
    expect(run.opened).toHaveLength(2);
    expect(run.state.kind).toBe("checking");
  });

  test("asks about an adult, whom nothing asks about by itself", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1, { birthDate: "1980-01-01" }));
    run.press("manual");
    expect(run.lookup.request.trigger).toBe("manual");
  });

  test("cannot ask without a verified number", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1, { nhsNumberStatus: "unverified" }));
    run.press("manual");
    expect(run.opened).toHaveLength(0);
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-unverified" });
  });

  test("meant for the patient before asks nothing about this one (H-01)", () => {
    const run = shown();
    run.openPatient("b", child(2));
    run.press("check-again", "a");
    expect(run.opened).toHaveLength(1);
  });
});

describe("a fault", () => {
  test.each([
    ["CPIS_ROLE_NOT_PERMITTED", { kind: "not-checked", reason: "not-permitted" }],
    ["CPIS_TOKEN_REJECTED", { kind: "not-checked", reason: "user-not-identified" }],
    ["CPIS_LOCATION_UNKNOWN", { kind: "not-checked", reason: "location-unknown" }],
    ["CPIS_TOO_MANY_REQUESTS", { kind: "not-checked", reason: "too-many" }],
    ["CPIS_GATEWAY_UNREACHABLE", { kind: "failed", reason: "gateway-unreachable" }],
    ["CPIS_MESSAGE_MALFORMED", { kind: "failed", reason: "answer-unreadable" }],
    ["CPIS_LOOKUP_NOT_FOUND", { kind: "failed", reason: "internal" }],
  ] as const)("%s becomes its own state, and the next patient is looked up (H-04)", (code, state) => {
    const run = asked();
    run.lookup.answers.error(new CpisError(code));
    expect(run.state).toMatchObject(state);
    run.openPatient("b", child(2));
    run.wait(1_000);
    expect(run.opened).toHaveLength(2);
  });

  test("in a record says that there was one (H-04)", () => {
    const run = asked();
    run.lookup.answers.error(new CpisError("CPIS_MESSAGE_MALFORMED", { context: { claimed: "record" } }));
    expect(run.state).toMatchObject({ kind: "failed", reason: "record-unreadable" });
  });

  test("of our own becomes a state too, and a press tries afresh", () => {
    const run = new PipelineRun(
      {},
      {
        asker: new BehaviorSubject<Asker>(() => {
          throw new Error("broken");
        }),
      },
    );
    run.openPatient("a", child(1));
    run.wait(1_000);
    expect(run.state).toMatchObject({ kind: "failed", reason: "internal" });
    run.press("check-again");
    expect(run.state).toMatchObject({ kind: "failed", reason: "internal" });
    expect(run.ended).toBe("no");
  });

  test("of the connection is said, and ends by itself without a second question", () => {
    const run = asked();
    run.lookup.answers.next({ kind: "unreachable" });
    expect(run.state).toMatchObject({ kind: "failed", reason: "gateway-unreachable" });
    run.wait(2_000);
    run.answer(checking(run), 1);
    expect(run.state.kind).toBe("checking");
    run.answer(recordAbout(child(1), iso(run)), 2);
    expect(run.state.kind).toBe("record");
    run.lookup.answers.next({ kind: "unreachable" });
    expect(run.state.kind).toBe("record");
    expect(run.opened).toHaveLength(1);
  });

  test("of the connection that lasts longer than the wait ends in what is true then", () => {
    const run = asked();
    run.lookup.answers.next({ kind: "unreachable" });
    run.wait(31_000);
    expect(run.state).toMatchObject({ reason: "gateway-unreachable" });
    run.answer(checking(run), 1);
    expect(run.state).toMatchObject({ kind: "failed", reason: "no-answer-yet" });
  });
});

describe("the gateway's settings", () => {
  test("that arrive late decide anew before anything is asked, and never ask again after", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1, { nhsNumberStatus: "unknown" }));
    expect(run.state).toMatchObject({ reason: "nhs-number-unverified" });
    run.wait(200);
    const eligibility = { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: true };
    const settings = { dwellMs: 2_000, eligibility, serverOffsetMs: 0, environment: "simulator" as const };
    run.settings.next(settings);
    expect(run.frame.view).toMatchObject({
      state: { kind: "checking", phase: "dwell" },
      environment: "simulator",
    });
    run.wait(1_799);
    expect(run.opened).toHaveLength(0);
    run.wait(1);
    expect(run.opened).toHaveLength(1);
    run.settings.next({ ...settings, dwellMs: 1 });
    run.wait(10_000);
    expect(run.opened).toHaveLength(1);
  });

  test("hold back what the gateway answered until they have said whether families can see the screen (H-29)", () => {
    const { discreet, ...untold } = { ...new PipelineRun().settings.value };
    expect(discreet).toBe(false);
    const run = new PipelineRun();
    run.settings.next(untold);
    run.openPatient("a", child(1));
    run.wait(1_000);
    run.answer(recordAbout(child(1), new Date(run.nowMs).toISOString()), 1);
    expect(run.state).toMatchObject({ kind: "checking" });
    expect(JSON.stringify(run.frame)).not.toContain("Exampleshire");
    expect(run.frame).not.toHaveProperty("version");
    run.settings.next({ ...untold, discreet: true });
    expect(run.state).toMatchObject({ kind: "record" });
  });

  test("are part of every view, so that the consequence of a press can be named", () => {
    const run = new PipelineRun({ accessMode: "unscheduled", safeguardingTelephone: "01632960199" });
    run.openPatient("a", child(1, { birthDate: "1980-01-01" }));
    expect(run.frame.view).toMatchObject({ accessMode: "unscheduled", safeguardingTelephone: "01632960199" });
  });
});
