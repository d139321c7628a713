import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LookupState } from "../../src/domain/lookup-state.js";
import type { Scenario } from "../../src/simulator/scenarios.js";
import { openRequest, patientOf, startBench, type Bench } from "../integration/gateway/support.js";

/** Short waits: a refused reply never reaches the inbox, so its lookup ends by time. */
const waits = { answerMs: 1_500, lateAnswerMs: 3_000 };

describe("a reply that is not a good answer", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ plan: { lookups: waits } });
  });
  afterAll(() => bench.stop());

  /** Asks with a fault in force, under an encounter of its own so that nothing is re-used. */
  async function askWith(scenario: Scenario): Promise<LookupState> {
    bench.simulator.scenarios.forNext(scenario);
    const request = openRequest({ encounter: { id: crypto.randomUUID() } });
    await bench.open(request);
    return (await bench.settle(request.lookupId)).state;
  }

  const failures: readonly (readonly [string, Scenario, string])[] = [
    ["truncated", { name: "malformed", form: "truncated" }, "answer-unreadable"],
    ["with a DOCTYPE", { name: "malformed", form: "doctype" }, "answer-unreadable"],
    ["with entities", { name: "malformed", form: "entities" }, "answer-unreadable"],
    ["of 100 MB", { name: "malformed", form: "huge" }, "no-answer"],
    ["that is not multipart", { name: "malformed", form: "not-multipart" }, "no-answer"],
    ["with a wrong root", { name: "malformed", form: "wrong-root" }, "answer-unreadable"],
    ["with an unknown code", { name: "malformed", form: "unknown-code" }, "register-fault"],
    ["for another child", { name: "for-another-child" }, "about-someone-else"],
    ["with another date of birth", { name: "identity-mismatch" }, "identity-mismatch"],
    ["whose correlation disagrees", { name: "disagreeing-correlation" }, "answer-unreadable"],
    ["to a message nobody sent", { name: "unknown-ref" }, "no-answer"],
    ["to another party", { name: "wrong-party" }, "no-answer"],
    ["that is an application error", { name: "mcci-ae" }, "register-fault"],
    ["that reports a fault of the register", { name: "register-fault" }, "register-fault"],
    ["that never comes", { name: "never-answers" }, "no-answer"],
    ["refused by an ErrorList", { name: "error-list" }, "rejected"],
    ["refused by a Fault", { name: "fault", codes: ["201"] }, "rejected"],
    ["refused with an HTTP status", { name: "http-status", status: 400 }, "rejected"],
  ];

  test.each(failures)(
    "%s ends as a failure with its reason, never as no record (H-04)",
    async (_, scenario, reason) => {
      expect(await askWith(scenario)).toMatchObject({ kind: "failed", reason });
    },
  );

  test("the process has survived them all and still answers rightly", async () => {
    const answered = await bench.open(openRequest({ encounter: { id: "after" } }));
    expect((await bench.settle(answered.lookupId)).state.kind).toBe("record");
    const none = openRequest({ patient: patientOf("no-record"), encounter: { id: "after" } });
    await bench.open(none);
    expect((await bench.settle(none.lookupId)).state.kind).toBe("no-record");
  });

  const partly: readonly (readonly [string, Scenario, string])[] = [
    ["an unknown plan template", { name: "unknown-plan-template" }, "plan-unreadable"],
    ["more than 25 accesses", { name: "more-than-25-accesses" }, "too-many-accesses"],
    ["counts that disagree", { name: "counts-disagree" }, "record-count-differs"],
  ];

  test.each(partly)(
    "a record with %s is drawn, with what could not be read said",
    async (_, scenario, gap) => {
      const state = await askWith(scenario);
      expect(state.kind === "record" ? state.record.gaps : state).toContain(gap);
      expect(state.kind === "record" && state.record.authorities.length).toBeGreaterThan(0);
    },
  );

  test("a reply before the 202, a reply twice and replies out of order are each shown once and to their own patient", async () => {
    expect((await askWith({ name: "reply-before-202" })).kind).toBe("record");
    expect((await askWith({ name: "answers-twice" })).kind).toBe("record");
    bench.simulator.scenarios.forNext({ name: "out-of-order" });
    const first = openRequest({ encounter: { id: "first" } });
    await bench.open(first);
    const second = openRequest({ patient: patientOf("no-record"), encounter: { id: "second" } });
    await bench.open(second);
    expect((await bench.settle(second.lookupId)).state.kind).toBe("no-record");
    expect((await bench.settle(first.lookupId)).state.kind).toBe("record");
  });

  test("every query that left has its intent and its outcome in the audit", async () => {
    await bench.simulator.settled();
    const rows = await bench.audit({ limit: 1_000 });
    const intents = rows.filter((row) => row.action === "intent").map((row) => row.messageId);
    const outcomes = rows.filter((row) => row.action === "outcome").map((row) => row.messageId);
    expect(new Set(intents).size).toBe(intents.length);
    expect(new Set(outcomes)).toEqual(new Set(intents));
    const left = bench.simulator.received.map((query) => query.messageId);
    expect(left.filter((messageId) => !intents.includes(messageId))).toEqual([]);
  });
});
