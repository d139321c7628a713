import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticPerson, type SyntheticStory } from "../../../src/testing/synthetic-people.js";
import { runCpis } from "../../support/cli.js";

function numberOf(story: SyntheticStory): string {
  return syntheticPerson(story, Date.now()).nhsNumber ?? "";
}

async function lookUp(...args: string[]) {
  const result = await runCpis(["lookup", ...args, "--json"]);
  return { ...result, json: JSON.parse(result.out) as Record<string, unknown> };
}

const forbidden = /\b(clear|OK|safe|no risk|negative|all good|none known)\b/i;

describe("cpis lookup without a configuration", () => {
  it("prints a record with its council, both numbers and whose answer it is, and ends with 0", async () => {
    const { exitCode, out, err } = await runCpis(["lookup", numberOf("current-protection-plan")]);
    expect(exitCode).toBe(0);
    expect(out).toContain("[simulator: not the live register]\nAlert: CP-IS returned a record");
    expect(out).toMatch(/This answer is for FERNSBY, Milo, born 03-Feb-20[0-9]{2}, NHS No. 999 526 0182/);
    expect(out).toContain("Northshire Council");
    expect(out).toMatch(/Office hours {4}01632 960101.*\n {2}Emergency duty {2}01632 960199/);
    expect(out).toContain(
      "NAIR, Priya, Emergency medicine registrar, Northgate General Hospital  (this check)",
    );
    expect(out).toContain("That is not a referral, and nobody may have read it.");
    expect(err).toMatch(
      /^No configuration: simulator and gateway started in this process; asking from location northgate-ed/,
    );
  });

  it("says that no record is not the absence of concerns, and ends with 0 (H-03)", async () => {
    const { exitCode, out } = await runCpis(["lookup", numberOf("no-record")]);
    expect(exitCode).toBe(0);
    expect(out).toContain("No record returned by CP-IS\n");
    expect(out).toContain("This does not mean there are no safeguarding concerns.");
    expect(out).toContain("Asked about NHS No. 999 030 8241");
    expect(out).not.toMatch(forbidden);
  });

  it("never announces an ended plan as an alert or as nothing (H-11)", async () => {
    const { exitCode, out } = await runCpis(["lookup", numberOf("ended-plan")]);
    expect(exitCode).toBe(0);
    expect(out).toContain("Ended: CP-IS returned a record with no current plan");
    expect(out).toMatch(/Child protection plan: ended, started \d\d-\w{3}-\d{4}, ended \d\d-\w{3}-\d{4}/);
  });

  it("says for whom an unborn child's plan is (H-08)", async () => {
    const { out } = await runCpis(["lookup", numberOf("unborn-plan")]);
    expect(out).toContain("This answer is for the mother: OKONJO, Blessing");
    expect(out).toContain("Unborn child protection plan, for the baby and not for this patient: current");
    expect(out).toContain("(usually the due date)");
  });

  it("lists both councils, each with its own numbers (H-10)", async () => {
    const { out } = await runCpis(["lookup", numberOf("two-councils")]);
    expect(out.indexOf("Weirdale County Council")).toBeGreaterThan(0);
    expect(out.indexOf("Northshire Council")).toBeGreaterThan(out.indexOf("Weirdale County Council"));
    for (const number of ["01632 960204", "01632 960299", "01632 960101", "01632 960199"]) {
      expect(out).toContain(number);
    }
  });

  it("says what of a record could not be read", async () => {
    const { json } = await lookUp(numberOf("partly-unreadable-record"));
    expect(json["outcome"]).toBe("record");
    const { out } = await runCpis(["lookup", numberOf("partly-unreadable-record")]);
    expect(out).toContain("A plan could not be read: phone the council.");
  });

  it.each([
    ["register-fault", "register-fault", "CPIS-R01"],
    ["unreadable-answer", "answer-unreadable", "CPIS-R02"],
    ["answer-about-another-child", "about-someone-else", "CPIS-P02"],
  ] as const)(
    "ends with 1 and failed for the story %s, never with no-record (H-04)",
    async (story, reason, reference) => {
      const { exitCode, json } = await lookUp(numberOf(story));
      expect(exitCode).toBe(1);
      expect(json).toMatchObject({ outcome: "failed", reason, reference });
      expect(json["meaning"]).toBe("The answer is not known. Treat as unknown: there may be a record.");
    },
  );

  it("fails for a date of birth that differs from the answer's (H-01)", async () => {
    const person = syntheticPerson("identity-mismatch", Date.now());
    const { exitCode, json } = await lookUp(person.nhsNumber ?? "", "--birth-date", person.birthDate);
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ outcome: "failed", reason: "identity-mismatch" });
  });

  it("prints JSON and nothing else with --json, for every outcome", async () => {
    const record = await lookUp("999 526 0182");
    expect(record.exitCode).toBe(0);
    expect(Object.keys(record.json)[0]).toBe("outcome");
    expect(record.json).toMatchObject({
      outcome: "record",
      environment: "simulator",
      locationId: "northgate-ed",
      accessMode: "unscheduled",
      reused: false,
      record: { authorities: [{ odsCode: "ZZL01" }] },
    });
    const none = await lookUp(numberOf("no-record-with-reason"));
    expect(none.json).toMatchObject({ outcome: "no-record" });
    expect(none.json).not.toHaveProperty("record");
  });

  it.each(["9995260183", "999526018", "0000000001", "abcdefghij", "99952601820"])(
    "asks nobody about %s, which is not an NHS number, and ends with 1",
    async (text) => {
      const { exitCode, json, err } = await lookUp(text);
      expect(exitCode).toBe(1);
      expect(json).toEqual({
        outcome: "not-checked",
        reason: "nhs-number-invalid",
        meaning: "The register has not been asked. Treat as unknown.",
      });
      expect(err).toBe("");
    },
  );

  it("reads the number from standard input", async () => {
    const { exitCode, out } = await runCpis(["lookup", "-", "--json"], { input: "999 030 8241\n" });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: "no-record" });
    const empty = await runCpis(["lookup", "--json"], { input: "" });
    expect(empty.exitCode).toBe(1);
    expect(JSON.parse(empty.out)).toMatchObject({ outcome: "not-checked", reason: "nhs-number-missing" });
  });

  it("asks nothing for a location that is not configured", async () => {
    const { exitCode, json } = await lookUp("9995260182", "--location", "nowhere");
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ outcome: "not-checked", reason: "location-unknown" });
  });

  it("lets the location decide: the doctor of the emergency department is refused in the clinic (R-50)", async () => {
    const { exitCode, json } = await lookUp("9995260182", "--location", "northgate-clinic");
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ outcome: "not-checked", reason: "not-permitted" });
    expect(json).not.toHaveProperty("record");
  });
});

