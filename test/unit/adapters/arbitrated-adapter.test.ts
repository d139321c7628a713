import { Subject, VirtualTimeScheduler } from "rxjs";
import { beforeEach, describe, expect, test } from "vitest";
import { createArbitratedAdapter } from "../../../adapters/arbitrated-adapter.js";
import type { ContextEvent, PatientRef } from "../../../src/domain/patient-context.js";
import type { ContextAdapter } from "../../../src/ports/context-adapter.js";
import { child } from "../pipeline/pipeline-run.js";

type Body = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

class Source implements ContextAdapter {
  readonly events = new Subject<ContextEvent>();
  forgotten = 0;
  started = false;
  private seq = 0;

  constructor(
    readonly id: string,
    readonly silenceMs?: number,
  ) {}
  start(): void {
    this.started = true;
  }
  stop(): void {
    this.started = false;
  }
  forget(): void {
    this.forgotten += 1;
  }
  tell(body: Body): void {
    this.seq += 1;
    this.events.next({ ...body, seq: this.seq, source: this.id, at: "2026-01-05T14:30:00.000Z" });
  }
  open(patient: PatientRef, key = `${this.id}-${String(this.seq)}`): void {
    this.tell({ kind: "open", key, patient });
  }
  close(): void {
    this.tell({ kind: "close", key: null });
  }
}

let scheduler: VirtualTimeScheduler;
let one: Source;
let other: Source;
let adapter: ContextAdapter;
let told: ContextEvent[];

const renumbered = (n: number): PatientRef => ({
  ...child(n),
  birthDate: "2019-04-14",
  localIds: [{ system: "urn:site", value: "P1" }],
});
const kinds = (): readonly string[] =>
  told.map((event) => (event.kind === "lost" ? event.reason : event.kind));
const last = (): ContextEvent | undefined => told.at(-1);

function wait(ms: number): void {
  scheduler.schedule(() => undefined, ms);
  scheduler.maxFrames = scheduler.now() + ms;
  scheduler.flush();
}

function arbitrate(...sources: readonly Source[]): void {
  scheduler = new VirtualTimeScheduler();
  told = [];
  adapter = createArbitratedAdapter(sources, {
    clock: scheduler,
    timers: {
      after: (delayMs, run) => {
        const scheduled = scheduler.schedule(run, delayMs);
        return () => scheduled.unsubscribe();
      },
    },
  });
  adapter.events.subscribe((event) => told.push(event));
  adapter.start();
}

beforeEach(() => {
  one = new Source("one");
  other = new Source("other");
  arbitrate(one, other);
});

