import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import type { PlanPeriod } from "../../../src/domain/plan-periods.js";
import type { MadeDecision, PreviousChild } from "../../../src/domain/takeover.js";
import { createPicture, type PictureInput } from "../../../src/gateway/council/picture.js";
import { takeoverBaseline } from "../../../src/gateway/council/takeover/baseline.js";
import { differenceNow } from "../../../src/gateway/council/takeover/difference.js";
import { planUpload } from "../../../src/gateway/council/uploads/plan-upload.js";
import { answer, councils, decide } from "../council/takeover-councils.js";
import { today } from "../council/takeover-people.js";

const now = Date.parse(`${today}T10:00:00Z`);
const uploads = { changesAt: [], fullOn: [], fullAt: "05:00", answerLimitMs: 1 } as const;
const statusCodes = { "child-protection-plan": "CPP", "looked-after-child": "C2" } as const;

function toStatus({ kind, start, end }: PlanPeriod) {
  const code = kind === "unborn-child-protection-plan" ? "UCPP" : statusCodes[kind];
  return { code, from: start, ...(end === undefined ? {} : { until: end }) };
}

function approved(previous: readonly PreviousChild[], decisions: readonly MadeDecision[]) {
  const at = now - 60_000;
  return takeoverBaseline({
    revision: 2,
    state: "approved",
    since: at,
    firstSequenceNumber: 412,
    proposedAt: at,
    proposedBy: "officer-1",
    approvedAt: at,
    approvedBy: "officer-2",
    differenceHash: "",
    previous,
    decisions,
    names: {},
  });
}

describe("the first file after a take-over", () => {
  test("does exactly what the difference said of it, for every child (H-20)", () => {
    fc.assert(
      fc.property(councils, fc.array(answer, { minLength: 1, maxLength: 5 }), (council, answers) => {
        const input: PictureInput = {
          cases: council.cases.map(({ record, periods }) => ({
            record: { ...record, statuses: periods.map(toStatus) },
            savedAt: now,
          })),
          deletions: [],
          sendings: [],
          inactiveNumbers: council.inactive.map((nhsNumber) => ({
            notice: { nhsNumber, replacements: [] } as never,
            receivedAt: now,
          })),
          plan: { statusTable: defaultStatusTable, uploads },
          now,
        };
        const { previous } = council;
        const open = differenceNow(createPicture(input), { previous, decisions: [] });
        const decisions = decide(open, answers, council.cases);
        const lines = differenceNow(createPicture(input), { previous, decisions });
        const baseline = approved(previous, decisions);
        const picture = createPicture({ ...input, ...(baseline === undefined ? {} : { baseline }) });
        // The same, whether asked before or after the approval.
        expect(differenceNow(picture, { previous, decisions })).toEqual(lines);
        const held = new Set(
          previous.flatMap(({ nhsNumber, plans }) =>
            plans.map(({ kind, start, end }) => [nhsNumber, kind, start, end ?? ""].join(" ")),
          ),
        );
        const sent = planUpload(picture, "full")
          .records.flatMap(({ nhsNumber, plans }) =>
            plans.map(({ kind, start, end, deletedOn }) =>
              deletedOn === undefined
                ? [nhsNumber, kind, start, end ?? ""].join(" ")
                : `${nhsNumber} ${kind} ${start} deleted`,
            ),
          )
          .filter((plan) => !held.has(plan));
        const said = lines
          .flatMap(({ acts }) => acts)
          .filter(({ file }) => file === "first")
          .map(({ act, nhsNumber, kind, start, end }) =>
            act === "delete"
              ? `${String(nhsNumber)} ${kind} ${start} deleted`
              : [nhsNumber, kind, start, end ?? ""].join(" "),
          );
        expect(sent.sort()).toEqual(said.sort());
      }),
      { numRuns: 500 },
    );
  });
});
