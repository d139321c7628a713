import { describe, expect, test } from "vitest";
import { alarmAfterAttempts, resubmitPauseMs } from "../../../src/domain/resubmission.js";
import { fileCodes, recordCodes, type FileCode, type RecordCode } from "../../../src/domain/upload-codes.js";
import {
  decideAnswerOwner,
  decideUploadOutcome,
  type SentUpload,
  type UploadAnswer,
} from "../../../src/domain/upload-outcome.js";
import type { AnsweredRecord } from "../../../src/domain/upload-pairing.js";
import { workOwner } from "../../../src/domain/work-item.js";

const at = "2026-11-19T06:20:00.000Z";
const ada = "9995260182";
const ben = "9991590838";
const cat = "9993909963";

const sent: SentUpload = {
  sequenceNumber: 42,
  subjects: [
    { nhsNumber: ada, localIds: ["NS-1"] },
    { nhsNumber: ben, localIds: ["NS-2"] },
    { nhsNumber: cat, localIds: ["NS-3"] },
  ],
};

function about(nhsNumber: string, code: string, localId?: string): AnsweredRecord {
  return { code, about: { nhsNumber, ...(localId === undefined ? {} : { localId }) } };
}

const allIn: UploadAnswer = {
  sequenceNumber: 42,
  processed: 3,
  succeeded: 3,
  failed: 0,
  fileCodes: ["CPF02"],
  records: [about(ada, "CPR06", "NS-1"), about(ben, "CPR06", "NS-2"), about(cat, "CPR06", "NS-3")],
};

function outcomes(answer: UploadAnswer) {
  const { state, subjects, work } = decideUploadOutcome(sent, answer, at);
  return { state, subjects: Object.fromEntries(subjects), work };
}

/** Whether anything of an answer could make a child visible. */
function accepted(answer: UploadAnswer): readonly string[] {
  const { subjects } = decideUploadOutcome(sent, answer, at);
  return [...subjects].filter(([, { kind }]) => kind === "accepted").map(([nhsNumber]) => nhsNumber);
}

test("a file that was loaded in whole accepts every child and leaves no work", () => {
  expect(outcomes(allIn)).toEqual({
    state: { kind: "answered" },
    subjects: {
      [ada]: { kind: "accepted", at },
      [ben]: { kind: "accepted", at },
      [cat]: { kind: "accepted", at },
    },
    work: [],
  });
});

test("a file that was loaded in whole may come back without a list", () => {
  expect(accepted({ ...allIn, records: [] })).toEqual([ada, ben, cat]);
});

describe("every record code", () => {
  const expected: Readonly<Record<RecordCode, unknown>> = {
    CPR01: { kind: "refused", at, reason: "nhs-cannot-find-child", code: "CPR01" },
    CPR02: { kind: "cannot-be-shared", at },
    CPR03: { kind: "refused", at, reason: "details-do-not-match", code: "CPR03" },
    CPR04: { kind: "refused", at, reason: "nhs-number-old-style", code: "CPR04" },
    CPR05: { kind: "refused", at, reason: "nhs-number-replaced", code: "CPR05" },
    CPR06: { kind: "accepted", at },
    CPR07: { kind: "refused", at, reason: "refused-with-detail", code: "CPR07" },
  };

  test.each(Object.keys(recordCodes) as RecordCode[])(
    "%s leads to its state and its work (H-21, H-25)",
    (code) => {
      const failed = code === "CPR06" ? 0 : 1;
      const answer = {
        ...allIn,
        fileCodes: [failed === 0 ? "CPF02" : "CPF03"],
        succeeded: 3 - failed,
        failed,
        records: [about(ada, code), about(ben, "CPR06"), about(cat, "CPR06")],
      };
      const { subjects, work } = outcomes(answer);
      expect(subjects[ada]).toEqual(expected[code]);
      expect(subjects[ben]).toEqual({ kind: "accepted", at });
      const kind = recordCodes[code].work;
      expect(work).toEqual(
        kind === undefined ? [] : [{ kind, owner: workOwner(kind), nhsNumber: ada, code }],
      );
    },
  );

  test("keeps the register's own words with CPR07", () => {
    const records = [
      { ...about(ada, "CPR07"), detail: "PLACEHOLDER-DETAIL" },
      about(ben, "CPR06"),
      about(cat, "CPR06"),
    ];
    const { subjects, work } = outcomes({ ...allIn, fileCodes: ["CPF03"], succeeded: 2, failed: 1, records });
    expect(subjects[ada]).toMatchObject({ detail: "PLACEHOLDER-DETAIL" });
    expect(work).toMatchObject([{ kind: "read-detail", detail: "PLACEHOLDER-DETAIL" }]);
  });
});

describe("every file code", () => {
  const refusedAll = [about(ada, "CPR07"), about(ben, "CPR07"), about(cat, "CPR07")];
  const answers: Readonly<
    Record<
      FileCode,
      { answer: UploadAnswer; state: string; visible: readonly string[]; work: readonly string[] }
    >
  > = {
    CPF01: {
      answer: { ...allIn, sequenceNumber: -1, processed: -1, succeeded: 0, records: [] },
      state: "file-refused",
      visible: [],
      work: ["mend-file"],
    },
    CPF02: { answer: allIn, state: "answered", visible: [ada, ben, cat], work: [] },
    CPF03: {
      answer: {
        ...allIn,
        succeeded: 2,
        failed: 1,
        records: [about(ada, "CPR03"), about(ben, "CPR06"), about(cat, "CPR06")],
      },
      state: "answered",
      visible: [ben, cat],
      work: ["compare-details"],
    },
    CPF04: {
      answer: { ...allIn, succeeded: 0, failed: 3, records: refusedAll },
      state: "answered",
      visible: [],
      work: ["check-mapping-and-release", "read-detail", "read-detail", "read-detail"],
    },
    CPF05: { answer: { ...allIn, succeeded: 0, records: [] }, state: "resubmit", visible: [], work: [] },
    CPF06: {
      answer: { ...allIn, succeeded: 0, records: [] },
      state: "blocked",
      visible: [],
      work: ["upgrade"],
    },
  };

  test.each(Object.keys(fileCodes) as FileCode[])("%s leads to its state and its work (H-20)", (code) => {
    const { answer, state, visible, work } = answers[code];
    const outcome = outcomes({ ...answer, fileCodes: [code] });
    expect(outcome.state.kind).toBe(state);
    expect(accepted({ ...answer, fileCodes: [code] })).toEqual(visible);
    expect(outcome.work.map(({ kind }) => kind)).toEqual(work);
    expect(Object.keys(outcome.subjects)).toHaveLength(3);
  });
});

