import { describe, expect, test } from "vitest";
import type { UncheckedPatient } from "../../../src/contract/lookup.js";
import { parseUncheckedPatient } from "../../../src/contract/parse-lookup.js";
import type { PatientRef } from "../../../src/domain/patient-context.js";
import { createUncheckedTeller } from "../../../src/pipeline/tell-unchecked.js";
import { defaultSiteSettings, type Ask, type SiteSettings } from "../../../src/pipeline/pipeline-inputs.js";
import { child, nhsNumberOf, PipelineRun } from "./pipeline-run.js";

const untraced = child(1, { nhsNumberStatus: "unverified" });

/** A run whose gateway takes reports, or refuses as many as it is told to. */
function reporting(settings: Partial<SiteSettings> = {}, refusals = 0) {
  const reports: UncheckedPatient[] = [];
  const tellUnchecked = createUncheckedTeller((report) => {
    reports.push(report);
    return reports.length > refusals ? Promise.resolve() : Promise.reject(new Error("not now"));
  });
  const run = new PipelineRun(settings);
  const ask: Ask = Object.assign((...question: Parameters<Ask>) => run.ask(...question), { tellUnchecked });
  run.asker.next(ask);
  return { run, reports, ask };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a patient whom the page cannot ask about", () => {
  test.each<[string, Partial<PatientRef>, string]>([
    ["no NHS number", { nhsNumber: "" }, "nhs-number-missing"],
    ["an NHS number that is none", { nhsNumber: "9990001015" }, "nhs-number-invalid"],
    ["an NHS number that nobody has traced", { nhsNumberStatus: "unverified" }, "nhs-number-unverified"],
  ])("with %s is reported once they have stayed open for the dwell time (H-06)", (_what, details, reason) => {
    const { run, reports } = reporting();
    const localIds = [{ system: "mrn", value: "P1" }];
    run.openPatient("a", child(1, { localIds, ...details }), "visit-1");
    run.wait(999);
    expect(reports).toEqual([]);
    run.wait(1);
    const [report] = reports;
    expect(report).toEqual({
      reportId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      locationId: "ED-MAIN",
      reason,
      encounter: { id: "visit-1" },
      localId: { system: "mrn", value: "P1" },
    });
    expect(parseUncheckedPatient(report)).toEqual(report);
    expect(run.opened).toEqual([]);
  });

  test("is not reported where another is opened, or they are closed, before that (H-06)", () => {
    const { run, reports } = reporting();
    run.openPatient("a", untraced);
    run.wait(999);
    run.openPatient("b", child(2));
    run.wait(60_000);
    run.openPatient("c", untraced);
    run.wait(500);
    run.tell({ kind: "close", key: "c" });
    run.wait(60_000);
    expect(reports).toEqual([]);
  });

  test("is reported once however often the host says it again, and again in another encounter (H-06)", () => {
    const { run, reports } = reporting();
    run.openPatient("a", untraced, "visit-1");
    run.wait(2_000);
    run.openPatient("a", untraced, "visit-1");
    run.wait(2_000);
    run.tell({ kind: "update", key: "a", patient: untraced, encounter: { id: "visit-1" } });
    run.settings.next({ ...run.settings.value, dwellMs: 500 });
    run.press("manual");
    run.wait(2_000);
    expect(reports).toHaveLength(1);
    run.openPatient("a", untraced, "visit-2");
    run.wait(2_000);
    expect(reports.map(({ encounter }) => encounter?.id)).toEqual(["visit-1", "visit-2"]);
    expect(new Set(reports.map(({ reportId }) => reportId)).size).toBe(2);
  });

  test("is reported once the script that can has come, and never where it does not (H-06)", () => {
    const { run, reports, ask } = reporting();
    run.asker.next("coming");
    run.openPatient("a", untraced);
    run.wait(5_000);
    run.asker.next("missing");
    run.wait(5_000);
    expect(reports).toEqual([]);
    run.asker.next(ask);
    expect(reports).toHaveLength(1);
  });

  test("is not reported while the site may still say that their number can be used (H-06)", () => {
    const { run, reports } = reporting();
    const untold = defaultSiteSettings;
    run.settings.next(untold);
    run.openPatient("a", child(1, { nhsNumberStatus: "unknown" }));
    run.wait(5_000);
    const eligibility = { ...untold.eligibility, acceptUnknownNhsNumberStatus: true };
    run.settings.next({ ...untold, eligibility, discreet: false });
    run.wait(5_000);
    expect(reports).toEqual([]);
    expect(run.opened).toHaveLength(1);
  });

  test("because they are an adult is nobody's omission, and not reported", () => {
    const { run, reports } = reporting();
    run.openPatient("a", child(1, { birthDate: "1980-01-01" }));
    run.wait(60_000);
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "not-in-automatic-group" });
    expect(reports).toEqual([]);
  });
});

describe("a report", () => {
  test("that fails is sent once more, the same, and the screen says what it said before (H-06)", async () => {
    const { run, reports } = reporting({}, 2);
    run.openPatient("a", untraced, "visit-1");
    run.wait(1_000);
    const frames = run.frames.length;
    for (let round = 0; round < 3; round += 1) {
      await settled();
      run.wait(60_000);
    }
    expect(reports).toHaveLength(2);
    expect(reports[1]).toEqual(reports[0]);
    expect(run.frames).toHaveLength(frames);
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-unverified" });
    expect(run.ended).toBe("no");
  });

  test("holds no name, no date of birth and nothing of the number (H-06)", () => {
    const { run, reports } = reporting();
    const details = {
      nhsNumber: "999 000 1015",
      familyName: "Rell",
      givenName: "Ama",
      birthDate: "2019-04-14",
    };
    run.openPatient("a", child(1, { ...details, localIds: [{ system: "", value: "x".repeat(257) }] }));
    run.wait(1_000);
    expect(Object.keys(reports[0] ?? {}).sort()).toEqual(["locationId", "reason", "reportId"]);
    expect(JSON.stringify(reports)).not.toMatch(/999 ?000|Rell|Ama|2019/);
  });
});

test("a lookup brings the host's own number, by which an earlier report is known to be settled (H-06)", () => {
  const { run } = reporting();
  run.openPatient("a", child(1, { localIds: [{ system: "mrn", value: "P1" }] }), "visit-1");
  run.wait(1_000);
  expect(run.lookup.request).toMatchObject({
    patient: { nhsNumber: nhsNumberOf(1) },
    localId: { system: "mrn", value: "P1" },
  });
});
