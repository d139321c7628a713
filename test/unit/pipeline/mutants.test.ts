import { describe, expect, test } from "vitest";
import { mutants, historiesOver } from "./histories/mutants.js";

const most = 20_000;

describe("the histories notice a defect", () => {
  test.each(mutants)(
    "$name (H-01, H-02)",
    async (mutant) => {
      const play = await historiesOver(mutant.edits);
      const { histories, failed } = play(most, 1);
      console.log(
        `defect "${mutant.name}": caught after ${histories} histories: ${failed?.complaints[0] ?? "NOT CAUGHT"}`,
      );
      expect(failed?.complaints.length).toBeGreaterThan(0);
    },
    120_000,
  );

  test("and none where there is none", async () => {
    const play = await historiesOver([]);
    expect(play(1_000, 1).failed).toBeUndefined();
  }, 120_000);
});
