import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { openCpisSchemas, type CpisSchemas } from "../../support/cpis-schemas.js";
import { hasSchemas } from "../../support/reference.js";
import { openCouncil, recordOf, type Council } from "./support.js";

const rootSchemas: Readonly<Record<string, string>> = {
  FileResponse: "REPC_MT000003GB01",
  "CP-ISAccessToServiceNotification": "REPC_MT000004GB01",
  "CP-ISInactiveNHSNumberNotification": "REPC_MT000005GB01",
};

if (hasSchemas) {
  describe("what CP-IS sends to councils, by the official schemas", () => {
    let schemas: CpisSchemas;
    let simulator: Simulator;
    let council: Council;
    beforeAll(() => {
      schemas = openCpisSchemas();
    });
    afterAll(() => {
      schemas.dispose();
    });
    beforeEach(async () => {
      simulator = await createSimulator();
      await simulator.start();
      council = openCouncil(simulator);
    });
    afterEach(async () => {
      await council.close();
      await simulator.stop();
    });

    /** Every file sent so far with its faults against the schema of its root. */
    function faults(): readonly (readonly string[])[] {
      return simulator.council.sent.map(({ meshMessageId }) => {
        const file = Buffer.from(simulator.mesh.messages.find(meshMessageId)?.chunks[0] ?? []).toString();
        const root = /<([A-Za-z-]+) xmlns=/.exec(file)?.[1] ?? "";
        return schemas.faults(rootSchemas[root] ?? "", file);
      });
    }
    it("answers to every kind of record, and to a file that could not be read", async () => {
      await council.upload(1, [
        recordOf("matches"),
        recordOf("not-found"),
        recordOf("number-replaced"),
        recordOf("expectant-mother"),
      ]);
      await council.send(Buffer.from("not a file"));
      expect(faults()).toEqual([[], []]);
    });

    it.each([
      "wrong-count",
      "unpaired-detail",
      "sequence-never-sent",
      "sequence-unreadable",
      "pds-unavailable",
    ] as const)("answers with the fault %s are valid too: only what they say is wrong", async (name) => {
      simulator.council.faults.forNext({ name });
      await council.upload(1, [recordOf("matches"), recordOf("not-found")]);
      expect(faults()).toEqual([[]]);
    });

    it("notices: empty, and of a closed number with and without a successor", async () => {
      await council.upload(1, [recordOf("matches"), recordOf("number-will-close")]);
      simulator.council.notifyNow("ZZL01");
      const numberOf = (story: "matches" | "number-will-close"): string =>
        syntheticCouncilPerson(story, Date.now()).nhsNumber;
      simulator.council.closeNhsNumber(numberOf("matches"));
      simulator.council.closeNhsNumber(numberOf("number-will-close"), ["9996880729"]);
      expect(faults()).toEqual([[], [], [], []]);
    });
  });
} else {
  describe("the official CP-IS schemas", () => {
    it("are not beside this repository (../shared/schemas/cpis): NOTHING was validated against them", () => {
      console.warn("The folder ../shared/schemas/cpis is absent: no notice was validated against it.");
      expect(hasSchemas).toBe(false);
    });
  });
}
