import { describe, expect, test } from "vitest";
import {
  parseTakeoverDecisions,
  parseTakeoverDifference,
  parseTakeoverProposal,
  parseTakeoverRevision,
  parseTakeoverView,
} from "../../../../src/contract/parse-takeover.js";
import type { TakeoverView } from "../../../../src/contract/takeover.js";
import { CpisError } from "../../../../src/errors/cpis-error.js";

const child = {
  nhsNumber: "9996001008",
  people: [
    { kind: "child", localId: "1", familyName: "Arkwright", givenName: "Tamsin", birthDate: "2017-03-08" },
  ],
  plans: [{ kind: "child-protection-plan", start: "2026-01-05" }],
} as const;

const view: TakeoverView = {
  stage: "proposed",
  expected: true,
  revision: 2,
  proposed: { by: "officer-1", name: "Dee Officer", at: "2026-11-18T09:00:00.000Z" },
  changedSinceProposed: false,
  undecided: 1,
  difference: {
    firstSequenceNumber: 412,
    previousSequenceNumber: 411,
    previousChildren: 1,
    cases: 0,
    counts: {
      add: 0,
      end: 0,
      change: 0,
      delete: 0,
      same: 0,
      keep: 0,
      ended: 0,
      left: 0,
      withheld: 0,
      undecided: 1,
    },
    lines: [
      {
        kind: "decide",
        caseIds: [],
        people: [
          {
            kind: "child",
            name: "ARKWRIGHT, Tamsin",
            birthDate: "2017-03-08",
            nhsNumber: "9996001008",
            known: false,
          },
        ],
        plans: [
          {
            planId: "3f9c0a6d21b4e877",
            act: "undecided",
            kind: "child-protection-plan",
            start: "2026-01-05",
            why: "not-in-cases",
          },
        ],
        refusedBefore: false,
      },
    ],
  },
};

function faultsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
    return [];
  } catch (thrown) {
    if (!CpisError.is(thrown, "CPIS_REQUEST_INVALID")) throw thrown;
    return thrown.issues.map(({ path }) => path);
  }
}

describe("what a data officer sends", () => {
  test("is read as it is", () => {
    const proposal = { firstSequenceNumber: 412, previousSequenceNumber: 411, children: [child] };
    expect(parseTakeoverProposal(proposal)).toEqual(proposal);
    const decisions = {
      revision: 1,
      decisions: [
        { planId: "a", decision: "end", end: "2026-08-31" },
        { planId: "b", decision: "delete", reason: "Entered in error." },
      ],
    };
    expect(parseTakeoverDecisions(decisions)).toEqual(decisions);
    expect(parseTakeoverRevision({ revision: 3 })).toEqual({ revision: 3 });
  });

  test("is refused with every fault, and an unknown field is a fault", () => {
    const bad = {
      firstSequenceNumber: 0,
      children: [{ ...child, refused: false, plans: [{ kind: "section-47", start: "2026-01-05" }] }],
      dryRun: true,
    };
    expect(faultsOf(() => parseTakeoverProposal(bad))).toEqual([
      "firstSequenceNumber",
      "children[0].plans[0].kind",
      "children[0].refused",
      "",
    ]);
    const order = { planId: "", decision: "forget" };
    expect(faultsOf(() => parseTakeoverDecisions({ revision: 1, decisions: [order] }))).toEqual([
      "decisions[0].planId",
      "decisions[0].decision",
    ]);
    expect(faultsOf(() => parseTakeoverDecisions({ revision: 1, decisions: [] }))).toEqual(["decisions"]);
    expect(faultsOf(() => parseTakeoverRevision({}))).toEqual(["revision"]);
  });
});

describe("what the gateway answers", () => {
  test("is read as it is", () => {
    expect(parseTakeoverView(view)).toEqual(view);
    expect(parseTakeoverDifference(view.difference)).toEqual(view.difference);
  });

  test("is refused where a word is not one of ours", () => {
    expect(faultsOf(() => parseTakeoverView({ ...view, stage: "clear" }))).toEqual(["stage"]);
    const lines = view.difference?.lines.map((line) => ({ ...line, kind: "safe" }));
    expect(faultsOf(() => parseTakeoverDifference({ ...view.difference, lines }))).toEqual(["lines[0].kind"]);
  });
});
