import { expect, test } from "vitest";
import { historiesOver } from "./histories/mutants.js";

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
