import { describe, expect, test } from "vitest";
import { searchCases } from "../../../src/gateway/council/cases/search-cases.js";
import { createPicture } from "../../../src/gateway/council/picture.js";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import type { CaseRecord } from "../../../src/domain/case-record.js";
import { parseNhsNumber } from "../../../src/domain/nhs-number.js";
import { parseNoticeInbox } from "../../../src/contract/parse-council.js";

const now = Date.parse("2026-11-19T02:00:00Z");
const families = ["Fernsby", "Ashdown", "O'Hara", "Łukasiewicz"];

function record(index: number): CaseRecord {
  const reading = parseNhsNumber(index === 0 ? "999 600 1008" : undefined);
  return {
    localId: `NS-${index}`,
    subject: {
      kind: "child",
      child: {
        ...(reading.ok ? { nhsNumber: reading.nhsNumber } : {}),
        familyName: families[index % 4] ?? "",
        givenNames: ["Talia", "Ann"],
        birthDate: "2018-02-03",
      },
    },
    statuses: index % 2 === 0 ? [{ code: "CPP", from: "2026-01-05" }] : [],
    worker: { id: `sw-${index % 3}`, name: "Sam Worker" },
  };
}

const plan = { directory: { teams: [], workers: [] }, placementCodes: [] };
const picture = createPicture({
  cases: Array.from({ length: 130 }, (_, index) => ({ record: record(index), savedAt: now })),
  deletions: [],
  sendings: [],
  inactiveNumbers: [],
  plan: {
    statusTable: defaultStatusTable,
    uploads: { changesAt: [], fullOn: [], fullAt: "02:00", afterChangeMs: 1, answerLimitMs: 1 },
  },
  now,
});
const search = (wish: Parameters<typeof searchCases>[3]) =>
  searchCases(picture, { episodes: [] }, plan, wish);
const ids = (wish: Parameters<typeof searchCases>[3]): readonly string[] =>
  search({ limit: 500, ...wish }).cases.map(({ localId }) => localId);

describe("a search of the cases", () => {
  test("gives every case on exactly one page, in the order of their names, 50 to a page", () => {
    const pages = [0, 50, 100, 150].map((offset) => search({ offset }));
    expect(pages.map(({ cases, total }) => [cases.length, total])).toEqual([
      [50, 130],
      [50, 130],
      [30, 130],
      [0, 130],
    ]);
    const all = pages.flatMap(({ cases }) => cases);
    expect(new Set(all.map(({ localId }) => localId)).size).toBe(130);
    const names = all.map(({ name }) => name.replace("Talia Ann ", "").toLowerCase());
    expect(names).toEqual([...names].sort());
  });

  test("finds by words in any order, by part of a number however it is spaced, and by worker and state", () => {
    expect(ids({ text: "talia FERN" })).toHaveLength(33);
    expect(ids({ text: "999 600" })).toEqual(["NS-0"]);
    expect(ids({ text: "-96" })).toEqual(["NS-96"]);
    expect(ids({ text: "nobody" })).toEqual([]);
    expect(ids({ workerId: "sw-0" })).toHaveLength(44);
    const notVisible = ids({ visibility: "not-visible" });
    expect(notVisible).toContain("NS-2");
    expect(search({ visibility: "visible" }).total).toBe(0);
  });

  test("counts the notices of each case that nobody has finished (H-18)", () => {
    const episode = (localId: string, state: string, episodeId: string) => ({
      episodeId,
      localId,
      organisation: { odsCode: "ZZT01", name: "Testing Hospital" },
      shift: { kind: "day", date: "2026-11-18" },
      firstAt: "2026-11-18T12:00:00Z",
      lastAt: "2026-11-18T12:00:00Z",
      openings: [],
      state,
      hops: [],
      notes: [],
    });
    const inbox = parseNoticeInbox({
      episodes: [
        episode("NS-0", "new", "e1"),
        episode("NS-0", "taken", "e2"),
        episode("NS-0", "finished", "e3"),
        episode("NS-4", "finished", "e4"),
      ],
      open: 2,
    });
    const { cases } = searchCases(picture, inbox, plan, { limit: 500 });
    const openOf = (id: string) => cases.find(({ localId }) => localId === id)?.openEpisodes;
    expect([openOf("NS-0"), openOf("NS-4"), openOf("NS-8")]).toEqual([2, 0, 0]);
  });
});
