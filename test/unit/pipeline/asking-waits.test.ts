import { expect, test } from "vitest";
import { child, PipelineRun, recordAbout } from "./pipeline-run.js";

const dwellMs = 1_000;

/** A page in which the script that asks, and draws answers, has not come. */
function before(what: "coming" | "missing"): PipelineRun {
  const run = new PipelineRun();
  run.asker.next(what);
  return run;
}

test("nothing is asked while the script that draws answers is on its way, however long that takes (H-05)", () => {
  const run = before("coming");
  run.openPatient("a", child(1));
  run.wait(600_000);
  expect(run.opened).toEqual([]);
  expect(run.state).toMatchObject({ kind: "checking", phase: "dwell" });
  run.press("manual");
  run.wait(600_000);
  expect(run.opened).toEqual([]);
});

test("the question leaves once the script has come, and only once (H-05)", () => {
  const run = before("coming");
  run.openPatient("a", child(1));
  run.wait(dwellMs * 5);
  run.asker.next(run.ask);
  expect(run.opened).toHaveLength(1);
  run.asker.next(run.ask);
  run.wait(dwellMs * 5);
  expect(run.opened).toHaveLength(1);
  run.answer(recordAbout(child(1), new Date(run.nowMs).toISOString()), 1);
  expect(run.state.kind).toBe("record");
});

test("a script that comes early shortens no dwell time", () => {
  const run = before("coming");
  run.openPatient("a", child(1));
  run.asker.next(run.ask);
  run.wait(dwellMs - 1);
  expect(run.opened).toEqual([]);
  run.wait(1);
  expect(run.opened).toHaveLength(1);
});

test("a script that could not be loaded is said as a failed check, never as no answer (H-04, H-05)", () => {
  const run = before("missing");
  run.openPatient("a", child(1));
  run.wait(dwellMs);
  expect(run.state).toMatchObject({ kind: "failed", reason: "page-incomplete", reference: "CPIS-B01" });
  expect(run.opened).toEqual([]);
});

test("a press asks nothing without the script, and there is one question when it comes (H-05)", () => {
  const run = before("missing");
  run.openPatient("a", child(1));
  run.wait(dwellMs);
  run.asker.next("coming");
  run.press("check-again");
  expect(run.state).toMatchObject({ kind: "checking", phase: "dwell" });
  run.press("check-again");
  run.asker.next("missing");
  expect(run.state).toMatchObject({ kind: "failed", reason: "page-incomplete" });
  run.asker.next(run.ask);
  expect(run.opened).toHaveLength(1);
});

test("a script that comes after a change of patient asks about the new one alone (H-01)", () => {
  const run = before("coming");
  run.openPatient("a", child(1));
  run.wait(dwellMs);
  run.openPatient("b", child(2));
  run.wait(dwellMs);
  run.asker.next(run.ask);
  expect(run.opened.map(({ request }) => request.patient.nhsNumber)).toEqual([child(2).nhsNumber]);
  expect(run.frame.contextKey).toBe("b");
});

test("a script that comes when nobody is open asks nothing (H-01)", () => {
  const run = before("coming");
  run.openPatient("a", child(1));
  run.wait(dwellMs);
  run.tell({ kind: "close", key: "a" });
  run.asker.next(run.ask);
  run.wait(dwellMs * 5);
  expect(run.opened).toEqual([]);
  expect(run.state.kind).toBe("idle");
});

test("who need not be asked about is said so without the script", () => {
  const run = before("missing");
  run.openPatient("a", child(1, { nhsNumberStatus: "unverified" }));
  expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-unverified" });
});

test("a patient whose number has changed is said so while the script is on its way (H-07)", () => {
  const run = before("coming");
  run.openPatient("a", child(1), "visit");
  run.tell({ kind: "update", key: "a", patient: child(2), encounter: { id: "visit" } });
  run.wait(dwellMs * 2);
  expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-changed" });
  expect(run.opened).toEqual([]);
});