describe("two sources", () => {
  test("that name one patient open it once, described by the first that knows a number", () => {
    one.open(child(1, { familyName: "Of-one" }));
    other.open(child(1, { familyName: "Of-other" }));
    expect(kinds()).toEqual(["open"]);
    expect(last()).toMatchObject({ patient: { familyName: "Of-one" } });
  });

  test("that name two patients take the first away at once, open neither, and are in conflict after a second (H-01)", () => {
    one.open(child(1));
    other.open(child(2));
    expect(kinds()).toEqual(["open", "close"]);
    wait(999);
    expect(kinds()).toEqual(["open", "close"]);
    wait(1);
    expect(kinds()).toEqual(["open", "close", "conflict"]);
    one.tell({ kind: "heartbeat" });
    wait(10_000);
    expect(kinds()).toEqual(["open", "close", "conflict"]);
    other.open(child(1));
    expect(last()).toMatchObject({ kind: "open", patient: { nhsNumber: child(1).nhsNumber } });
  });

  test("that follow one another within the second open the new patient when both have (H-02)", () => {
    one.open(child(1));
    other.open(child(1));
    one.open(child(2));
    wait(300);
    expect(kinds()).toEqual(["open", "close"]);
    other.close();
    other.open(child(2));
    expect(kinds()).toEqual(["open", "close", "open"]);
    wait(5_000);
    expect(last()).toMatchObject({ kind: "open", patient: { nhsNumber: child(2).nhsNumber } });
  });

  test("of which one closes take the patient away at once, and are in conflict if the other does not follow", () => {
    one.open(child(1));
    other.open(child(1));
    other.close();
    expect(last()?.kind).toBe("close");
    wait(1_000);
    expect(kinds()).toEqual(["open", "close", "conflict"]);
    one.close();
    expect(last()).toMatchObject({ kind: "close" });
  });

  test("of which one drops out lose the patient, and the other must open anew (H-02)", () => {
    one.open(child(1), "a");
    other.open(child(1));
    other.tell({ kind: "lost", reason: "disconnected" });
    expect(kinds()).toEqual(["open", "disconnected"]);
    expect([one.forgotten, other.forgotten]).toEqual([1, 1]);
    one.tell({ kind: "update", key: "a", patient: child(1, { familyName: "Again" }) });
    expect(kinds()).toEqual(["open", "disconnected"]);
    one.open(child(1));
    expect(kinds()).toEqual(["open", "disconnected", "open"]);
  });

  test("of which one has never spoken are decided by the other, and its falling out changes nothing", () => {
    one.open(child(1));
    other.tell({ kind: "lost", reason: "disconnected" });
    expect(kinds()).toEqual(["open"]);
  });

  test("of which one joins late with the same patient ask nothing anew (R-60)", () => {
    one.open(child(1));
    wait(60_000);
    other.tell({ kind: "open", key: "late", patient: child(1), encounter: { id: "visit" } });
    expect(kinds()).toEqual(["open"]);
  });

  test("of which one only ever closes are closed by it, and opened again by the other alone", () => {
    one.open(child(1), "a");
    other.close();
    expect(kinds()).toEqual(["open", "close"]);
    one.tell({ kind: "update", key: "a", patient: child(1, { familyName: "Again" }) });
    wait(5_000);
    expect(kinds()).toEqual(["open", "close"]);
    one.open(child(2));
    expect(kinds()).toEqual(["open", "close", "open"]);
  });

  test("of which one logs out know nobody until somebody opens anew", () => {
    one.open(child(1));
    other.open(child(1));
    other.tell({ kind: "lost", reason: "logout" });
    expect(kinds()).toEqual(["open", "logout"]);
    other.open(child(3));
    expect(last()).toMatchObject({ kind: "open", patient: { nhsNumber: child(3).nhsNumber } });
  });

  test("of which one learns the number later agree then, within the second", () => {
    one.open(child(1));
    other.open({ localIds: [] }, "b");
    expect(last()?.kind).toBe("close");
    other.tell({ kind: "update", key: "b", patient: child(1) });
    expect(kinds()).toEqual(["open", "close", "open"]);
    wait(5_000);
    expect(last()?.kind).toBe("open");
  });

  test.each<[string, Partial<PatientRef>, Partial<PatientRef>, boolean]>([
    ["equal numbers written differently", { nhsNumber: "999 000 1014" }, { nhsNumber: "9990001014" }, true],
    ["equal numbers and other dates of birth", {}, { birthDate: "2011-01-01" }, false],
    ["equal numbers and a year that fits", {}, { birthDate: "2019" }, true],
    [
      "no number on one side and the same local identifier",
      { localIds: [{ system: "mrn", value: "7" }] },
      { nhsNumber: "", localIds: [{ system: "mrn", value: "7" }] },
      true,
    ],
    [
      "no number on one side and another local identifier",
      { localIds: [{ system: "mrn", value: "7" }] },
      { nhsNumber: "", localIds: [{ system: "mrn", value: "8" }] },
      false,
    ],
    ["nothing to compare", { nhsNumber: "" }, { nhsNumber: "" }, false],
  ])("with %s agree or do not (H-01)", (_what, first, second, agree) => {
    const shared = { nhsNumber: "9990001014" };
    one.open(child(0, { ...shared, ...first }));
    other.open(child(0, { ...shared, ...second }));
    wait(1_000);
    expect(kinds()).toEqual(agree ? ["open"] : ["open", "close", "conflict"]);
  });
});

