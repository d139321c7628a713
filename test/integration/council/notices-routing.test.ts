import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EpisodeView } from "../../../src/contract/council.js";
import type { CouncilFault } from "../../../src/simulator/council/council-faults.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { londonTime } from "../../../src/domain/instant.js";
import { notificationOf, startMailboxBench, type MailboxBench, type Opening } from "./mailbox-bench.js";
import { caseOf, until, worker } from "./support.js";

const hour = 3_600_000;
const child = syntheticCouncilPerson("matches", Date.now()).nhsNumber;
const stranger = syntheticCouncilPerson("name-differs", Date.now()).nhsNumber;

let bench: MailboxBench;

/** The next moment from now on that is so on an English wall clock. */
function nextMoment(holds: (moment: { date: string; time: string; weekday: number }) => boolean): number {
  for (let at = Math.ceil(Date.now() / hour) * hour; ; at += hour) {
    const { date, time } = londonTime(at);
    if (holds({ date, time, weekday: new Date(`${date}T12:00:00Z`).getUTCDay() })) return at;
  }
}

const isWorkday = (weekday: number): boolean => weekday >= 1 && weekday <= 5;
const officeMoment = nextMoment(({ time, weekday }) => time === "10:00" && isWorkday(weekday));
const holidays = { dates: [londonTime(officeMoment).date], coveredUntil: "2099-12-31" };

async function startAt(moment: number, dates: readonly string[] = []): Promise<void> {
  bench = await startMailboxBench((plan) => ({
    ...plan,
    notices: {
      ...plan.notices,
      officeHours: { periods: [{ days: [1, 2, 3, 4, 5], opens: "09:00", closes: "17:00" }] },
      bankHolidays: { ...holidays, dates },
    },
  }));
  bench.clock.forward(moment - bench.clock.now());
  await bench.save("NS-1", caseOf("matches"));
}

const opened = (change: Partial<Opening> = {}): Opening => ({
  at: bench.clock.now(),
  nhsNumbers: [child],
  localId: "NS-1",
  ...change,
});

const episodes = (holds: (list: readonly EpisodeView[]) => boolean) =>
  until(async () => (await bench.inbox()).episodes, holds);

const targets = (episode: EpisodeView | undefined): readonly string[] =>
  [...new Set(episode?.hops.map(({ to }) => to.kind))].sort();

const act = async (id: string, what: string, body: unknown = {}, who: object = worker) =>
  bench.call(`/api/v1/council/notices/${id}/${what}`, { body, token: await bench.token({ ...who }) });

afterEach(() => bench.stop());

describe("where a notice goes", () => {
  test.each([
    ["in office hours", officeMoment, [], ["team", "worker"]],
    ["in the evening", officeMoment + 9 * hour, [], ["emergency-duty-team", "team", "worker"]],
    ["on a bank holiday", officeMoment, holidays.dates, ["emergency-duty-team", "team", "worker"]],
  ] as const)(
    "%s: always the worker and the team, out of hours the emergency duty team too (H-18)",
    async (_, at, dates, expected) => {
      await startAt(at, dates);
      bench.deliver(notificationOf(opened()));
      const [episode] = await episodes((list) => list.length === 1);
      expect(targets(episode)).toEqual(expected);
      expect(episode).toMatchObject({ localId: "NS-1", state: "new" });
      expect(episode?.takenBy).toBeUndefined();
    },
  );

  test("unacknowledged it goes up step by step, each step once, and stops when somebody takes it (H-18)", async () => {
    await startAt(officeMoment);
    bench.deliver(notificationOf(opened()));
    await episodes((list) => list.length === 1);
    bench.clock.forward(2 * hour - 60_000);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(targets((await bench.inbox()).episodes[0])).toEqual(["team", "worker"]);
    bench.clock.forward(2 * 60_000);
    const [first] = await episodes(([one]) => targets(one).includes("duty-manager"));
    expect(first?.hops.at(-1)).toMatchObject({ to: { kind: "duty-manager" }, why: "nobody-acted" });
    expect(bench.alarms.filter(({ name }) => name === "notice-unacknowledged")).toHaveLength(1);
    bench.clock.forward(6 * hour);
    const [second] = await episodes(([one]) => targets(one).includes("data-officer"));
    expect((await act(second?.episodeId ?? "", "take")).status).toBe(200);
    bench.clock.forward(48 * hour);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const [taken] = (await bench.inbox()).episodes;
    expect(taken?.hops).toHaveLength(second?.hops.length ?? 0);
    expect(bench.alarms.filter(({ name }) => name === "notice-unacknowledged")).toHaveLength(2);
    const hops = (await bench.audit()).filter(({ action }) => action === "notice-routed");
    expect(hops.map(({ reason }) => reason)).toEqual([
      "new worker",
      "new team",
      "nobody-acted duty-manager",
      "nobody-acted data-officer",
    ]);
  });

  test("it is passed to another worker or team, and is nobody's until they take it (H-18)", async () => {
    await startAt(officeMoment);
    bench.deliver(notificationOf(opened()));
    const [episode] = await episodes((list) => list.length === 1);
    const id = episode?.episodeId ?? "";
    await act(id, "take");
    for (const to of [
      { kind: "worker", workerId: "sw-2" },
      { kind: "team", teamId: "south" },
    ]) {
      const passed = (await (await act(id, "pass", { to })).json()) as EpisodeView;
      expect(passed).toMatchObject({ state: "new" });
      expect(passed.hops.at(-1)).toMatchObject({ to, why: "passed-on" });
    }
    expect(
      (await act(id, "take", {}, { ...worker, sub: "worker-2", sdsUserId: "999900000399" })).status,
    ).toBe(200);
  });
});

