import { VirtualTimeScheduler } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  createElementContext,
  type AgeLimit,
  type ElementContext,
} from "../../../adapters/element-context.js";
import {
  attributesPatient,
  propertyPatient,
  type ElementPatient,
  type PatientElement,
} from "../../../adapters/read-element.js";
import type { ContextEvent, PatientRef } from "../../../src/domain/patient-context.js";

const hour = 3_600_000;

const inVirtualTime = (scheduler: VirtualTimeScheduler): AgeLimit => ({
  maxAgeMs: 8 * hour,
  clock: scheduler,
  timers: {
    after: (delayMs, run) => {
      const scheduled = scheduler.schedule(run, delayMs);
      return () => scheduled.unsubscribe();
    },
  },
});

function listening(): { context: ElementContext; events: ContextEvent[]; scheduler: VirtualTimeScheduler } {
  const events: ContextEvent[] = [];
  const scheduler = new VirtualTimeScheduler();
  const context = createElementContext((event) => events.push(event), inVirtualTime(scheduler));
  return { context, events, scheduler };
}

const said = (patient: Partial<PatientRef>, encounter?: string): ElementPatient => ({
  patient: { localIds: [], ...patient },
  ...(encounter === undefined ? {} : { encounter: { id: encounter } }),
});

describe("what the host says of its patient", () => {
  test("is told again under the same key where the screen has wiped itself at a repetition (H-05)", () => {
    const { context, events } = listening();
    context.say(said({ nhsNumber: "9990001014" }, "visit-1"));
    context.say(said({ nhsNumber: "9990001014" }, "visit-1"), undefined, true);
    expect(events.map(({ kind, seq }) => [kind, seq])).toEqual([
      ["open", 1],
      ["update", 2],
    ]);
    expect(events[1]).toMatchObject({ key: "element-1" });
  });

  test("opens once, however often it is repeated", () => {
    const { context, events } = listening();
    context.say(said({ nhsNumber: "9990001014" }, "visit-1"));
    context.say(said({ nhsNumber: "9990001014" }, "visit-1"));
    expect(events).toEqual([
      {
        kind: "open",
        key: "element-1",
        patient: { localIds: [], nhsNumber: "9990001014" },
        encounter: { id: "visit-1" },
        seq: 1,
        source: "element",
        at: "1970-01-01T00:00:00.000Z",
      },
    ]);
  });

  test.each<[string, ElementPatient, ElementPatient, "open" | "update"]>([
    [
      "another number without local ids",
      said({ nhsNumber: "9990001014" }),
      said({ nhsNumber: "9990001022" }),
      "open",
    ],
    [
      "another date of birth without local ids",
      said({ birthDate: "2019-01-01" }),
      said({ birthDate: "2019-01-02" }),
      "open",
    ],
    [
      "another encounter",
      said({ nhsNumber: "9990001014" }, "a"),
      said({ nhsNumber: "9990001014" }, "b"),
      "open",
    ],
    [
      "another local id",
      said({ localIds: [{ system: "mrn", value: "1" }] }),
      said({ localIds: [{ system: "mrn", value: "2" }] }),
      "open",
    ],
    [
      "a name",
      said({ nhsNumber: "9990001014" }),
      said({ nhsNumber: "9990001014", familyName: "Test" }),
      "update",
    ],
    [
      "another number with the same local id",
      said({ nhsNumber: "9990001014", localIds: [{ system: "mrn", value: "1" }] }),
      said({ nhsNumber: "9990001022", localIds: [{ system: "mrn", value: "1" }] }),
      "update",
    ],
    [
      "another number and date of birth with the same local id",
      said({ nhsNumber: "9990001014", birthDate: "2019-01-01", localIds: [{ system: "mrn", value: "1" }] }),
      said({ nhsNumber: "9990001022", birthDate: "2011-01-01", localIds: [{ system: "mrn", value: "1" }] }),
      "open",
    ],
  ])("with %s is the event it must be (H-01)", (_what, before, after, kind) => {
    const { context, events } = listening();
    context.say(before);
    context.say(after);
    expect(events[1]?.kind).toBe(kind);
    const [first, second] = events.map((event) => ("key" in event ? event.key : ""));
    expect(first === second).toBe(kind === "update");
  });

  test("gets a key that was never used before, even for the same patient (H-02)", () => {
    const { context, events } = listening();
    for (let time = 0; time < 3; time += 1) {
      context.say(said({ nhsNumber: "9990001014" }));
      context.say(undefined);
    }
    const opened = events.filter(({ kind }) => kind === "open");
    expect(new Set(opened.map((event) => event.kind === "open" && event.key)).size).toBe(3);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(JSON.stringify(events.filter(({ kind }) => kind === "close"))).not.toContain("999");
  });

  test("that was forgotten is opened anew by its next repetition, under a new key (H-02)", () => {
    const { context, events } = listening();
    context.say(said({ nhsNumber: "9990001014" }));
    context.forget();
    expect(events).toHaveLength(1);
    context.say(said({ nhsNumber: "9990001014" }));
    expect(events.map(({ kind }) => kind)).toEqual(["open", "open"]);
    context.forget();
    context.close();
    expect(events).toHaveLength(2);
  });

  test("whose number the host replaces attribute by attribute is opened as the same person (H-07)", () => {
    const { context, events } = listening();
    const mrn = [{ system: "mrn", value: "1" }];
    context.say(said({ nhsNumber: "9990001014", birthDate: "2019-01-01", localIds: mrn }));
    const before = context.close();
    context.say(said({ nhsNumber: "9990001022", birthDate: "2019-01-01", localIds: mrn }), before);
    expect(events.at(-1)).toMatchObject({ kind: "open", numberChanged: true });
    const again = context.close();
    context.say(said({ nhsNumber: "9990001014", birthDate: "2011-01-01", localIds: mrn }), again);
    expect(events.at(-1)).not.toHaveProperty("numberChanged");
  });

  test("is given up after eight hours without a word, and a word makes it young again", () => {
    const { context, events, scheduler } = listening();
    context.say(said({ nhsNumber: "9990001014" }));
    scheduler.maxFrames = 7 * hour;
    scheduler.schedule(() => context.say(said({ nhsNumber: "9990001014", familyName: "Test" })), 7 * hour);
    scheduler.flush();
    scheduler.maxFrames = 15 * hour - 1;
    scheduler.flush();
    expect(events.map(({ kind }) => kind)).toEqual(["open", "update"]);
    scheduler.maxFrames = 15 * hour;
    scheduler.flush();
    expect(events.at(-1)).toMatchObject({ kind: "lost", reason: "expired" });
    context.say(said({ nhsNumber: "9990001014", familyName: "Test" }));
    expect(events.at(-1)?.kind).toBe("open");
  });

  test("is given up on waking where the machine slept past its age", () => {
    const events: ContextEvent[] = [];
    const clock = { nowMs: 0 };
    const scheduler = new VirtualTimeScheduler();
    scheduler.now = () => clock.nowMs;
    const context = createElementContext((event) => events.push(event), inVirtualTime(scheduler));
    context.say(said({ nhsNumber: "9990001014" }));
    context.expireIfDue();
    expect(events).toHaveLength(1);
    clock.nowMs = 8 * hour;
    context.expireIfDue();
    expect(events.at(-1)).toMatchObject({ kind: "lost", reason: "expired" });
  });
});

