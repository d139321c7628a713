import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TakeoverLineView, TakeoverProposal, TakeoverView } from "../../../src/contract/takeover.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { parseMailboxHealth, parseUploadList, parseWorkList } from "../../../src/contract/parse-council.js";
import { parseTakeoverDifference, parseTakeoverView } from "../../../src/contract/parse-takeover.js";
import { syntheticCouncilPerson, type CouncilStory } from "../../../src/testing/synthetic-council-people.js";
import { caseOf, officer, startCouncil, until, worker, type CouncilBench } from "./support.js";

let bench: CouncilBench;
let second: string;

beforeEach(async () => {
  bench = await startCouncil({ takesOver: true });
  second = await bench.mint.token(secondOfficer);
});

afterEach(async () => {
  await bench.stop();
});

const secondOfficer = { ...officer, sub: "officer-2", sdsUserId: "999900000303", givenName: "Kit" } as const;
const root = "/api/v1/council/takeover";
const first = 412;

/** A child as the previous system last told CP-IS. */
function previousChild(story: CouncilStory, start = "2026-01-05", end?: string) {
  const { nhsNumber, givenName, familyName, birthDate } = syntheticCouncilPerson(story, Date.now());
  const kind = "child-protection-plan" as const;
  return {
    nhsNumber,
    people: [{ kind: "child" as const, localId: `OLD-${story}`, familyName, givenName, birthDate }],
    plans: [{ kind, start, ...(end === undefined ? {} : { end }) }],
  };
}

/** Puts on the simulated register what the previous system uploaded. */
function seed(story: CouncilStory, start = "2026-01-05"): void {
  const { nhsNumber, givenName, familyName, birthDate } = syntheticCouncilPerson(story, Date.now());
  const { odsCode: authority } = bench.plan.council?.authority ?? { odsCode: "" };
  bench.simulator.register.put({
    nhsNumber,
    givenName,
    familyName,
    birthDate,
    plans: [{ kind: "child-protection-plan", authority, startDate: `${start}T00:00` }],
    accesses: [],
  });
}

const held = (story: CouncilStory) =>
  bench.simulator.register.held(syntheticCouncilPerson(story, Date.now()).nhsNumber)?.plans;
const save = (id: string, body: unknown) => bench.call(`/api/v1/cases/${id}`, { method: "PUT", body });
const uploads = async () => parseUploadList(await bench.get("/api/v1/council/uploads"));
const status = async (): Promise<TakeoverView> => parseTakeoverView(await bench.get(root));
const post = (name: string, body: unknown, token?: string) =>
  bench.call(name === "" ? root : `${root}/${name}`, {
    body,
    ...(token === undefined ? {} : { token }),
  });
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

async function propose(children: TakeoverProposal["children"], changes: Partial<TakeoverProposal> = {}) {
  const response = await post("", {
    firstSequenceNumber: first,
    previousSequenceNumber: first - 1,
    children,
    ...changes,
  });
  expect(response.status).toBe(201);
  return parseTakeoverView(await response.json());
}

function lineOf({ difference }: TakeoverView, localId: string): TakeoverLineView {
  const lines = difference?.lines.filter(({ people }) => people.some((one) => one.localId === localId)) ?? [];
  expect(lines).toHaveLength(1);
  const [line] = lines;
  if (line === undefined) throw new Error("no line");
  return line;
}

async function approve(view: TakeoverView, token = second) {
  return post("approval", { revision: view.revision }, token);
}

