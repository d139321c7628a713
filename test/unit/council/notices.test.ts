import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaseRecord } from "../../../src/domain/case-record.js";
import { groupCards, groupEpisodes, shiftOf } from "../../../src/domain/episode.js";
import {
  decideInactiveNumber,
  mayChangeNumber,
  type InactiveNumber,
} from "../../../src/domain/inactive-number.js";
import { parseNhsNumber, type NhsNumber } from "../../../src/domain/nhs-number.js";
import {
  decideEscalation,
  decideRoutes,
  defaultEscalation,
  type RoutedHop,
  type RoutingHop,
  type RoutingPolicy,
} from "../../../src/domain/notice-routing.js";
import {
  newOpenings,
  openingKey,
  placeOpening,
  type RecordOpening,
} from "../../../src/domain/notification.js";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";

function number(text: string): NhsNumber {
  const reading = parseNhsNumber(text);
  if (!reading.ok) throw new Error("not an NHS number");
  return reading.nhsNumber;
}

const milo: CaseRecord = {
  localId: "NS-204417",
  subject: {
    kind: "child",
    child: {
      nhsNumber: number("9995260182"),
      familyName: "Fernsby",
      givenNames: ["Milo"],
      birthDate: "2018-02-03",
    },
  },
  statuses: [{ code: "CPP", from: "2026-03-12" }],
  worker: { id: "rokafor", name: "Rosalind Okafor" },
  teamId: "east-assessment",
};
const baby: CaseRecord = {
  localId: "NS-U1",
  subject: {
    kind: "unborn-child",
    beforeBirth: {
      mother: {
        nhsNumber: number("9991860916"),
        familyName: "Okonjo",
        givenNames: ["Blessing"],
        birthDate: "2010-05-07",
        localId: "NS-9",
      },
      dueDate: "2027-01-14",
    },
  },
  statuses: [{ code: "UCPP", from: "2026-10-01" }],
};
const mother: CaseRecord = {
  localId: "NS-9",
  subject: {
    kind: "child",
    child: {
      nhsNumber: number("9991860916"),
      familyName: "Okonjo",
      givenNames: ["Blessing"],
      birthDate: "2010-05-07",
    },
  },
  statuses: [{ code: "C2", from: "2024-01-01" }],
};
const books = [milo, baby, mother];

const northgate = { odsCode: "ZZ9A1", name: "Northgate General Hospital" };
const ambulance = { odsCode: "ZZ9B2", name: "Northshire Ambulance Service" };
const now = Date.parse("2026-08-17T09:00:00Z");

function opening(queryId: string, at: string, change: Partial<RecordOpening> = {}): RecordOpening {
  return {
    queryId,
    at,
    by: { name: "Hana Iqbal", role: "Nurse", kind: "person" },
    organisation: northgate,
    nhsNumbers: ["9995260182"],
    localIds: ["NS-204417"],
    ...change,
  };
}

function placed(...openings: readonly RecordOpening[]) {
  return openings.map((one) => placeOpening(one, books, now));
}

describe("an opening told twice", () => {
  test("is one opening, by its query's id in either case (H-17)", () => {
    const first = opening("C0FFEE1B-0000-4000-8000-00000000001B", "2026-08-17T00:38:00Z");
    const again = { ...first, queryId: first.queryId.toLowerCase() };
    expect(newOpenings([first, again], () => false)).toEqual([first]);
    const known = new Set([openingKey(first)]);
    expect(newOpenings([again], (key) => known.has(key))).toEqual([]);
  });

  test("is another opening when the same id names another child: nobody's opening is dropped (H-17)", () => {
    const first = opening("A1", "2026-08-17T00:38:00Z");
    const other = { ...first, nhsNumbers: ["9991860916"], localIds: [] };
    expect(newOpenings([first, other], () => false)).toHaveLength(2);
  });
});