describe("an answer that does not add up makes nobody visible (H-20, R-84)", () => {
  const partial = { ...allIn, fileCodes: ["CPF03"], succeeded: 2, failed: 1 };
  test.each<[string, UploadAnswer, string]>([
    ["counts fewer than were sent", { ...allIn, processed: 2, succeeded: 2 }, "count-differs"],
    ["counts more than were sent", { ...allIn, processed: 4, succeeded: 4 }, "count-differs"],
    ["counts that do not add up to what was processed", { ...allIn, succeeded: 2 }, "count-differs"],
    ["negative counts", { ...allIn, succeeded: 4, failed: -1 }, "count-differs"],
    [
      "all loaded, with one refused",
      { ...allIn, succeeded: 2, failed: 1, records: [about(ada, "CPR03")] },
      "count-differs",
    ],
    ["none loaded, with one accepted", { ...allIn, fileCodes: ["CPF04"] }, "count-differs"],
    ["more refusals counted than listed", { ...partial, records: allIn.records }, "count-differs"],
    [
      "a sequence number that could not be read, of a file that was loaded",
      { ...allIn, sequenceNumber: -1 },
      "sequence-unreadable",
    ],
    ["an unknown file code", { ...allIn, fileCodes: ["CPF07"] }, "unknown-file-code"],
    ["no file code", { ...allIn, fileCodes: [] }, "unknown-file-code"],
    ["two different file codes", { ...allIn, fileCodes: ["CPF02", "CPF03"] }, "file-codes-disagree"],
  ])("%s", (_, answer, reason) => {
    const { state, subjects, work } = outcomes(answer);
    expect(state).toEqual({ kind: "held", reason });
    expect(Object.values(subjects)).toEqual(Array(3).fill({ kind: "held", at, reason }));
    expect(work).toEqual([{ kind: "resolve-held-answer", owner: "data-officer" }]);
  });

  test("a detail that nobody can place holds whoever has none", () => {
    const records = [{ code: "CPR03" }, about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...partial, records }).subjects).toEqual({
      [ada]: { kind: "held", at, reason: "unpaired-detail" },
      [ben]: { kind: "accepted", at },
      [cat]: { kind: "accepted", at },
    });
  });

  test("a refusal that nobody can place, when everybody has a detail, holds everybody", () => {
    const records = [...allIn.records, { code: "CPR03" }];
    expect(accepted({ ...partial, records })).toEqual([]);
  });

  test("an unplaced acceptance puts nobody in doubt but makes nobody visible either", () => {
    const records = [{ code: "CPR06" }, about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...allIn, records }).subjects[ada]).toEqual({ kind: "held", at, reason: "no-detail" });
  });

  test("a detail about a number we did not send, or with another child's local id, is nobody's", () => {
    const stranger = [about("9994711865", "CPR03"), about(ben, "CPR06"), about(cat, "CPR06")];
    expect(accepted({ ...partial, records: stranger })).toEqual([ben, cat]);
    const swapped = [about(ada, "CPR03", "NS-2"), about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...partial, records: swapped }).subjects[ada]).toMatchObject({
      reason: "unpaired-detail",
    });
  });

  test("an unknown record code holds that child", () => {
    const records = [about(ada, "CPR99"), about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...partial, records }).subjects[ada]).toEqual({
      kind: "held",
      at,
      reason: "unknown-record-code",
    });
  });

  test("one refused plan of several refuses the child, and a sensitive record outranks it", () => {
    const two = [about(ada, "CPR06"), about(ada, "CPR03"), about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...partial, records: two }).subjects[ada]).toMatchObject({
      kind: "refused",
      code: "CPR03",
    });
    const three = [about(ada, "CPR03"), about(ada, "CPR02"), about(ben, "CPR06"), about(cat, "CPR06")];
    expect(outcomes({ ...partial, records: three }).subjects[ada]).toEqual({ kind: "cannot-be-shared", at });
  });
});

describe("whose answer it is", () => {
  const ours = { inFlight: 42, wasAnswered: (sequenceNumber: number) => sequenceNumber === 41 };

  test.each([
    [42, "in-flight"],
    [41, "answered-before"],
    [-1, "unreadable"],
    [977, "another-system"],
  ] as const)("with sequence number %i is %s", (sequenceNumber, owner) => {
    expect(decideAnswerOwner(sequenceNumber, ours)).toBe(owner);
  });

  test("is another system's for any number while nothing of ours is under way", () => {
    expect(decideAnswerOwner(43, { wasAnswered: () => false })).toBe("another-system");
  });
});

test("an unavailable register is asked again with growing pauses, never faster, and a person hears of it", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 50].map(resubmitPauseMs);
  expect(pauses).toEqual([15, 30, 60, 120, 240, 240, 240].map((minutes) => minutes * 60_000));
  expect(alarmAfterAttempts).toBe(4);
});
