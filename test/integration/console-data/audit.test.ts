import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsoleAuditChain, ConsoleAuditPage } from "../../../src/contract/console.js";
import { auditChain, auditPage } from "../../../src/contract/parse-console-audit.js";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { patientOf } from "../gateway/support.js";
import { expectOnly, startConsoleBench, type ConsoleBench } from "./support.js";

const searchPath = "/api/v1/console/audit/search";
const exportPath = "/api/v1/console/audit/export";
const child = syntheticPerson("current-protection-plan", Date.now()).nhsNumber ?? "";
const yearMs = 365 * 86_400_000;

let bench: ConsoleBench;
beforeAll(async () => {
  bench = await startConsoleBench();
  for (const story of ["current-protection-plan", "no-record"] as const) {
    const lookupId = newLookupId();
    await bench.open({ lookupId, patient: patientOf(story), encounter: { id: `ENC-${story}` } });
    await bench.settle(lookupId);
  }
});
afterAll(() => bench.stop());

const search = (changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  from: new Date(Date.now() - yearMs).toISOString(),
  to: new Date(Date.now() + 60_000).toISOString(),
  reason: "Call from the council of 3 December",
  ...changes,
});

async function find(changes?: Readonly<Record<string, unknown>>): Promise<ConsoleAuditPage> {
  const response = await bench.post(searchPath, search(changes), bench.as("auditor"));
  expect(response.status).toBe(200);
  const page: unknown = await response.json();
  expect(auditPage(page, { path: "", issues: [] })).toEqual(page);
  return page as ConsoleAuditPage;
}