describe("reading the element", () => {
  const element = (patient: unknown, attributes: Record<string, string> = {}): PatientElement =>
    ({ patient, getAttribute: (name: string) => attributes[name] ?? null }) as unknown as PatientElement;

  test("copies what the host assigned, so that a later change of its object is no silent change", () => {
    const given = {
      nhsNumber: " 999 000 1014 ",
      birthDate: "2019-04-14",
      encounterId: "visit-1",
      localIds: [{ system: "mrn", value: "7" }],
    };
    const read = propertyPatient(element(given));
    given.nhsNumber = "changed";
    expect(read).toEqual({
      patient: {
        nhsNumber: "999 000 1014",
        birthDate: "2019-04-14",
        localIds: [{ system: "mrn", value: "7" }],
      },
      encounter: { id: "visit-1" },
    });
  });

  test.each([
    ["a number that is no text", { nhsNumber: 9990001014 }],
    ["local ids that are none", { localIds: "mrn" }],
    ["a pregnancy that is not a documented word", { pregnancy: "yes" }],
  ])("takes %s for missing", (_what, patient) => {
    expect(propertyPatient(element(patient))).toEqual({ patient: { localIds: [] } });
  });

  test("takes a status that is not a documented word for unknown, never for verified (H-01)", () => {
    expect(propertyPatient(element({ nhsNumberStatus: "Verified!" }))?.patient.nhsNumberStatus).toBe(
      "unknown",
    );
    expect(propertyPatient(element({ nhsNumberStatus: "verified" }))?.patient.nhsNumberStatus).toBe(
      "verified",
    );
  });

  test("finds nobody where nothing is said", () => {
    expect(propertyPatient(element(null))).toBeUndefined();
    expect(attributesPatient(element(undefined))).toBeUndefined();
  });

  test("reads attributes together", () => {
    const attributes = {
      "nhs-number": "9990001014",
      "nhs-number-status": "verified",
      "birth-date": "2019-04-14",
      "family-name": "Test",
      "given-name": "Ann",
      "title-prefix": "Miss",
      gender: "Female",
      pregnancy: "not-recorded",
      "encounter-id": "visit-1",
      "local-id": "7",
      "local-id-system": "mrn",
    };
    expect(attributesPatient(element(undefined, attributes))).toEqual({
      patient: {
        nhsNumber: "9990001014",
        nhsNumberStatus: "verified",
        birthDate: "2019-04-14",
        familyName: "Test",
        givenName: "Ann",
        title: "Miss",
        gender: "Female",
        pregnancy: "not-recorded",
        localIds: [{ system: "mrn", value: "7" }],
      },
      encounter: { id: "visit-1" },
    });
  });
});
