import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaseView } from "../../../src/contract/council-case.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import {
  parseCouncilEvent,
  parseMailboxHealth,
  parseNoticeInbox,
  parseUploadList,
  parseWorkList,
} from "../../../src/contract/parse-council.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { caseOf, startCouncil, until, worker, type CouncilBench } from "./support.js";

let bench: CouncilBench;

beforeEach(async () => {
  bench = await startCouncil();
});

afterEach(async () => {
  await bench.stop();
});

const put = (id: string, body: unknown) => bench.call(`/api/v1/cases/${id}`, { method: "PUT", body });
const view = async (id: string): Promise<CaseView> => parseCaseView(await bench.get(`/api/v1/cases/${id}`));
const inbox = async () => parseNoticeInbox(await bench.get("/api/v1/council/inbox"));
const uploads = async () => parseUploadList(await bench.get("/api/v1/council/uploads"));

describe("the national loop", () => {
  test("a plan goes from waiting to visible, and the emergency department's check comes back as a notice", async () => {
    const saved = await put("NS-1", caseOf("matches"));
    expect(saved.status).toBe(200);
    expect(parseCaseView(await saved.json()).visibility.kind).toBe("waiting");
    const visible = await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    expect(visible.sendings).toMatchObject([{ sequenceNumber: 1, outcome: { kind: "accepted" } }]);
    expect(bench.simulator.register.find(visible.child?.nhsNumber ?? "")).toBeDefined();

    const { nhsNumber, birthDate } = syntheticCouncilPerson("matches", Date.now());
    const opened = await bench.call("/api/v1/lookups", {
      token: await bench.mint.token(),
      body: {
        lookupId: newLookupId(),
        trigger: "opened",
        locationId: "ed",
        patient: { nhsNumber, nhsNumberStatus: "verified", birthDate },
        encounter: { id: "ENC-1" },
      },
    });
    expect(opened.status).toBe(201);
    const { episodes } = await until(inbox, (list) => list.open > 0);
    expect(episodes).toMatchObject([
      { localId: "NS-1", state: "new", organisation: { odsCode: "ZZ9A1" }, openings: [{ faults: [] }] },
    ]);
    const targets = episodes[0]?.hops.map(({ to }) => to.kind);
    expect(targets).toEqual(expect.arrayContaining(["worker", "team"]));
    expect((await view("NS-1")).episodes).toHaveLength(1);
  });

  test("who takes a notice is audited, a second person is told, and only the taker finishes it (H-18)", async () => {
    await put("NS-1", caseOf("matches"));
    await until(
      () => view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    const { nhsNumber, birthDate } = syntheticCouncilPerson("matches", Date.now());
    await bench.call("/api/v1/lookups", {
      token: await bench.mint.token(),
      body: {
        lookupId: newLookupId(),
        trigger: "opened",
        locationId: "ed",
        patient: { nhsNumber, nhsNumberStatus: "verified", birthDate },
        encounter: { id: "ENC-1" },
      },
    });
    const { episodes } = await until(inbox, (list) => list.open > 0);
    const id = episodes[0]?.episodeId ?? "";
    expect(id).not.toContain(nhsNumber);
    const sam = await bench.mint.token(worker);
    const act = (what: string, token?: string, body: unknown = {}) =>
      bench.call(`/api/v1/council/notices/${id}/${what}`, {
        body,
        ...(token === undefined ? {} : { token }),
      });
    expect((await act("take", sam)).status).toBe(200);
    expect((await act("take", sam)).status).toBe(200);
    expect((await act("take")).status).toBe(409);
    expect((await act("finish")).status).toBe(409);
    expect((await act("note", sam, { text: "Rang the ward." })).status).toBe(200);
    expect((await act("finish", sam)).status).toBe(200);
    expect((await inbox()).episodes).toMatchObject([
      { state: "finished", finishedBy: "Sam Worker", notes: [{ text: "Rang the ward." }] },
    ]);
    const audit = (await bench.audit()).filter(({ action }) => action.startsWith("notice-"));
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["notice-routed", "notice-taken", "notice-noted", "notice-finished"]),
    );
    expect(audit.filter(({ action }) => action === "notice-taken")).toHaveLength(1);
  });

  test("what CP-IS refuses is not visible, says why, and is somebody's task (H-21, H-25)", async () => {
    await put("NS-1", caseOf("not-found"));
    await put("NS-2", caseOf("sensitive"));
    await put("NS-3", caseOf("name-differs"));
    await until(
      uploads,
      ({ uploads: all, waitingCases }) =>
        waitingCases === 0 && all.length > 0 && all.every(({ state }) => state === "answered"),
    );
    expect((await view("NS-1")).visibility).toMatchObject({
      kind: "not-visible",
      reason: "nhs-cannot-find-child",
    });
    expect((await view("NS-2")).visibility).toMatchObject({ kind: "cannot-be-shared" });
    expect((await view("NS-3")).visibility).toMatchObject({
      kind: "not-visible",
      reason: "details-do-not-match",
    });
    const work = parseWorkList(await bench.get("/api/v1/council/work-list"));
    expect(work.entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "trace-child", localId: "NS-1", code: "CPR01" }),
        expect.objectContaining({ kind: "protect-otherwise", localId: "NS-2", code: "CPR02" }),
        expect.objectContaining({ kind: "compare-details", localId: "NS-3", code: "CPR03" }),
      ]),
    );
    expect(work.matchRate).toMatchObject({ inScope: 3, matched: 1, reachesGoLive: false });
  });

  test("the stream tells of changes without saying anything about anybody", async () => {
    const token = await bench.mint.token(worker);
    const reading = new AbortController();
    const stream = await fetch(new URL("/api/v1/council/stream", bench.apiUrl), {
      headers: { authorization: `Bearer ${token}` },
      signal: reading.signal,
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await put("NS-1", caseOf("matches"));
    let text = "";
    while (!text.includes("event: upload-changed")) text += (await reader?.read())?.value ?? "";
    reading.abort();
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) =>
      parseCouncilEvent(JSON.parse(data ?? "")),
    );
    expect(events).toContainEqual({ kind: "case-changed", localId: "NS-1" });
    expect(text).not.toContain(syntheticCouncilPerson("matches", Date.now()).nhsNumber);
    expect(text).not.toContain("Arkwright");
  });

  test("health says when the mailbox was last read", async () => {
    const read = async () => parseMailboxHealth(await bench.get("/api/v1/council/health"));
    const health = await until(read, ({ lastReadAt }) => lastReadAt !== undefined);
    expect(health).toMatchObject({ environment: "simulator", quarantined: 0, unprocessed: 0 });
    expect(health.troubles).not.toContain("never-read");
  });
});