describe("searching the audit", () => {
  it("is an auditor's, and exporting needs a fresh sign-in", async () => {
    await expectOnly(bench, ["auditor"], (who) => bench.post(searchPath, search(), who));
    await expectOnly(bench, ["auditor"], (who) => bench.get("/api/v1/console/audit/chain", who));
    await expectOnly(bench, ["auditor"], (who) => bench.post("/api/v1/console/audit/verify", {}, who));
    const order = search({ format: "csv" });
    await expectOnly(bench, ["auditor"], (who) => bench.post(exportPath, order, who));
    const stale = await bench.post(exportPath, order, bench.as("auditor"));
    expect(await stale.json()).toMatchObject({ status: 403, code: "CPIS_STEP_UP_NEEDED" });
  });

  it("finds the rows about one NHS number, newest first, and is itself the newest of them", async () => {
    const { rows, more } = await find({ nhsNumber: `${child.slice(0, 3)} ${child.slice(3)}` });
    expect(more).toBe(false);
    expect(rows.map(({ action }) => action)).toEqual(["audit-searched", "intent"]);
    expect(rows.map(({ nhsNumber }) => nhsNumber)).toEqual([child, child]);
    expect(rows[0]).toMatchObject({
      note: "Call from the council of 3 December",
      actor: { name: "Test auditor" },
    });
    expect(rows[1]).toMatchObject({ locationId: "ed", accessMode: "unscheduled", planHash: "0123456789ab" });
  });

  it("keeps why it was read sealed in the audit, before the first row is handed out", async () => {
    await find({ userId: "999900000101", action: "intent", locationId: "ed", reason: "Yearly sample" });
    const row = (await bench.audit({ action: "audit-searched" })).at(-1);
    expect(row).toMatchObject({
      actor: { kind: "person", id: expect.stringMatching(/^9999/) as unknown },
      subject: { note: "Yearly sample" },
      details: { userId: "999900000101", action: "intent", locationId: "ed" },
    });
  });

  it("finds by user, action and location what all of them say", async () => {
    const intents = await find({ userId: "999900000101", action: "intent", locationId: "ed" });
    expect(intents.rows).toHaveLength(2);
    expect((await find({ userId: "999900000101", action: "intent", locationId: "clinic" })).rows).toEqual([]);
    expect((await find({ action: "outcome" })).rows.map(({ outcome }) => outcome)).toEqual([
      "no-record",
      "record",
    ]);
  });

  it("hands out a page of 100 rows, and the next where the last one ended", async () => {
    const at = Date.now();
    const entry = { at, action: "hidden", lookupId: "L" } as const;
    await bench.trail.append(Array.from({ length: 230 }, () => entry));
    const ids: number[] = [];
    for (let before: number | undefined, more = true; more;) {
      const page = await find({ action: "hidden", ...(before === undefined ? {} : { before }) });
      expect(page.rows.length).toBeLessThanOrEqual(100);
      ids.push(...page.rows.map(({ id }) => id));
      before = ids.at(-1);
      more = page.more;
    }
    expect(ids).toHaveLength(230);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    expect(new Set(ids).size).toBe(230);
  });

  it("covers ten years at once", async () => {
    expect((await find({ from: new Date(Date.now() - 10 * yearMs).toISOString() })).rows.length).toBe(100);
  });

  const faulty: readonly (readonly [
    what: string,
    changes: Readonly<Record<string, unknown>>,
    path: string,
  ])[] = [
    ["no reason", { reason: undefined }, "reason"],
    ["a reason of blanks", { reason: "   " }, "reason"],
    ["a reason that is a list", { reason: ["x"] }, "reason"],
    ["a reason of 501 characters", { reason: "x".repeat(501) }, "reason"],
    ["from after to", { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "to"],
    ["a time of no length", { from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }, "to"],
    ["a hundred years", { from: "1926-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }, "to"],
    ["a date without a time", { from: "2026-01-01" }, "from"],
    ["a number for a moment", { to: 1_767_225_600_000 }, "to"],
    ["an NHS number with a wrong digit", { nhsNumber: "9995260183" }, "nhsNumber"],
    ["an NHS number that is a number", { nhsNumber: 9995260182 }, "nhsNumber"],
    ["a user id of 101 characters", { userId: "9".repeat(101) }, "userId"],
    ["an action with a wildcard", { action: "%" }, "action"],
    ["an empty location", { locationId: "" }, "locationId"],
    ["a row before the first", { before: 0 }, "before"],
    ["half a row", { before: 1.5 }, "before"],
    ["a field that nobody has documented", { limit: 1_000_000 }, ""],
  ];
  it.each(faulty)("refuses %s, says which field, and writes down no search", async (_what, changes, path) => {
    const before = (await bench.audit({ action: "audit-searched" })).length;
    const response = await bench.post(searchPath, search(changes), bench.as("auditor"));
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { code: string; issues: { path: string }[] };
    expect(problem.code).toBe("CPIS_REQUEST_INVALID");
    expect(problem.issues.map((issue) => issue.path)).toEqual([path]);
    expect(JSON.stringify(problem)).not.toContain("9995260183");
    expect(await bench.audit({ action: "audit-searched" })).toHaveLength(before);
  });

  it("refuses what is no JSON object, and what is too large to be a search", async () => {
    const auditor = bench.as("auditor");
    for (const body of ["[]", "null", '"x"', "{", ""]) {
      expect((await bench.post(searchPath, body, auditor)).status).toBe(400);
    }
    const large = search({ reason: "x".repeat(70_000) });
    expect((await bench.post(searchPath, large, auditor)).status).toBe(413);
  });
});

describe("exporting the audit", () => {
  const hand = async (changes: Readonly<Record<string, unknown>>): Promise<Response> =>
    bench.post(exportPath, search({ action: "intent", ...changes }), bench.as("auditor", true));

  it("streams CSV without NHS numbers unless they are asked for, and each export is in the audit", async () => {
    const response = await hand({ format: "csv" });
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit.csv"');
    const text = await response.text();
    expect(text).not.toContain(child);
    const rows: Record<string, string>[] = parse(text, { columns: true, record_delimiter: "\r\n" });
    expect(rows.map(({ action }) => action)).toEqual(["intent", "intent"]);
    expect(await (await hand({ format: "csv", withSubjects: true })).text()).toContain(child);
    const exported = await bench.audit({ action: "audit-exported" });
    expect(exported.slice(-2)).toMatchObject([
      { details: { format: "csv", withSubjects: false, action: "intent" } },
      { details: { withSubjects: true }, subject: { note: "Call from the council of 3 December" } },
    ]);
  });

  it("keeps NHS numbers back from an export about one patient, too, unless they are asked for", async () => {
    const text = await (await hand({ format: "csv", nhsNumber: child })).text();
    expect(text).toContain("intent");
    expect(text).not.toContain(child);
  });

  it("streams FHIR AuditEvents, one in each line", async () => {
    const response = await hand({ format: "fhir" });
    expect(response.headers.get("content-type")).toContain("application/fhir+ndjson");
    const lines = (await response.text()).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { resourceType: string }).resourceType)).toEqual([
      "AuditEvent",
      "AuditEvent",
    ]);
  });

  it.each([
    { format: "xml" },
    { format: undefined },
    { format: "csv", withSubjects: "yes" },
    { format: "csv", before: 3 },
  ])("refuses %j", async (changes) => {
    expect((await hand(changes)).status).toBe(400);
  });
});

describe("the audit's chain in the console", () => {
  it("says what was found, and reads it anew when an auditor asks", async () => {
    const read = async (): Promise<ConsoleAuditChain> => {
      const response = await bench.get("/api/v1/console/audit/chain", bench.as("auditor"));
      return (await response.json()) as ConsoleAuditChain;
    };
    await expect.poll(async () => (await read()).state, { timeout: 10_000 }).toBe("unbroken");
    bench.later(60_000);
    const asked = await bench.post("/api/v1/console/audit/verify", {}, bench.as("auditor"));
    expect(asked.status).toBe(202);
    const started = Date.now() + 30_000;
    await expect
      .poll(async () => Date.parse((await read()).verifiedAt ?? ""), { timeout: 10_000 })
      .toBeGreaterThan(started);
    const chain = await read();
    expect(auditChain(chain, { path: "", issues: [] })).toEqual(chain);
    expect(chain).toMatchObject({ state: "unbroken", faults: [], removedThrough: 0 });
    expect(chain.rows).toBeGreaterThan(200);
  });
});
