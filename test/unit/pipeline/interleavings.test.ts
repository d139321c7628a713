import { expect, test } from "vitest";
import { historiesOver } from "./histories/mutants.js";
import { portWords } from "./histories/port-words.js";
import { dwellMs, openStage } from "./histories/stage.js";
import { perform } from "./histories/world.js";

const cases = Number(process.env["CPIS_INTERLEAVINGS"] ?? 20_000);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);

test(
  `${cases} random histories show no answer to the wrong patient, too late, or after its time (H-01, H-02)`,
  async () => {
    const playHistories = await historiesOver([]);
    const { histories, answersSeen, questions, said, failed } = playHistories(cases, seed);
    console.log(
      `interleavings: ${histories} histories, seed ${seed}: ${failed === undefined ? 0 : "AT LEAST 1"} wrong or leftover; ` +
        `${questions} questions, ${answersSeen} drawings of an answer, ${said.size} words of 8 vocabularies`,
    );
    expect(failed).toBeUndefined();
    // Histories in which nothing is ever asked or answered would prove nothing.
    expect(questions).toBeGreaterThan(cases / 2);
    expect(answersSeen).toBeGreaterThan(cases / 2);
    expect([...said.values()].every((count) => count > cases / 2_000)).toBe(true);
  },
  600_000 + cases * 5,
);

test("the oracle notices a leftover: an answer kept on screen after the patient has changed (H-02)", () => {
  const stage = openStage(portWords, undefined);
  const { banner, host, oracle, run } = stage;
  host.says["open"]?.(0, 0);
  run.wait(dwellMs);
  const step = { do: "answer", lookup: 0, what: "record", version: 1, ttlMs: 900_000, times: 1 } as const;
  perform(stage, step);
  const kept = banner.shown;
  expect(kept?.state.kind).toBe("record");
  expect(oracle.complaints).toEqual([]);
  oracle.opens(1);
  oracle.check(kept);
  expect(oracle.complaints).toEqual(
    expect.arrayContaining(["another patient's name", "an answer from before", "an answer about another"]),
  );
  stage.leave();
});