describe("cpis lookup with a register of its own", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "cpis-cli-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("answers from the seed", async () => {
    const seed = join(folder, "register.json");
    const council = { odsCode: "ZZL77", name: "Eastmere Council", emergencyDutyTelephone: "01632960777" };
    const child = {
      nhsNumber: "9990308241",
      givenName: "Isla",
      familyName: "Wren-Carter",
      birthDate: "2022-10-30",
      plans: [{ kind: "looked-after-child", authority: "ZZL77", startDate: "-10d" }],
    };
    writeFileSync(seed, JSON.stringify({ authorities: [council], children: [child] }));
    const { exitCode, out } = await runCpis(["lookup", "9990308241", "--seed", seed]);
    expect(exitCode).toBe(0);
    expect(out).toContain("Eastmere Council");
    expect(out).toContain("Office hours    Not known");
    expect(out).toContain("The office hours of this council are not known here: try both.");
  });

  it("names the place of a fault in the seed, and says that nothing was asked", async () => {
    const seed = join(folder, "wrong.json");
    writeFileSync(seed, JSON.stringify({ authorities: [], children: [{ nhsNumber: "9990308241" }] }));
    const { exitCode, out, err } = await runCpis(["lookup", "9990308241", "--seed", seed, "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: "not-checked", reason: "gateway-not-started" });
    expect(err).toContain("CPIS_CONFIG_INVALID");
    expect(err).toContain("children[0]");
    expect(err).not.toContain("9990308241");
  });
});