test("a source that contradicts itself, or repeats an old event, is not believed (H-01)", () => {
  one.open(child(1), "a");
  one.events.next({ kind: "open", key: "old", patient: child(2), seq: 1, source: "one", at: "" });
  expect(kinds()).toEqual(["open"]);
  one.tell({ kind: "update", key: "b", patient: child(2) });
  expect(kinds()).toEqual(["open", "conflict"]);
});

test("a source that falls silent drops out (H-02)", () => {
  one = new Source("one", 30_000);
  arbitrate(one, other);
  one.open(child(1));
  wait(29_000);
  one.tell({ kind: "heartbeat" });
  wait(29_999);
  expect(kinds()).toEqual(["open"]);
  wait(1);
  expect(kinds()).toEqual(["open", "disconnected"]);
});

test("a page that has lost the context by itself needs an open, and a disagreement from before is forgotten", () => {
  one.open(child(1));
  other.open(child(2));
  adapter.forget?.();
  wait(5_000);
  expect(kinds()).toEqual(["open", "close"]);
  expect([one.forgotten, other.forgotten]).toEqual([1, 1]);
  other.open(child(1));
  expect(kinds()).toEqual(["open", "close", "open"]);
});

test("an arbiter that is stopped closes and stops its sources", () => {
  one.open(child(1));
  adapter.stop();
  expect(last()?.kind).toBe("close");
  expect([one.started, other.started]).toEqual([false, false]);
  one.open(child(2));
  expect(last()?.kind).toBe("close");
});

describe("a person whose NHS number is replaced in one source after the other (H-07)", () => {
  beforeEach(() => {
    one.open(renumbered(1));
    other.open(renumbered(1));
  });

  test("is wiped at the first word, and opened under the new number with a word about it", () => {
    one.open(renumbered(2));
    expect(last()).toMatchObject({ kind: "close" });
    other.open(renumbered(2));
    expect(last()).toMatchObject({ kind: "open", numberChanged: true });
    expect(last()).toHaveProperty("patient.nhsNumber", child(2).nhsNumber);
  });

  test("is said so too when the second source takes so long that the two conflict", () => {
    one.open(renumbered(2));
    wait(5_000);
    expect(last()).toMatchObject({ kind: "lost", reason: "conflict" });
    other.open(renumbered(2));
    expect(last()).toMatchObject({ kind: "open", numberChanged: true });
  });

  test("is said so where only one source has spoken", () => {
    other.tell({ kind: "lost", reason: "disconnected" });
    one.open(renumbered(1));
    one.open(renumbered(2));
    expect(last()).toMatchObject({ kind: "open", numberChanged: true });
  });

  test.each([
    ["another patient", () => child(2)],
    [
      "a patient with another identifier",
      () => ({ ...renumbered(2), localIds: [{ system: "urn:site", value: "P2" }] }),
    ],
    ["a patient born on another day", () => ({ ...renumbered(2), birthDate: "2001-01-01" })],
  ])("is not taken for %s (H-01)", (_who, who) => {
    one.open(who());
    other.open(who());
    expect(last()).toMatchObject({ kind: "open" });
    expect(last()).not.toHaveProperty("numberChanged");
  });

  test("is nobody's any more once a source has closed, or the page has lost the context", () => {
    one.close();
    other.close();
    one.open(renumbered(2));
    other.open(renumbered(2));
    expect(last()).not.toHaveProperty("numberChanged");
    adapter.forget?.();
    one.open(renumbered(3));
    other.open(renumbered(3));
    expect(last()).not.toHaveProperty("numberChanged");
  });
});
