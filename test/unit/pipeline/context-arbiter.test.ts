import { BehaviorSubject, Subject, VirtualTimeScheduler } from "rxjs";
import { describe, expect, test } from "vitest";
import { clockJumps } from "../../../src/pipeline/clock-jumps.js";
import { child, PipelineRun, recordAbout } from "./pipeline-run.js";

const minute = 60_000;

/** A run with a record on screen. */
function showing(run: PipelineRun): PipelineRun {
  run.openPatient("a", child(1), "visit");
  run.wait(1_000);
  run.answer(recordAbout(child(1), new Date(run.nowMs).toISOString()), 3);
  expect(run.state.kind).toBe("record");
  return run;
}

describe("a page that has missed something", () => {
  test("wipes in the same call, tells the adapter to forget, and asks nothing until the host opens anew (H-02)", () => {
    const run = showing(new PipelineRun());
    const asked = run.lookup;
    run.interruptions.next("suspended");
    expect(run.state).toMatchObject({ kind: "stale", reason: "context" });
    expect(asked.cancelled).toBe(true);
    expect(run.forgotten).toBe(1);
    run.tell({
      kind: "update",
      key: "a",
      patient: child(1, { familyName: "Again" }),
      encounter: { id: "visit" },
    });
    run.tell({ kind: "heartbeat" });
    run.press("check-again");
    run.wait(60 * minute);
    expect(run.state.kind).toBe("stale");
    expect(run.opened).toHaveLength(1);
    run.openPatient("a", child(1), "visit");
    run.wait(1_000);
    expect(run.opened).toHaveLength(2);
  });

  test("while nobody is open has nothing to lose", () => {
    const run = new PipelineRun();
    run.interruptions.next("suspended");
    expect(run.state.kind).toBe("idle");
    expect(run.forgotten).toBe(1);
  });

  test("never draws an answer that arrives afterwards (H-02)", () => {
    const run = new PipelineRun();
    run.openPatient("a", child(1));
    run.wait(1_000);
    run.interruptions.next("suspended");
    run.answer(recordAbout(child(1), new Date(run.nowMs).toISOString()), 3);
    expect(run.frames.some(({ view }) => view.state.kind === "record")).toBe(false);
  });
});

test("what a host says while its page is wiped is not forgotten (H-01, H-02)", () => {
  const order: string[] = [];
  const run = showing(
    new PipelineRun(
      {},
      {
        forget: () => {
          order.push("forget");
        },
      },
    ),
  );
  run.onFrame = ({ view }) => {
    if (view.state.kind !== "stale") return;
    order.push("stale");
    run.openPatient("b", child(2));
  };
  run.interruptions.next("suspended");
  expect(order).toEqual(["forget", "stale"]);
  expect(run.frame).toMatchObject({ contextKey: "b", view: { state: { kind: "checking" } } });
});

describe("a host that is heard regularly", () => {
  test("and falls silent loses the context; its heartbeats kept it (H-02)", () => {
    const run = showing(new PipelineRun({}, { silenceMs: 30_000 }));
    for (let beat = 0; beat < 5; beat += 1) {
      run.wait(25_000);
      run.tell({ kind: "heartbeat" });
    }
    expect(run.state.kind).toBe("record");
    run.wait(29_999);
    expect(run.state.kind).toBe("record");
    run.wait(1);
    expect(run.state).toMatchObject({ kind: "stale", reason: "context" });
    expect(run.forgotten).toBe(1);
    run.tell({ kind: "heartbeat" });
    run.wait(minute);
    expect(run.state.kind).toBe("stale");
  });

  test("is not kept alive by repeating an old heartbeat (H-02)", () => {
    const run = showing(new PipelineRun({}, { silenceMs: 30_000 }));
    run.wait(20_000);
    run.tellAs(1, { kind: "heartbeat" });
    run.wait(10_000);
    expect(run.state.kind).toBe("stale");
  });

  test("is not drawn anew at every heartbeat", () => {
    const run = showing(new PipelineRun({}, { silenceMs: 30_000 }));
    const drawn = run.frames.length;
    run.tell({ kind: "heartbeat" });
    expect(run.frames).toHaveLength(drawn);
  });
});

describe("a screen that nobody uses", () => {
  test("is cleared after the site's idle time, says so, and asks nothing by itself (H-29)", () => {
    const run = showing(new PipelineRun({ idleMs: 5 * minute }));
    run.wait(4 * minute);
    run.activity.next();
    run.wait(5 * minute - 1);
    expect(run.state.kind).toBe("record");
    run.wait(1);
    expect(run.state).toMatchObject({ kind: "stale", reason: "idle" });
    expect(run.forgotten).toBe(1);
    run.activity.next();
    run.wait(60 * minute);
    expect(run.state).toMatchObject({ kind: "stale", reason: "idle" });
    expect(run.opened).toHaveLength(1);
  });

  test("is not cleared where the site has set no time, nor kept by the host's heartbeats where it has (H-29)", () => {
    const never = showing(new PipelineRun());
    never.wait(14 * minute);
    expect(never.state.kind).toBe("record");
    const run = showing(new PipelineRun({ idleMs: minute }));
    for (let beat = 0; beat < 6; beat += 1) {
      run.wait(10_000);
      run.tell({ kind: "heartbeat" });
    }
    expect(run.state).toMatchObject({ kind: "stale", reason: "idle" });
  });

  test("counts from when the gateway has told the time", () => {
    const run = showing(new PipelineRun());
    run.settings.next({ ...run.settings.value, idleMs: minute });
    run.wait(minute);
    expect(run.state).toMatchObject({ kind: "stale", reason: "idle" });
  });
});

