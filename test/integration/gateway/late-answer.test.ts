import { Subject, takeWhile, tap, lastValueFrom } from "rxjs";
import { afterEach, describe, expect, test } from "vitest";
import { createGatewayConnection } from "../../../src/plugin/gateway-connection.js";
import { createHttpLookupClient } from "../../../src/plugin/http-lookup-client.js";
import { defaultLookupTimings } from "../../../src/plugin/lookup-timings.js";
import type { LookupUpdate } from "../../../src/ports/lookup-client.js";
import { openRequest, patientOf, startBench, type Bench } from "./support.js";

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.stop();
  bench = undefined;
});

/** Follows a lookup as a page does, over the page's own client, until it completes. */
async function follow(made: Bench): Promise<readonly string[]> {
  const token = await made.mint.token();
  const client = createHttpLookupClient({
    connection: createGatewayConnection(made.apiUrl, () => Promise.resolve(token)),
    timings: { ...defaultLookupTimings, pollMs: 50, slowPollMs: 50, latePollMs: 50 },
    page: { isHidden: () => false, changes: new Subject() },
    places: () => Promise.resolve(() => undefined),
    random: () => 0.5,
  });
  const states: string[] = [];
  const note = (update: LookupUpdate): void => {
    const state = update.kind === "view" ? update.view.state : { kind: update.kind };
    const word = state.kind === "failed" && "reason" in state ? state.reason : state.kind;
    // On a slow machine a reading may fall between the deadline and its being written down, or take long.
    const isPassing = word === "no-answer-yet" || word === "unreachable";
    if (!isPassing && states.at(-1) !== word) states.push(word);
  };
  const updates = client.open(openRequest()).pipe(
    tap(note),
    takeWhile(() => states.length < 20),
  );
  await lastValueFrom(updates, { defaultValue: undefined });
  return states;
}

describe("a page whose lookup ended without an answer", () => {
  test("is told of the record that comes after it, and stops reading then (H-02, R-61)", async () => {
    bench = await startBench({
      plan: { lookups: { answerMs: 300, lateAnswerMs: 20_000 } },
      simulator: { replyDelayMs: 2_500 },
    });
    bench.simulator.scenarios.forNext({ name: "connection-reset", when: "after-reading" });
    expect(await follow(bench)).toEqual(["checking", "outcome-unknown", "record"]);
    expect(bench.simulator.received).toHaveLength(1);
  });

  test("is told of an answer whether a later one may still replace it: no record may, a record may not (H-02)", async () => {
    bench = await startBench();
    const none = await bench.open({ patient: patientOf("no-record"), encounter: { id: "none" } });
    expect(await bench.settle(none.lookupId)).toMatchObject({
      state: { kind: "no-record" },
      mayStillChange: true,
    });
    const held = await bench.open({ encounter: { id: "record" } });
    const answered = await bench.settle(held.lookupId);
    expect(answered.state.kind).toBe("record");
    expect(answered).not.toHaveProperty("mayStillChange");
  });

  test("stops reading when the time of a late answer is over", async () => {
    bench = await startBench({ plan: { lookups: { answerMs: 300, lateAnswerMs: 1_500 } } });
    bench.simulator.scenarios.forNext({ name: "connection-reset", when: "before-reading" });
    expect(await follow(bench)).toEqual(["checking", "outcome-unknown"]);
  });
});
