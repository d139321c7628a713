import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaseView } from "../../../src/contract/council-case.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { parseMailboxHealth, parseUploadList, parseWorkList } from "../../../src/contract/parse-council.js";
import type { CouncilFault } from "../../../src/simulator/council/council-faults.js";
import { caseOf, startCouncil, until, worker, type CouncilBench } from "./support.js";

let bench: CouncilBench;

beforeEach(async () => {
  bench = await startCouncil();
});

afterEach(async () => {
  await bench.stop();
});

const save = (id: string, body: unknown = caseOf("matches")) =>
  bench.call(`/api/v1/cases/${id}`, { method: "PUT", body });
const view = async (id: string): Promise<CaseView> => parseCaseView(await bench.get(`/api/v1/cases/${id}`));
// The list of files and the children's states are read from two places: each is waited for, neither is taken at a first look.
const settled = (id: string, holds: (visibility: CaseView["visibility"]) => boolean) =>
  until(
    () => view(id),
    ({ visibility }) => holds(visibility),
  );
const uploads = async () => parseUploadList(await bench.get("/api/v1/council/uploads"));
const work = async () =>
  parseWorkList(await bench.get("/api/v1/council/work-list")).entries.map(({ kind }) => kind);

describe("an answer that does not add up", () => {
  test.each<[CouncilFault["name"], string]>([
    ["wrong-count", "count-differs"],
    ["unknown-file-code", "unknown-file-code"],
    ["sequence-unreadable", "sequence-unreadable"],
  ])("%s holds the upload, and nobody becomes visible (H-20)", async (name, reason) => {
    bench.simulator.council.faults.forNext({ name } as CouncilFault);
    await save("NS-1");
    const list = await until(uploads, ({ uploads: all }) => all.some(({ state }) => state === "held"));
    expect(list.uploads[0]).toMatchObject({ sequenceNumber: 1, reason });
    const judged = await settled("NS-1", ({ kind }) => kind !== "waiting");
    expect(judged.visibility).toMatchObject({ kind: "not-visible", reason: "answer-not-understood" });
    await until(work, (kinds) => kinds.includes("resolve-held-answer"));
  });

  test("one about a file that was never sent stops every further upload until a person has acted (H-20)", async () => {
    bench.simulator.council.faults.forNext({ name: "sequence-never-sent" });
    await save("NS-1");
    const list = await until(uploads, ({ stopped }) => stopped !== undefined);
    expect(list.stopped?.because).toBe("another-system");
    await until(work, (kinds) => kinds.includes("stop-other-system"));
    expect((await view("NS-1")).visibility.kind).not.toBe("visible");
    const order = await bench.call("/api/v1/council/uploads", { body: { kind: "full" } });
    expect(order.status).toBe(409);
    const reason = "The old system was switched off.";
    const resumed = await bench.call("/api/v1/council/uploads/resumption", { body: { reason } });
    expect(resumed.status).toBe(204);
    expect((await uploads()).stopped).toBeUndefined();
    expect((await bench.audit({ action: "uploads-resumed" }))[0]).toMatchObject({ reason });
  });

  test("one that ends in the middle is kept with its bytes, and the rest of the mailbox goes on", async () => {
    bench.simulator.council.faults.forNext({ name: "unreadable-acknowledgement" });
    await save("NS-1");
    const read = async () => parseMailboxHealth(await bench.get("/api/v1/council/health"));
    const health = await until(read, ({ quarantined }) => quarantined === 1);
    expect(health.troubles).toContain("messages-quarantined");
    expect((await uploads()).uploads[0]).toMatchObject({ state: "sent", needsPerson: "answer-unreadable" });
    expect(await work()).toContain("resolve-held-answer");
    expect((await view("NS-1")).visibility).toMatchObject({ kind: "waiting", phase: "sent" });
    const closed = await bench.call("/api/v1/council/uploads/1/closure", {
      body: { reason: "Its answer cannot be read." },
    });
    expect(closed.status).toBe(204);
    expect((await bench.call("/api/v1/council/uploads", { body: { kind: "changes" } })).status).toBeLessThan(
      500,
    );
    await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    expect((await uploads()).uploads.map(({ state }) => state)).toEqual(["answered", "closed"]);
  });

  test("one that comes twice changes nothing the second time", async () => {
    bench.simulator.council.faults.forNext({ name: "acknowledged-twice" });
    await save("NS-1");
    const seen = await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    const mailbox = bench.simulator.meshPlan().credentials.mailboxId;
    await until(
      () => Promise.resolve(bench.simulator.mesh.messages.waiting(mailbox)),
      (waiting) => waiting.length === 0,
    );
    expect((await view("NS-1")).visibility).toEqual(seen.visibility);
    expect((await uploads()).stopped).toBeUndefined();
  });
});

