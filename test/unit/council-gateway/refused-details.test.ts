import { describe, expect, test } from "vitest";
import type { CaseRecord } from "../../../src/domain/case-record.js";
import { parseNhsNumber } from "../../../src/domain/nhs-number.js";
import type { SubjectOutcome } from "../../../src/domain/sending.js";
import { refusedDetails } from "../../../src/gateway/council/case-about.js";
import type { StoredSending } from "../../../src/ports/upload-store.js";

const reading = parseNhsNumber("9995260182");
if (!reading.ok) throw new Error("not an NHS number");
const { nhsNumber } = reading;
const at = "2026-11-19T11:00:00.000Z";

const record = (birthDate: string): CaseRecord => ({
  localId: "NS-1",
  subject: { kind: "child", child: { nhsNumber, familyName: "Fernsby", givenNames: ["Milo"], birthDate } },
  statuses: [],
});

const sent = (outcome: SubjectOutcome): StoredSending => ({
  sequenceNumber: 1,
  sentAt: at,
  nhsNumber,
  subjects: [{ kind: "child", nhsNumber, birthDate: "2009-02-03", given: "Milo", family: "Fernsby" }],
  plans: [],
  outcome,
});

const mismatch: SubjectOutcome = { kind: "refused", at, reason: "details-do-not-match", code: "CPR03" };

describe("after an age assessment", () => {
  test("the date that CP-IS refused stands beside the one the case has now, and neither is called the NHS's (H-26)", () => {
    const shown = refusedDetails(record("2011-02-03"), sent(mismatch));
    expect(shown?.sent.birthDate).toBe("2009-02-03");
    expect(shown?.ours.birthDate).toBe("2011-02-03");
    expect(Object.keys(shown ?? {}).sort()).toEqual(["at", "ours", "sent"]);
  });

  test("no card speaks of dates where CP-IS did not say that details differ (H-26)", () => {
    expect(refusedDetails(record("2011-02-03"), sent({ kind: "accepted", at }))).toBeUndefined();
    const other: SubjectOutcome = { ...mismatch, reason: "nhs-cannot-find-child", code: "CPR01" };
    expect(refusedDetails(record("2011-02-03"), sent(other))).toBeUndefined();
  });
});
