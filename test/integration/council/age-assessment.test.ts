import { afterEach, beforeEach, expect, test } from "vitest";
import { caseWork } from "../../../src/gateway/council/cases/case-work.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { createCouncilWorld, type CouncilProcess, type CouncilWorld } from "./council-process.js";
import { caseOf } from "./support.js";

const actor = { id: "officer-1", kind: "person" } as const;
const assessed = "2012-01-01";
const registered = syntheticCouncilPerson("matches", Date.now()).birthDate;

let world: CouncilWorld;
let process: CouncilProcess;

const withDate = (birthDate: string) => ({ child: { ...caseOf("matches").child, birthDate } });

async function look() {
  const picture = await process.pictures.current();
  const one = picture.caseOf("matches");
  if (one === undefined) throw new Error("no such case");
  const work = caseWork(picture, one, []).filter(({ kind }) => kind === "compare-details");
  return { visibility: one.visibility, work };
}

/** The council has assessed the child's age; the NHS has the date of before. */
beforeEach(async () => {
  world = await createCouncilWorld();
  process = world.open();
  await world.save(process, "matches", withDate(assessed));
  await process.round();
  await process.round();
});

afterEach(() => world.close());

test("an age assessment that changed the date of birth on our side alone is a mismatch by name, never visible (H-26)", async () => {
  const { visibility, work } = await look();
  expect(visibility).toMatchObject({ kind: "not-visible", reason: "details-do-not-match", code: "CPR03" });
  expect(work).toMatchObject([
    {
      owner: "data-officer",
      code: "CPR03",
      refused: { sent: { birthDate: assessed }, ours: { birthDate: assessed } },
    },
  ]);
  // Nothing is repeated by itself: the same date would be refused again.
  const files = (await process.uploads.list(10)).length;
  await process.round();
  expect(await process.uploads.list(10)).toHaveLength(files);
});

test("the date corrected in the case is shown beside the one that was refused, goes by itself, and makes the child visible (H-26)", async () => {
  await world.save(process, "matches", withDate(registered));
  const { visibility, work } = await look();
  expect(visibility.kind).toBe("not-visible");
  expect(work).toMatchObject([
    { refused: { sent: { birthDate: assessed }, ours: { birthDate: registered } } },
  ]);
  await process.round();
  await process.round();
  const after = await look();
  expect(after.visibility).toMatchObject({ kind: "visible" });
  expect(after.work).toEqual([]);
});

test("where the NHS is to be corrected, the case is sent again unchanged when somebody asks for it (H-26)", async () => {
  await process.service.wish("matches", actor);
  await process.round();
  await process.round();
  const [latest] = await process.uploads.list(1);
  expect(latest).toMatchObject({ sequenceNumber: 2, records: 1, state: "answered" });
  const { visibility, work } = await look();
  expect(visibility).toMatchObject({ kind: "not-visible", reason: "details-do-not-match" });
  expect(work).toHaveLength(1);
});