describe("an opening is placed", () => {
  const at = "2026-08-17T00:38:00Z";

  test("with the case that its number and local id name", () => {
    expect(placed(opening("A", at))[0]).toMatchObject({ caseIds: ["NS-204417"], faults: [] });
  });

  test("with mother and unborn child, when both are ours (H-09)", () => {
    const both = opening("A", at, { nhsNumbers: ["9991860916"], localIds: ["NS-9"] });
    expect(placed(both)[0]).toMatchObject({ caseIds: ["NS-9", "NS-U1"], faults: [] });
  });

  test.each<[string, Partial<RecordOpening>, string, readonly string[]]>([
    ["nobody on our books", { nhsNumbers: ["9994711865"], localIds: [] }, "not-on-our-books", []],
    ["nobody at all", { nhsNumbers: [], localIds: [] }, "names-nobody", []],
    [
      "two children",
      { nhsNumbers: ["9995260182", "9991860916"], localIds: [] },
      "names-two-children",
      ["NS-204417", "NS-9", "NS-U1"],
    ],
    [
      "a number that is not the local id's",
      { nhsNumbers: ["9994711865"] },
      "number-and-local-id-disagree",
      ["NS-204417"],
    ],
    ["a time in the future", { at: "2026-08-17T09:06:00Z" }, "time-in-the-future", ["NS-204417"]],
  ])("with a fault, and kept, when it names %s (R-102)", (_, change, fault, caseIds) => {
    const [result] = placed(opening("A", at, change));
    expect(result).toMatchObject({ caseIds, faults: [fault] });
  });
});

describe("episodes", () => {
  const night = [
    opening("A", "2026-08-17T00:38:00Z", { organisation: { odsCode: "ZZ111", name: "NHS 111 Northshire" } }),
    opening("B", "2026-08-17T01:15:00Z", { organisation: ambulance }),
    opening("C", "2026-08-17T02:02:00Z"),
    opening("D", "2026-08-17T03:40:00Z"),
  ];

  test("are one for each child, organisation and night, and list every opening (H-17)", () => {
    const episodes = groupEpisodes(placed(...night));
    expect(episodes.map((episode) => [episode.organisation.name, episode.openings.length])).toEqual([
      ["Northgate General Hospital", 2],
      ["Northshire Ambulance Service", 1],
      ["NHS 111 Northshire", 1],
    ]);
    expect(episodes[0]).toMatchObject({
      child: "NS-204417",
      shift: { kind: "night", date: "2026-08-16" },
      firstAt: "2026-08-17T02:02:00Z",
      lastAt: "2026-08-17T03:40:00Z",
    });
  });

  test("of one child and night are drawn on one card", () => {
    const [card, ...others] = groupCards(
      groupEpisodes(placed(...night, opening("E", "2026-08-17T08:00:00Z"))),
    );
    expect(card).toMatchObject({ child: "NS-204417", shift: { kind: "day", date: "2026-08-17" } });
    expect(others).toHaveLength(1);
    expect(others[0]?.episodes).toHaveLength(3);
  });

  test("keep two unknown children apart", () => {
    const strangers = ["9994711865", "9994041177"].map((nhsNumber, index) =>
      opening(`S${index}`, "2026-08-17T00:38:00Z", { nhsNumbers: [nhsNumber], localIds: [] }),
    );
    const nobody = ["N1", "N2"].map((id) =>
      opening(id, "2026-08-17T00:38:00Z", { nhsNumbers: [], localIds: [] }),
    );
    expect(groupEpisodes(placed(...strangers, ...nobody))).toHaveLength(4);
  });

  test.each([
    ["2026-08-17T06:59:00Z", "night", "2026-08-16"],
    ["2026-08-17T07:00:00Z", "day", "2026-08-17"],
    ["2026-08-17T18:59:00Z", "day", "2026-08-17"],
    ["2026-08-17T19:00:00Z", "night", "2026-08-17"],
    ["2026-10-25T00:30:00Z", "night", "2026-10-24"],
    ["2026-10-25T01:30:00Z", "night", "2026-10-24"],
    ["2026-12-31T23:30:00Z", "night", "2026-12-31"],
    ["2027-01-01T00:30:00Z", "night", "2026-12-31"],
  ] as const)("on an English wall clock %s is the %s of %s (H-27)", (at, kind, date) => {
    expect(shiftOf(Date.parse(at))).toEqual({ kind, date });
  });

  test("hold every opening exactly once for each of its children, and do not depend on the order of arrival (H-17)", () => {
    const one = fc.record({
      queryId: fc.uuid(),
      at: fc
        .integer({ min: 0, max: 7 * 24 * 60 })
        .map((minute) => new Date(now + minute * 60_000).toISOString()),
      organisation: fc.constantFrom(northgate, ambulance),
      nhsNumbers: fc.constantFrom(["9995260182"], ["9991860916"], ["9994711865"], []),
      localIds: fc.constant([]),
      by: fc.constant({ name: "Hana Iqbal", kind: "person" as const }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { maxLength: 12, selector: ({ queryId }) => queryId }),
        fc.nat(),
        (openings, turn) => {
          const all = placed(...openings);
          const episodes = groupEpisodes(all);
          const expected = all.reduce((sum, { caseIds }) => sum + Math.max(1, caseIds.length), 0);
          expect(episodes.reduce((sum, { openings: own }) => sum + own.length, 0)).toBe(expected);
          for (const { organisation, openings: own } of episodes) {
            expect(
              own.every(({ opening: { organisation: at } }) => at.odsCode === organisation.odsCode),
            ).toBe(true);
          }
          const turned = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))];
          expect(groupEpisodes(turned).map(({ id }) => id)).toEqual(episodes.map(({ id }) => id));
        },
      ),
    );
  });
});