describe("taking over from another system", () => {
  test("nothing leaves before a second person has approved, and then the first file does what the difference said (H-20)", async () => {
    seed("matches");
    seed("number-will-close");
    seed("name-differs");
    await save(
      "NS-1",
      caseOf("matches", { statuses: [{ code: "CPP", from: "2026-01-05", until: "2026-09-30" }] }),
    );
    await save(
      "NS-2",
      caseOf("expectant-mother", {
        child: undefined,
        mother: caseOf("expectant-mother").child,
        dueDate: "2027-03-01",
        statuses: [{ code: "UCPP", from: "2026-10-01" }],
      }),
    );
    const proposed = await propose([
      previousChild("matches"),
      previousChild("number-will-close"),
      previousChild("name-differs"),
    ]);
    expect(proposed.difference?.counts).toMatchObject({ add: 1, end: 1, undecided: 2 });
    expect(lineOf(proposed, "NS-1")).toMatchObject({
      kind: "end",
      plans: [{ act: "end", end: "2026-09-30" }],
    });
    const unknown = lineOf(proposed, "OLD-number-will-close");
    expect(unknown).toMatchObject({ kind: "decide", caseIds: [], plans: [{ why: "not-in-cases" }] });
    expect(await codeOf(await approve(proposed))).toBe("CPIS_TAKEOVER_UNDECIDED");
    const order = await bench.call("/api/v1/council/uploads", { body: { kind: "full" } });
    expect(order.status).toBe(409);
    const decided = await post("decisions", {
      revision: proposed.revision,
      decisions: [
        { planId: unknown.plans[0]?.planId, decision: "end", end: "2026-08-31" },
        {
          planId: lineOf(proposed, "OLD-name-differs").plans[0]?.planId,
          decision: "keep",
          reason: "The case moves with the second import.",
        },
      ],
    });
    expect(decided.status).toBe(200);
    const ready = parseTakeoverView(await decided.json());
    expect(ready.undecided).toBe(0);
    const own = await approve(ready, await bench.mint.token(officer));
    expect(own.status).toBe(403);
    expect(await codeOf(own)).toBe("CPIS_TAKEOVER_SECOND_PERSON");
    expect((await uploads()).stopped?.because).toBe("takeover-not-approved");
    expect(bench.simulator.council.uploads).toHaveLength(0);
    const approved = await approve(ready);
    expect(approved.status).toBe(200);
    const list = await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    expect(list).toMatchObject({ nextSequenceNumber: first + 1 });
    expect(list.uploads).toMatchObject([{ sequenceNumber: first, kind: "full", records: 3, succeeded: 3 }]);
    expect(bench.simulator.council.uploads[0]?.sequenceNumber).toBe(first);
    expect(held("matches")).toMatchObject([{ startDate: "2026-01-05T00:00", endDate: "2026-09-30T00:00" }]);
    expect(held("number-will-close")).toMatchObject([{ endDate: "2026-08-31T00:00" }]);
    expect(held("name-differs")).toEqual([
      expect.not.objectContaining({ endDate: expect.anything() as unknown }),
    ]);
    expect(held("expectant-mother")).toMatchObject([{ kind: "unborn-child-protection-plan" }]);
    expect(await status()).toMatchObject({
      stage: "started",
      proposed: { name: "Dee Officer" },
      approved: { name: "Kit Officer" },
    });
  });

  test("what the previous system is owed stays in the mailbox until the approval: two systems run side by side (H-18, H-20)", async () => {
    await save("NS-1", caseOf("matches"));
    const { odsCode } = bench.plan.council?.authority ?? { odsCode: "" };
    const { mailboxId } = bench.simulator.meshPlan().credentials;
    bench.simulator.council.notifyNow(odsCode);
    const waiting = () => bench.simulator.mesh.messages.waiting(mailboxId).length;
    await until(
      () => Promise.resolve(waiting()),
      (count) => count === 1,
    );
    const view = await propose([]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(waiting()).toBe(1);
    const health = parseMailboxHealth(await bench.get("/api/v1/council/health"));
    expect(health.troubles).toContain("takeover-not-approved");
    expect(health.troubles).not.toContain("never-read");
    const { entries } = parseWorkList(await bench.get("/api/v1/council/work-list"));
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: "settle-takeover", owner: "data-officer" }),
    );
    expect((await approve(view)).status).toBe(200);
    await until(
      () => Promise.resolve(waiting()),
      (count) => count === 0,
    );
    await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    expect((await uploads()).stopped).toBeUndefined();
  });

  test("withdrawn, nothing was sent and nothing is sent, until somebody else says that there is no other system (H-20)", async () => {
    await save("NS-1", caseOf("matches"));
    const approvable = await propose([previousChild("matches")]);
    expect((await post("withdrawal", { reason: "The old system stays until spring." })).status).toBe(200);
    expect((await approve(approvable)).status).toBe(409);
    await save("NS-2", caseOf("number-will-close"));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(bench.simulator.council.uploads).toHaveLength(0);
    expect(await uploads()).toMatchObject({ stopped: { because: "takeover-not-approved" }, uploads: [] });
    const reason = "The old system was switched off for good.";
    expect(await codeOf(await post("release", { reason }))).toBe("CPIS_TAKEOVER_SECOND_PERSON");
    expect((await post("release", { reason }, second)).status).toBe(200);
    const list = await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    expect(list.uploads.at(-1)?.sequenceNumber).toBe(1);
    expect(await status()).toMatchObject({ stage: "released" });
    expect((await post("", { firstSequenceNumber: first, children: [] })).status).toBe(409);
    const actions = (await bench.audit()).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(["takeover-proposed", "takeover-withdrawn", "takeover-released"]),
    );
  });

  test("an approval is taken back where the cases have changed before the first file was made, and nothing leaves (H-20)", async () => {
    const proposed = await propose([previousChild("matches")]);
    const plan = lineOf(proposed, "OLD-matches").plans[0];
    const decided = await post("decisions", {
      revision: proposed.revision,
      decisions: [{ planId: plan?.planId, decision: "keep", reason: "Its case comes tomorrow." }],
    });
    const ready = parseTakeoverView(await decided.json());
    expect((await approve(ready)).status).toBe(200);
    expect((await status()).stage).toBe("approved");
    await save("NS-1", caseOf("number-will-close"));
    const back = await until(status, ({ stage }) => stage === "proposed");
    expect(back.outdatedAt).toBeDefined();
    expect(back.changedSinceProposed).toBe(true);
    expect(bench.simulator.council.uploads).toHaveLength(0);
    expect((await uploads()).stopped?.because).toBe("takeover-not-approved");
    expect(await codeOf(await approve(back))).toBe("CPIS_TAKEOVER_CHANGED");
    const renewed = parseTakeoverView(
      await (await post("renewal", { revision: back.revision }, second)).json(),
    );
    expect(await codeOf(await approve(renewed))).toBe("CPIS_TAKEOVER_SECOND_PERSON");
    // Whoever decided about a plan is no second person either.
    expect(await codeOf(await approve(renewed, await bench.mint.token(officer)))).toBe(
      "CPIS_TAKEOVER_SECOND_PERSON",
    );
    const third = await bench.mint.token({ ...officer, sub: "officer-3", sdsUserId: "999900000304" });
    expect((await approve(renewed, third)).status).toBe(200);
    const list = await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    expect(list.uploads).toMatchObject([{ sequenceNumber: first, records: 1 }]);
    expect((await bench.audit({ action: "takeover-outdated" })).length).toBe(1);
  });

  test("a file that CP-IS answers under another number stops everything, with an alarm (H-20)", async () => {
    bench.simulator.council.faults.forNext({ name: "sequence-never-sent" });
    await save("NS-1", caseOf("matches"));
    expect((await approve(await propose([]))).status).toBe(200);
    const list = await until(uploads, ({ stopped }) => stopped !== undefined);
    expect(list.stopped?.because).toBe("another-system");
    const view = parseCaseView(await bench.get("/api/v1/cases/NS-1"));
    expect(view.visibility.kind).not.toBe("visible");
    const { entries } = parseWorkList(await bench.get("/api/v1/council/work-list"));
    expect(entries.map(({ kind }) => kind)).toContain("stop-other-system");
  });

  test("what CP-IS refuses about a child whom no case names is still somebody's task (H-21)", async () => {
    await save("NS-1", caseOf("matches"));
    const proposed = await propose([previousChild("not-found")]);
    const plan = lineOf(proposed, "OLD-not-found").plans[0];
    const decided = await post("decisions", {
      revision: proposed.revision,
      decisions: [{ planId: plan?.planId, decision: "end", end: "2026-10-31" }],
    });
    expect((await approve(parseTakeoverView(await decided.json()))).status).toBe(200);
    await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    const { entries } = parseWorkList(await bench.get("/api/v1/council/work-list"));
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: "trace-child", code: "CPR01", name: "SHARROW, Leon" }),
    );
    const answered = await status();
    expect(lineOf(answered, "OLD-not-found").plans).toMatchObject([{ outcome: "refused" }]);
    // The answer is shown for a child who is new to CP-IS, too.
    expect(lineOf(answered, "NS-1").plans).toMatchObject([{ outcome: "accepted" }]);
  });

  test("a child of the previous system is visible on our screens only once CP-IS has accepted it from us (H-20)", async () => {
    bench.simulator.council.faults.forNext({ name: "no-acknowledgement" });
    await save("NS-1", caseOf("matches"));
    expect((await approve(await propose([previousChild("matches")]))).status).toBe(200);
    await until(uploads, ({ uploads: all }) => all[0]?.state === "sent");
    const view = parseCaseView(await bench.get("/api/v1/cases/NS-1"));
    expect(view.visibility).toMatchObject({ kind: "waiting" });
  });

  test("survives a restart between the proposal and the approval", async () => {
    await save("NS-1", caseOf("matches"));
    const view = await propose([previousChild("matches")]);
    await bench.restart();
    expect(await status()).toMatchObject({ stage: "proposed", revision: view.revision });
    expect((await approve(view)).status).toBe(200);
    expect(await until(uploads, ({ uploads: all }) => all[0]?.state === "answered")).toMatchObject({
      uploads: [{ sequenceNumber: first }],
    });
  });
});