describe("a notice that is not as it should be is stored, shown as it is and routed to the data officer (R-102)", () => {
  test.each<[CouncilFault["name"], string]>([
    ["two-children", "names-two-children"],
    ["no-child", "not-on-our-books"],
    ["unknown-person", "not-on-our-books"],
    ["future-time", "time-in-the-future"],
  ])("%s", async (name, fault) => {
    await startAt(officeMoment);
    await until(
      () => bench.view("NS-1"),
      ({ visibility }) => visibility.kind === "visible",
    );
    bench.simulator.council.faults.forNext({ name } as CouncilFault);
    const { birthDate } = syntheticCouncilPerson("matches", Date.now());
    const asked = await bench.call("/api/v1/lookups", {
      token: await bench.token({}),
      body: {
        lookupId: randomUUID(),
        trigger: "opened",
        locationId: "ed",
        patient: { nhsNumber: child, nhsNumberStatus: "verified", birthDate },
        encounter: { id: "ENC-1" },
      },
    });
    expect(asked.status).toBe(201);
    const list = await episodes((all) => all.length > 0);
    for (const episode of list) {
      expect(targets(episode)).toContain("data-officer");
      expect(episode.openings[0]?.faults).toContain(fault);
      expect(episode.state).toBe("new");
    }
    const work = (await bench.work()).entries.filter(({ kind }) => kind === "place-notice");
    expect(work.map(({ episodeId }) => episodeId).sort()).toEqual(
      list.map(({ episodeId }) => episodeId).sort(),
    );
  });

  test("naming nobody at all, or a child not on the books: kept, with what was told", async () => {
    await startAt(officeMoment);
    bench.deliver(
      notificationOf({ at: bench.clock.now() }, { at: bench.clock.now(), nhsNumbers: [stranger] }),
    );
    const list = await episodes((all) => all.length === 2);
    expect(list.flatMap(({ openings }) => openings.flatMap(({ faults }) => faults)).sort()).toEqual([
      "names-nobody",
      "not-on-our-books",
    ]);
    for (const episode of list) expect(targets(episode)).toEqual(["data-officer"]);
  });

  test("an empty one is a sign of life, and nobody's task (R-97)", async () => {
    await startAt(officeMoment);
    expect((await bench.health()).lastNoticeAt).toBeUndefined();
    bench.simulator.council.notifyNow("ZZL01");
    await until(
      () => bench.health(),
      ({ lastNoticeAt }) => lastNoticeAt !== undefined,
    );
    expect((await bench.inbox()).episodes).toEqual([]);
    expect((await bench.work()).entries).toEqual([]);
  });
});

describe("what is told twice", () => {
  beforeEach(() => startAt(nextMoment(({ time }) => time === "21:00")));

  test("is one opening, also after a restart in between and under another message id (R-101, H-17)", async () => {
    const queryId = randomUUID().toUpperCase();
    const opening = opened({ queryId });
    bench.deliver(notificationOf(opening));
    await episodes((list) => list.length === 1);
    await bench.restart();
    bench.deliver(notificationOf({ ...opening, queryId: queryId.toLowerCase() }, opened()));
    const [episode] = await episodes(([one]) => (one?.openings.length ?? 0) > 1);
    expect(episode?.openings).toHaveLength(2);
    expect((await bench.inbox()).episodes).toHaveLength(1);
  });

  test("openings of one night are one episode that lists each; a later one makes a taken or finished episode new again (H-17, H-18)", async () => {
    bench.deliver(notificationOf(opened(), opened()));
    const [first] = await episodes(([one]) => one?.openings.length === 2);
    const id = first?.episodeId ?? "";
    expect((await act(id, "take")).status).toBe(200);
    bench.clock.forward(6 * hour);
    bench.deliver(notificationOf(opened()));
    const [again] = await episodes(([one]) => one?.openings.length === 3);
    expect(again).toMatchObject({ episodeId: id, state: "new" });
    expect(targets(again)).toContain("emergency-duty-team");
    expect((await act(id, "take")).status).toBe(200);
    expect((await act(id, "finish")).status).toBe(200);
    bench.deliver(notificationOf(opened()));
    const [third] = await episodes(([one]) => one?.openings.length === 4);
    expect(third).toMatchObject({ episodeId: id, state: "new" });
    bench.clock.forward(8 * hour);
    bench.deliver(notificationOf(opened(), opened({ odsCode: "ZZ9B2" })));
    const all = await episodes((list) => list.length === 3);
    expect(all.flatMap(({ openings }) => openings)).toHaveLength(6);
  });
});
