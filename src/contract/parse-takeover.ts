/** Readers of what a take-over sends and answers. They throw `CPIS_REQUEST_INVALID` with every fault; no issue repeats a value. */
import type {
  PreviousChildDraft,
  PreviousPersonDraft,
  PreviousPlanDraft,
} from "../domain/takeover-reading.js";
import type { TakeoverActKind, TakeoverLineKind, TakeoverWhy } from "../domain/takeover.js";
import { asHeld, localDate, parserOf, planKind } from "./parse-council-shapes.js";
import {
  flag,
  formed,
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  wholeNumber,
  type Reader,
} from "./shape.js";
import type {
  TakeoverDecisionOrder,
  TakeoverDecisions,
  TakeoverDecisionView,
  TakeoverDifferenceView,
  TakeoverDone,
  TakeoverLineView,
  TakeoverPersonView,
  TakeoverPlanView,
  TakeoverProposal,
  TakeoverRevision,
  TakeoverStage,
  TakeoverView,
} from "./takeover.js";

const many = { atMost: 100_000 } as const;
const asWritten = text({ maxLength: 1000 });
const personKind = oneOf<"child" | "mother">({ child: true, mother: true });
const decisionKind = oneOf<"end" | "delete" | "keep">({ end: true, delete: true, keep: true });
const planId = text({ minLength: 1, maxLength: 64 });

// One only: absence says it was not refused, and false would say the same twice.
const yes: Reader<true> = formed({ json: { const: true } }, (value, place) => {
  if (value === true) return true;
  place.issues.push({ path: place.path, message: "must be true where it is given" });
  return invalid;
});

const childDraft = object<PreviousChildDraft>(
  {
    nhsNumber: optional(asWritten),
    people: list(
      object<PreviousPersonDraft>(
        {
          kind: personKind,
          localId: optional(asWritten),
          familyName: optional(asWritten),
          givenName: optional(asWritten),
          birthDate: optional(asWritten),
        },
        "refuse",
      ),
      { atMost: 2 },
    ),
    plans: list(
      object<PreviousPlanDraft>(
        { kind: planKind, start: optional(asWritten), end: optional(asWritten) },
        "refuse",
      ),
      { atMost: 100 },
    ),
    refused: optional(yes),
  },
  "refuse",
);

const proposal = object<TakeoverProposal>(
  {
    firstSequenceNumber: wholeNumber(1),
    previousSequenceNumber: optional(wholeNumber(0)),
    children: list(childDraft, many),
  },
  "refuse",
);

const decisions = object<TakeoverDecisions>(
  {
    revision: wholeNumber(1),
    decisions: list(
      object<TakeoverDecisionOrder>(
        {
          planId,
          decision: decisionKind,
          end: optional(localDate),
          reason: optional(text({ maxLength: 2000 })),
        },
        "refuse",
      ),
      { atLeast: 1, atMost: 10_000 },
    ),
  },
  "refuse",
);

const revision = object<TakeoverRevision>({ revision: wholeNumber(1) }, "refuse");

const actKind = oneOf<TakeoverActKind>({
  add: true,
  end: true,
  change: true,
  delete: true,
  same: true,
  keep: true,
  ended: true,
  left: true,
  withheld: true,
  undecided: true,
});

const why = oneOf<TakeoverWhy>({
  "no-mother": true,
  "no-nhs-number": true,
  "mother-no-nhs-number": true,
  "no-due-date": true,
  "nhs-number-inactive": true,
  "shared-number": true,
  "not-in-cases": true,
  "not-in-history": true,
  "ended-too-long-ago": true,
});

const plan = object<TakeoverPlanView>(
  {
    planId,
    act: actKind,
    kind: planKind,
    start: localDate,
    end: optional(localDate),
    heldEnd: optional(localDate),
    file: optional(oneOf({ first: true, later: true })),
    why: optional(why),
    decision: optional(
      object<TakeoverDecisionView>(
        {
          decision: decisionKind,
          end: optional(localDate),
          reason: optional(asHeld),
          decidedBy: asHeld,
          decidedAt: instant,
        },
        "ignore",
      ),
    ),
    outcome: optional(
      oneOf<NonNullable<TakeoverPlanView["outcome"]>>({
        waiting: true,
        accepted: true,
        refused: true,
        "cannot-be-shared": true,
        held: true,
        resubmit: true,
      }),
    ),
  },
  "ignore",
);

const line = object<TakeoverLineView>(
  {
    kind: oneOf<TakeoverLineKind>({
      decide: true,
      delete: true,
      end: true,
      change: true,
      add: true,
      several: true,
      withheld: true,
      keep: true,
      same: true,
      nothing: true,
    }),
    caseIds: list(asHeld, many),
    people: list(
      object<TakeoverPersonView>(
        {
          kind: personKind,
          localId: optional(asHeld),
          name: asHeld,
          birthDate: optional(localDate),
          nhsNumber: optional(asHeld),
          known: flag,
        },
        "ignore",
      ),
      many,
    ),
    plans: list(plan, many),
    refusedBefore: flag,
  },
  "ignore",
);

const count = wholeNumber(0);

const difference = object<TakeoverDifferenceView>(
  {
    firstSequenceNumber: wholeNumber(1),
    previousSequenceNumber: optional(count),
    previousChildren: count,
    cases: count,
    counts: object<TakeoverDifferenceView["counts"]>(
      {
        add: count,
        end: count,
        change: count,
        delete: count,
        same: count,
        keep: count,
        ended: count,
        left: count,
        withheld: count,
        undecided: count,
      },
      "ignore",
    ),
    lines: list(line, { atMost: 200_000 }),
  },
  "ignore",
);

const act = object<TakeoverDone>({ by: asHeld, name: optional(asHeld), at: instant }, "ignore");

const view = object<TakeoverView>(
  {
    stage: oneOf<TakeoverStage>({
      none: true,
      proposed: true,
      approved: true,
      started: true,
      withdrawn: true,
      released: true,
    }),
    expected: flag,
    revision: optional(wholeNumber(1)),
    proposed: optional(act),
    approved: optional(act),
    ended: optional(act),
    outdatedAt: optional(instant),
    changedSinceProposed: flag,
    undecided: count,
    difference: optional(difference),
  },
  "ignore",
);

/** Body of `POST /api/v1/council/takeover` and of `/difference`. */
export const parseTakeoverProposal: (body: unknown) => TakeoverProposal = parserOf(proposal);
/** Body of `POST /api/v1/council/takeover/decisions`. */
export const parseTakeoverDecisions: (body: unknown) => TakeoverDecisions = parserOf(decisions);
/** Body of `POST /api/v1/council/takeover/approval` and of `/renewal`. */
export const parseTakeoverRevision: (body: unknown) => TakeoverRevision = parserOf(revision);
/** Answer of `POST /api/v1/council/takeover/difference`. */
export const parseTakeoverDifference: (body: unknown) => TakeoverDifferenceView = parserOf(difference);
/** Answer of `GET /api/v1/council/takeover`, and of every order to it. */
export const parseTakeoverView: (body: unknown) => TakeoverView = parserOf(view);
