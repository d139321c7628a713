import { afterEach, describe, expect, it } from "vitest";
import type { ContractPlan } from "../../../src/config/plan.js";
import type { Scenario } from "../../../src/simulator/scenarios.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { eventually, neverAborted, startPair, type SpinePair } from "./support.js";

const milo = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";

const contract: ContractPlan = {
  pattern: "reliable",
  cpaId: "S9999A999001",
  syncReply: true,
  retries: 2,
  retryIntervalMs: 50,
  persistDurationMs: 10_000,
  actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
};

describe("sending on the reliable contract", () => {
  let pair: SpinePair;
  afterEach(() => pair.stop());
  const start = async (change: Partial<ContractPlan> = {}): Promise<void> => {
    const reliable = { ...contract, ...change };
    pair = await startPair({ pattern: "reliable", plan: { contract: reliable } });
  };

  it("an Acknowledgment of our message is accepted", async () => {
    await start();
    expect(await pair.transport.send(pair.query(milo), neverAborted)).toEqual({
      kind: "accepted",
      attempts: 1,
    });
    await pair.simulator.settled();
    expect(pair.inbox.replies).toHaveLength(1);
  });

  const mendable: readonly (readonly [string, Scenario])[] = [
    ["an empty 202", { name: "acceptance-without-acknowledgment" }],
    ["an Acknowledgment of another message", { name: "foreign-acknowledgment" }],
    ["a fault 200", { name: "fault", codes: ["200"] }],
    ["faults 206 and 208", { name: "fault", codes: ["206", "208"] }],
    ["HTTP 503", { name: "http-status", status: 503 }],
    ["a reset after reading", { name: "connection-reset", when: "after-reading" }],
    ["a reset before reading", { name: "connection-reset", when: "before-reading" }],
  ];
  it.each(mendable)(
    "after %s the same bytes are sent again, and Spine takes them in once (R-60)",
    async (_name, scenario) => {
      await start();
      pair.simulator.scenarios.forNext(scenario);
      const query = pair.query(milo);
      expect(await pair.transport.send(query, neverAborted)).toEqual({ kind: "accepted", attempts: 2 });
      await pair.simulator.settled();
      const { received } = pair.simulator;
      expect(new Set(received.map(({ bodyDigest }) => bodyDigest)).size).toBe(1);
      expect(new Set(received.map(({ messageId }) => messageId))).toEqual(new Set([query.messageId]));
      expect(received.filter(({ outcome }) => outcome === "processed")).toHaveLength(1);
      expect(pair.inbox.replies).toHaveLength(1);
    },
  );

  const final: readonly (readonly [string, Scenario, object])[] = [
    ["a fault 201", { name: "fault", codes: ["201"] }, { layer: "fault", codes: ["201"] }],
    [
      "faults 200 and 201",
      { name: "fault", codes: ["200", "201"] },
      { layer: "fault", codes: ["200", "201"] },
    ],
    [
      "an ErrorList",
      { name: "error-list", errorCode: "SecurityFailure" },
      { layer: "ebxml", codes: ["SecurityFailure"] },
    ],
    ["HTTP 403", { name: "http-status", status: 403 }, { layer: "http", codes: ["403"] }],
  ];
  it.each(final)("%s is final", async (_name, scenario, expected) => {
    await start();
    pair.simulator.scenarios.forAll(scenario);
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "rejected", ...expected, attempts: 1 });
    expect(pair.simulator.received).toHaveLength(1);
  });

  it("there are as many attempts as the contract allows, and no more", async () => {
    await start();
    pair.simulator.scenarios.forAll({ name: "http-status", status: 503 });
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 3 });
    expect(pair.simulator.received).toHaveLength(3);
  });

  it("faults to the end are a refusal, but not after an attempt that may have arrived", async () => {
    await start();
    pair.simulator.scenarios.forAll({ name: "fault", codes: ["206"] });
    const refused = await pair.transport.send(pair.query(milo), neverAborted);
    expect(refused).toEqual({ kind: "rejected", layer: "fault", codes: ["206"], attempts: 3 });
    pair.simulator.scenarios.forNext({ name: "connection-reset", when: "after-reading" });
    const doubtful = await pair.transport.send(pair.query(milo), neverAborted);
    expect(doubtful).toEqual({ kind: "unknown", attempts: 3 });
  });

  it("the interval lies between two attempts", async () => {
    await start({ retryIntervalMs: 200 });
    pair.simulator.scenarios.forNext({ name: "http-status", status: 503 });
    await pair.transport.send(pair.query(milo), neverAborted);
    const [first, second] = pair.simulator.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(190);
  });

  it("no attempt begins after the persist duration", async () => {
    await start({ retryIntervalMs: 300, persistDurationMs: 100 });
    pair.simulator.scenarios.forAll({ name: "http-status", status: 503 });
    const outcome = await pair.transport.send(pair.query(milo), neverAborted);
    expect(outcome).toEqual({ kind: "unknown", attempts: 1 });
  });

  it("a reply that comes while a retry waits cancels it", async () => {
    await start({ retryIntervalMs: 60_000, persistDurationMs: 600_000 });
    pair.simulator.scenarios.forAll({ name: "acceptance-without-acknowledgment" });
    const replyCame = new AbortController();
    const outcome = pair.transport.send(pair.query(milo), replyCame.signal);
    await eventually(() => pair.inbox.replies.length === 1, "the reply comes");
    replyCame.abort();
    expect(await outcome).toEqual({ kind: "unknown", attempts: 1 });
    expect(pair.simulator.received).toHaveLength(1);
  });
});