describe("a notice is routed", () => {
  const policy: RoutingPolicy = {
    officeHours: { periods: [{ days: [1, 2, 3, 4, 5], opens: "09:00", closes: "17:00" }] },
    bankHolidays: { dates: ["2026-08-31"], coveredUntil: "2027-12-31" },
    defaultTeamId: "front-door",
    escalation: defaultEscalation,
  };
  const byDay = Date.parse("2026-08-17T10:00:00Z");
  const byNight = Date.parse("2026-08-17T01:00:00Z");
  const worker = { kind: "worker", workerId: "rokafor" };
  const team = { kind: "team", teamId: "east-assessment" };
  const duty = { kind: "emergency-duty-team" };
  const routes = (
    notice: Parameters<typeof decideRoutes>[0],
    by: RoutingPolicy,
    at: number,
    away: readonly string[] = [],
  ) => decideRoutes(notice, by, at, (workerId) => away.includes(workerId));
  const targets = (...args: Parameters<typeof routes>) => routes(...args).map(({ to }) => to);

  test("to the allocated worker and the team inbox always, never to a worker alone (H-18)", () => {
    expect(targets({ cases: [milo], faults: [] }, policy, byDay)).toEqual([worker, team]);
  });

  test("also to the emergency duty team at night, at the weekend and on a bank holiday (H-18)", () => {
    for (const at of [byNight, Date.parse("2026-08-16T12:00:00Z"), Date.parse("2026-08-31T12:00:00Z")]) {
      expect(targets({ cases: [milo], faults: [] }, policy, at)).toEqual([worker, team, duty]);
    }
  });

  test("also to the emergency duty team where nobody has said what the office hours are, or the holidays have run out (H-18)", () => {
    const without: RoutingPolicy = { defaultTeamId: "front-door", escalation: [] };
    expect(targets({ cases: [milo], faults: [] }, without, byDay)).toContainEqual(duty);
    const old = { ...policy, bankHolidays: { dates: [], coveredUntil: "2026-01-01" } };
    expect(targets({ cases: [milo], faults: [] }, old, byDay)).toContainEqual(duty);
  });

  test("to the default team where a child has none", () => {
    expect(targets({ cases: [baby], faults: [] }, policy, byDay)).toEqual([
      { kind: "team", teamId: "front-door" },
    ]);
  });

  test("to the data officer when it fits nobody or is odd, and to whom it fits besides (R-102)", () => {
    expect(targets({ cases: [], faults: ["not-on-our-books"] }, policy, byDay)).toEqual([
      { kind: "data-officer" },
    ]);
    expect(targets({ cases: [milo], faults: ["names-two-children"] }, policy, byDay)).toEqual([
      worker,
      team,
      { kind: "data-officer" },
    ]);
  });

  test("to each person once, when mother and unborn child have the same worker", () => {
    expect(targets({ cases: [milo, { ...milo, localId: "NS-2" }], faults: [] }, policy, byDay)).toEqual([
      worker,
      team,
    ]);
  });

  test("to somebody, whatever is known about it (H-18)", () => {
    const someCases = fc.subarray(books);
    fc.assert(
      fc.property(someCases, fc.integer({ min: 0, max: 366 * 24 }), (cases, hour) => {
        for (const away of [[], ["rokafor"]]) {
          const found = targets({ cases, faults: [] }, policy, byDay + hour * 3_600_000, away);
          expect(found.filter(({ kind }) => kind !== "worker").length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("also to the first step up at once where the worker is away that day, by day and by night (H-18)", () => {
    const manager = { kind: "duty-manager" };
    const away = { to: worker, away: true };
    expect(routes({ cases: [milo], faults: [] }, policy, byDay, ["rokafor"])).toEqual([
      away,
      { to: team },
      { to: manager },
    ]);
    expect(routes({ cases: [milo], faults: [] }, policy, byNight, ["rokafor"])).toEqual([
      away,
      { to: team },
      { to: duty },
      { to: manager },
    ]);
    const noSteps = { ...policy, escalation: [] };
    expect(targets({ cases: [milo], faults: [] }, noSteps, byDay, ["rokafor"])).toEqual([worker, team]);
  });

  test("no differently because somebody else is away, or nobody is allocated (H-18)", () => {
    expect(targets({ cases: [milo], faults: [] }, policy, byDay, ["smistry"])).toEqual([worker, team]);
    expect(targets({ cases: [baby], faults: [] }, policy, byDay, ["rokafor"])).toEqual([
      { kind: "team", teamId: "front-door" },
    ]);
  });
});

describe("a notice that nobody takes", () => {
  const first: RoutingHop = {
    to: { kind: "team", teamId: "east" },
    at: "2026-08-17T10:00:00.000Z",
    why: "new",
  };
  const at = (time: string) => Date.parse(`2026-08-17T${time}:00Z`);

  test("goes up after two hours, and again after four (H-18)", () => {
    expect(decideEscalation({ hops: [first] }, defaultEscalation, at("11:59"))).toEqual({
      add: [],
      nextAt: at("12:00"),
    });
    expect(decideEscalation({ hops: [first] }, defaultEscalation, at("12:00"))).toEqual({
      add: [{ kind: "duty-manager" }],
      nextAt: at("14:00"),
    });
    const up: RoutingHop = {
      to: { kind: "duty-manager" },
      at: "2026-08-17T12:00:00.000Z",
      why: "nobody-acted",
    };
    expect(decideEscalation({ hops: [first, up] }, defaultEscalation, at("14:00"))).toEqual({
      add: [{ kind: "emergency-duty-team" }],
    });
  });

  test("goes up as if the first step's time had passed, where its worker was away (H-18)", () => {
    const away: RoutedHop = { ...first, to: { kind: "worker", workerId: "rokafor" }, away: true };
    const manager: RoutedHop = { ...first, to: { kind: "duty-manager" } };
    expect(decideEscalation({ hops: [away, first, manager] }, defaultEscalation, at("11:59"))).toEqual({
      add: [],
      nextAt: at("12:00"),
    });
    expect(decideEscalation({ hops: [away, first, manager] }, defaultEscalation, at("12:00")).add).toEqual([
      { kind: "emergency-duty-team" },
    ]);
    // Passed on to somebody who is away: the first step has it in the next round.
    expect(
      decideEscalation({ hops: [{ ...away, why: "passed-on" }] }, defaultEscalation, at("10:00")).add,
    ).toEqual([{ kind: "duty-manager" }]);
  });

  test("takes every step it has missed at once, after a time in which nothing ran", () => {
    expect(decideEscalation({ hops: [first] }, defaultEscalation, at("23:00")).add).toHaveLength(2);
  });

  test("passes over whoever has it already", () => {
    const duty: RoutingHop = { ...first, to: { kind: "emergency-duty-team" } };
    expect(decideEscalation({ hops: [first, duty] }, defaultEscalation, at("13:00"))).toEqual({
      add: [{ kind: "duty-manager" }],
    });
  });

  test("stays where it is once somebody is dealing with it", () => {
    expect(decideEscalation({ hops: [first], takenBy: "rokafor" }, defaultEscalation, at("23:00"))).toEqual({
      add: [],
    });
  });
});

describe("a closed NHS number", () => {
  const today = "2026-11-19";
  const notice: InactiveNumber = { nhsNumber: "9995260182", replacements: ["9994041177"] };
  const periods: readonly PlanPeriod[] = [{ kind: "child-protection-plan", start: "2026-03-12" }];

  test("with one successor is offered to a person, never replaced by itself (H-24)", () => {
    expect(decideInactiveNumber(notice, milo, periods, today)).toEqual({
      kind: "propose",
      replacement: "9994041177",
      work: { kind: "replace-number", owner: "data-officer", nhsNumber: "9995260182" },
    });
  });

  test.each<[string, Partial<InactiveNumber>, string]>([
    ["no successor", { replacements: [] }, "no-replacement"],
    ["several successors", { replacements: ["9994041177", "9991590838"] }, "several-replacements"],
    ["a successor that is no NHS number", { replacements: ["9994041178"] }, "replacement-invalid"],
  ])("with %s is held for a person (R-105)", (_, change, why) => {
    expect(decideInactiveNumber({ ...notice, ...change }, milo, periods, today)).toMatchObject({
      kind: "hold",
      why,
    });
  });

  test("of an adopted child goes to a team manager, even if a successor came with it (H-24)", () => {
    for (const record of [
      { ...milo, adoptedOn: "2026-09-10" },
      { ...milo, statuses: [{ code: "E1", from: "2026-01-01" }] },
    ]) {
      const decision = decideInactiveNumber(notice, record, periods, today);
      expect(decision).toMatchObject({ kind: "hold", why: "adoption", work: { owner: "team-manager" } });
      expect(JSON.stringify(decision)).not.toContain("9994041177");
      expect(mayChangeNumber(record)).toBe(false);
    }
    expect(mayChangeNumber(milo)).toBe(true);
  });

  test("of a child not on our books goes to the data officer, and of one whose plans are over asks nothing", () => {
    expect(decideInactiveNumber(notice, undefined, [], today)).toMatchObject({
      kind: "not-on-our-books",
      work: { kind: "place-notice", owner: "data-officer" },
    });
    const over: readonly PlanPeriod[] = [
      { kind: "child-protection-plan", start: "2024-03-12", end: "2025-01-01" },
    ];
    expect(decideInactiveNumber({ ...notice, replacements: [] }, milo, over, today)).toEqual({
      kind: "settled",
    });
    expect(decideInactiveNumber({ ...notice, nhsNumber: "9991590838" }, milo, periods, today)).toEqual({
      kind: "settled",
    });
  });

  test("of a mother is found through her unborn child's case", () => {
    expect(decideInactiveNumber({ ...notice, nhsNumber: "9991860916" }, baby, periods, today)).toMatchObject({
      kind: "propose",
    });
  });
});
