import { describe, expect, it, test } from "vitest";
import { isAway, namesOf, teamName, type WorkerDirectory } from "../../../src/domain/worker-directory.js";

const directory: WorkerDirectory = {
  teams: [
    { id: "east", name: "East Assessment Team" },
    { id: "edt", name: "Emergency Duty Team" },
  ],
  workers: [
    { id: "sam", name: "Sam Worker", teamId: "east", away: [{ from: "2026-12-21", until: "2027-01-02" }] },
    { id: "gwen", name: "Gwen Ashby", teamId: "gone" },
  ],
  emergencyDutyTeamId: "edt",
  dutyManagerId: "gwen",
};
const autumn = Date.parse("2026-11-21T12:00:00Z");

describe("names behind a routing target", () => {
  it("are those of the worker and of the worker's team", () => {
    expect(namesOf(directory, { kind: "worker", workerId: "sam" }, autumn)).toEqual({
      workerName: "Sam Worker",
      teamName: "East Assessment Team",
    });
    expect(namesOf(directory, { kind: "team", teamId: "east" }, autumn)).toEqual({
      teamName: "East Assessment Team",
    });
    expect(namesOf(directory, { kind: "emergency-duty-team" }, autumn)).toEqual({
      teamName: "Emergency Duty Team",
    });
    expect(namesOf(directory, { kind: "duty-manager" }, autumn)).toEqual({ workerName: "Gwen Ashby" });
  });

  it("are absent, never guessed, where the directory does not have them", () => {
    expect(namesOf(directory, { kind: "worker", workerId: "kim" }, autumn)).toEqual({});
    expect(namesOf(directory, { kind: "data-officer" }, autumn)).toEqual({});
    expect(namesOf({ teams: [], workers: [] }, { kind: "duty-manager" }, autumn)).toEqual({});
    expect(teamName(directory, undefined)).toBeUndefined();
  });

  it("are the case's own for a worker whom the directory does not have, and for nobody else", () => {
    const known = { id: "kim", name: "Kim Temp" };
    expect(namesOf(directory, { kind: "worker", workerId: "kim" }, autumn, known)).toEqual({
      workerName: "Kim Temp",
    });
    expect(namesOf(directory, { kind: "worker", workerId: "lee" }, autumn, known)).toEqual({});
  });

  test("say that a worker is away, so that nobody relies on an absent worker's tray (H-18)", () => {
    const target = { kind: "worker", workerId: "sam" } as const;
    expect(namesOf(directory, target, Date.parse("2026-12-24T12:00:00Z"))).toMatchObject({
      workerAway: true,
    });
    expect(namesOf(directory, target, autumn)).not.toHaveProperty("workerAway");
  });
});

it.each([
  ["2026-12-20T23:59:59Z", false],
  ["2026-12-21T00:00:00Z", true],
  ["2027-01-02T23:59:59Z", true],
  ["2027-01-03T00:00:00Z", false],
])("days out of office are days in England, both included (%s)", (at, away) => {
  const [sam] = directory.workers;
  expect(sam !== undefined && isAway(sam, Date.parse(at))).toBe(away);
});