describe("the take-over over HTTP", () => {
  test("is for data officers of this council alone, whatever they ask for", async () => {
    const tokens = [
      await bench.mint.token(),
      await bench.mint.token(worker),
      await bench.mint.token({ ...officer, orgOds: "ZZL02" }),
      await bench.mint.token({ ...officer, jobRoleCode: "R8001" }),
    ];
    for (const token of tokens) {
      expect((await bench.call(root, { token })).status).toBe(403);
      for (const name of ["", "difference", "decisions", "renewal", "approval", "withdrawal", "release"]) {
        expect((await post(name, {}, token)).status).toBe(403);
      }
    }
    expect((await bench.call(root, { method: "DELETE" })).status).toBe(405);
  });

  test("a dry run keeps nothing, names every fault, and repeats no value", async () => {
    await save("NS-1", caseOf("matches"));
    const body = { firstSequenceNumber: first, children: [previousChild("matches")] };
    const difference = parseTakeoverDifference(await (await post("difference", body)).json());
    expect(difference).toMatchObject({ previousChildren: 1, cases: 1, counts: { same: 1 } });
    expect((await status()).stage).toBe("none");
    const refused = await post("difference", {
      firstSequenceNumber: first,
      previousSequenceNumber: first,
      children: [{ ...previousChild("matches"), nhsNumber: "1234567890" }],
    });
    expect(refused.status).toBe(422);
    const text = await refused.text();
    expect(text).toContain("children[0].nhsNumber");
    expect(text).toContain("firstSequenceNumber");
    expect(text).not.toContain("1234567890");
    expect(await codeOf(await approve({ revision: 1 } as TakeoverView))).toBe("CPIS_TAKEOVER_NOT_FOUND");
  });

  test("nobody approves what they have not looked at", async () => {
    await save("NS-1", caseOf("matches"));
    const view = await propose([previousChild("matches")]);
    await propose([]);
    expect(await codeOf(await approve(view))).toBe("CPIS_TAKEOVER_CHANGED");
  });

  test("decisions are taken all or none, with every fault", async () => {
    const proposed = await propose([previousChild("matches"), previousChild("number-will-close")]);
    const planId = lineOf(proposed, "OLD-matches").plans[0]?.planId;
    const refused = await post("decisions", {
      revision: proposed.revision,
      decisions: [
        { planId, decision: "keep", reason: "Its case comes tomorrow." },
        { planId: "0000000000000000", decision: "end", end: "2026-10-31" },
        { planId: lineOf(proposed, "OLD-number-will-close").plans[0]?.planId, decision: "end" },
      ],
    });
    expect(refused.status).toBe(422);
    const { issues } = (await refused.json()) as { issues: { path: string }[] };
    expect(issues.map(({ path }) => path)).toEqual(["decisions[1].planId", "decisions[2].end"]);
    expect((await status()).undecided).toBe(2);
  });
});

describe("a council that has uploaded already", () => {
  test("takes nothing over: numbers that CP-IS may know are never used again (H-20)", async () => {
    const plain = await startCouncil();
    try {
      await plain.call("/api/v1/cases/NS-1", { method: "PUT", body: caseOf("matches") });
      const list = async () => parseUploadList(await plain.get("/api/v1/council/uploads"));
      expect((await until(list, ({ uploads: all }) => all.length > 0)).uploads[0]?.sequenceNumber).toBe(1);
      const refused = await plain.call(root, { body: { firstSequenceNumber: first, children: [] } });
      expect(refused.status).toBe(409);
      expect(await codeOf(refused)).toBe("CPIS_TAKEOVER_NOT_POSSIBLE");
    } finally {
      await plain.stop();
    }
  });
});