describe("sources that disagree", () => {
  test("are said to, in words of their own (H-01)", () => {
    const run = showing(new PipelineRun());
    run.tell({ kind: "lost", reason: "conflict" });
    expect(run.state).toMatchObject({ kind: "stale", reason: "conflict" });
  });

  test("an update for a patient who is not open loses the context as a conflict (H-01)", () => {
    const run = showing(new PipelineRun());
    run.tell({ kind: "update", key: "b", patient: child(2) });
    expect(run.state).toMatchObject({ kind: "stale", reason: "conflict" });
  });
});

describe("a patient whose NHS number is replaced", () => {
  test("is wiped, asked about under the new number, and the answer says so (H-07)", () => {
    const run = showing(new PipelineRun());
    run.tell({ kind: "update", key: "a", patient: child(2), encounter: { id: "visit" } });
    expect(run.frames.some(({ view }) => view.state.kind === "record" && view.numberChanged === true)).toBe(
      false,
    );
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-changed" });
    run.wait(1_000);
    expect(run.lookup.request.patient.nhsNumber).toBe(child(2).nhsNumber);
    run.answer({ kind: "no-record", retrievedAt: "2026-01-05T14:30:05.000Z" }, 3);
    expect(run.frame.view).toMatchObject({ state: { kind: "no-record" }, numberChanged: true });
    run.tell({
      kind: "update",
      key: "a",
      patient: { ...child(2), nhsNumberStatus: "unverified" },
      encounter: { id: "visit" },
    });
    expect(run.frame.view.numberChanged).toBe(true);
  });

  test("and is not verified is not asked about, and both are said (H-07)", () => {
    const run = showing(new PipelineRun());
    run.tell({
      kind: "update",
      key: "a",
      patient: { ...child(2), nhsNumberStatus: "unverified" },
      encounter: { id: "visit" },
    });
    run.wait(minute);
    expect(run.frame.view).toMatchObject({
      state: { kind: "not-checked", reason: "nhs-number-unverified" },
      numberChanged: true,
    });
    expect(run.opened).toHaveLength(1);
  });

  test("and who was closed for a moment by the host's way of saying it is told of all the same (H-07)", () => {
    const run = showing(new PipelineRun());
    run.tell({ kind: "close", key: "a" });
    run.tell({ kind: "open", key: "b", patient: child(2), numberChanged: true });
    expect(run.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-changed" });
  });
});

test("a host that answers one event of ours with the next change of patient, inside the first, is followed (H-01)", () => {
  const run = new PipelineRun();
  run.onFrame = ({ view }) => {
    if (view.state.kind === "record") run.openPatient("b", child(2));
    if (view.patient?.familyName === "First")
      run.tell({ kind: "update", key: "b", patient: child(2, { familyName: "Second" }) });
  };
  run.openPatient("a", child(1));
  run.wait(1_000);
  run.answer(recordAbout(child(1), new Date(run.nowMs).toISOString()), 3);
  expect(run.frame).toMatchObject({ contextKey: "b", view: { key: "b", state: { kind: "checking" } } });
  run.tell({ kind: "update", key: "b", patient: child(2, { familyName: "First" }) });
  expect(run.frame.view.patient?.familyName).toBe("Second");
});

describe("a clock", () => {
  function watched(): {
    wait(ms: number): void;
    set(ms: number): void;
    sleep(ms: number, isCounted: boolean): void;
    wakes: Subject<void>;
    jumps(): number;
  } {
    const scheduler = new VirtualTimeScheduler();
    const wakes = new Subject<void>();
    const extra = new BehaviorSubject({ wall: 0, steady: 0 });
    let count = 0;
    clockJumps({
      clock: { now: () => scheduler.now() + extra.value.wall },
      steady: { now: () => scheduler.now() + extra.value.steady },
      timers: {
        after: (delayMs, run) => {
          const scheduled = scheduler.schedule(run, delayMs);
          return () => scheduled.unsubscribe();
        },
      },
      wakes,
    }).subscribe(() => (count += 1));
    const add = (wall: number, steady: number): void =>
      extra.next({ wall: extra.value.wall + wall, steady: extra.value.steady + steady });
    return {
      wakes,
      wait(ms) {
        scheduler.schedule(() => undefined, ms);
        scheduler.maxFrames = scheduler.now() + ms;
        scheduler.flush();
      },
      set: (ms) => add(ms, 0),
      sleep: (ms, isCounted) => add(ms, isCounted ? ms : 0),
      jumps: () => count,
    };
  }

  test.each([3_600_000, -3_600_000, 5_000])(
    "that is set by %i ms is noticed within 2 seconds, once (H-02)",
    (ms) => {
      const clock = watched();
      clock.wait(minute);
      clock.set(ms);
      clock.wait(2_000);
      expect(clock.jumps()).toBe(1);
      clock.wait(10 * minute);
      expect(clock.jumps()).toBe(1);
    },
  );

  test.each([true, false])(
    "of a machine that slept is noticed on waking (steady clock slept: %s) (H-02)",
    (isCounted) => {
      const clock = watched();
      clock.wait(minute);
      clock.sleep(20 * minute, isCounted);
      clock.wakes.next();
      expect(clock.jumps()).toBe(1);
    },
  );

  test("that drifts, or a page whose timers are slowed down, is left alone", () => {
    const clock = watched();
    for (let hour = 0; hour < 24; hour += 1) {
      clock.set(20);
      clock.wait(minute);
      clock.sleep(61_000, true);
    }
    expect(clock.jumps()).toBe(0);
  });
});