describe("a register that is not ready", () => {
  test("unavailable (CPF05) is sent again by itself later, and is waiting meanwhile", async () => {
    bench.simulator.council.faults.forNext({ name: "pds-unavailable" });
    await save("NS-1");
    const list = await until(uploads, ({ uploads: all }) => all.some(({ state }) => state === "resubmit"));
    const { answeredAt = "", resendAt = "" } = list.uploads[0] ?? {};
    expect(Date.parse(resendAt) - Date.parse(answeredAt)).toBe(15 * 60_000);
    const again = await settled("NS-1", (state) => state.kind !== "waiting" || state.phase !== "sent");
    expect(again.visibility).toMatchObject({ kind: "waiting", phase: "sending-again" });
  });

  test("a version no longer supported (CPF06) blocks further files until somebody has upgraded", async () => {
    bench.simulator.council.faults.forNext({ name: "version-unsupported" });
    await save("NS-1");
    expect((await until(uploads, ({ stopped }) => stopped !== undefined)).stopped?.because).toBe(
      "version-not-supported",
    );
    await until(work, (kinds) => kinds.includes("upgrade"));
  });
});

describe("cases over HTTP", () => {
  test("every fault of a case is reported at once, and no message repeats a value", async () => {
    const body = {
      child: {
        nhsNumber: "1234567890",
        familyName: "O'Hara (known as Smith)",
        givenNames: [],
        birthDate: "2030-02-30",
      },
      statuses: [{ code: "", from: "yesterday" }],
    };
    const refused = await save("NS-9", body);
    expect(refused.status).toBe(422);
    const problem = (await refused.json()) as { issues: { path: string }[] };
    expect(problem.issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "child.nhsNumber",
        "child.familyName",
        "child.givenNames",
        "child.birthDate",
        "statuses[0].code",
        "statuses[0].from",
      ]),
    );
    expect(JSON.stringify(problem)).not.toContain("Smith");
    expect((await bench.call("/api/v1/cases/NS-9")).status).toBe(404);
  });

  test("an import keeps the good rows and names every fault of the others by row", async () => {
    const rows = [
      { localId: "NS-1", ...caseOf("matches") },
      { localId: "NS-2", ...caseOf("sensitive"), dueDate: "tomorrow" },
      { localId: "NS-1", ...caseOf("not-found") },
      "nonsense",
      { localId: "NS-6", ...caseOf("name-differs") },
    ];
    const answer = await bench.call("/api/v1/cases/import", { body: { firstRow: 2, rows } });
    expect(await answer.json()).toMatchObject({
      saved: 1,
      unchanged: 0,
      faults: [
        { row: 3, path: "dueDate" },
        { row: 4, path: "localId", message: "stands in row 2 too; neither was taken" },
        { row: 5, path: "" },
      ],
    });
  });

  test("a search by words finds by name, number and local id, and never stands in an address", async () => {
    await save("NS-1");
    const find = async (text: string) =>
      ((await (await bench.call("/api/v1/cases/search", { body: { text } })).json()) as { total: number })
        .total;
    expect(await find("arkw tam")).toBe(1);
    expect(await find("999 600 1008")).toBe(1);
    expect(await find("ns-1")).toBe(1);
    expect(await find("nobody")).toBe(0);
    expect((await bench.call("/api/v1/cases?text=arkwright")).status).toBe(400);
    expect((await bench.call("/api/v1/cases?limit=1")).status).toBe(200);
  });

  test("a deletion needs a corrected history, a reason and a second person, and then reaches the register (R-90)", async () => {
    await save("NS-1");
    const seen = await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    const order = {
      kind: "child-protection-plan",
      start: "2026-01-05",
      reason: "Entered for the wrong family.",
    };
    const asked = parseCaseView(
      await (await bench.call("/api/v1/cases/NS-1/deletion", { body: order })).json(),
    );
    const body = { deletionId: asked.deletions[0]?.deletionId };
    const approve = (token?: string) =>
      bench.call("/api/v1/cases/NS-1/deletion/approval", { body, ...(token === undefined ? {} : { token }) });
    const sam = await bench.mint.token(worker);
    expect((await approve()).status).toBe(422);
    expect((await approve(sam)).status).toBe(422);
    await save("NS-1", caseOf("matches", { statuses: [] }));
    expect((await approve()).status).toBe(422);
    expect((await approve(sam)).status).toBe(200);
    const gone = await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind !== "visible",
    );
    expect(gone.visibility).toMatchObject({ kind: "not-visible", reason: "removed" });
    expect(bench.simulator.register.find(seen.child?.nhsNumber ?? "")?.authorities ?? []).toEqual([]);
  });

  test("other organisations and unknown roles see nothing, whatever they ask for", async () => {
    await save("NS-1");
    const tokens = [
      await bench.mint.token(),
      await bench.mint.token({ ...worker, orgOds: "ZZL02" }),
      await bench.mint.token({ ...worker, jobRoleCode: "R8001" }),
    ];
    for (const token of tokens) {
      for (const path of [
        "/api/v1/cases/NS-1",
        "/api/v1/cases/none",
        "/api/v1/council/inbox",
        "/api/v1/council/stream",
      ]) {
        expect((await bench.call(path, { token })).status).toBe(403);
      }
    }
    const sam = await bench.mint.token(worker);
    expect((await bench.call("/api/v1/council/uploads", { token: sam, body: { kind: "full" } })).status).toBe(
      403,
    );
  });
});
