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
    void worker;
    void parseCaseView;
    void parseMailboxHealth;
    void parseWorkList;
    void parseTakeoverDifference;
  });
});
