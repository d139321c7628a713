import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  importBatchRows,
  parseCaseSearch,
  parseDeletionApproval,
  parseDeletionOrder,
  parseImportBatch,
  parseNoteOrder,
  parsePassOrder,
  parseReasonOrder,
  parseSendWishOrder,
  parseUploadOrder,
  readCaseDraft,
} from "../../../../src/contract/parse-council-request.js";
import { CpisError, type Issue } from "../../../../src/errors/cpis-error.js";

type Parse = (body: unknown) => unknown;

function issuesOf(parse: Parse, body: unknown): readonly Issue[] | undefined {
  try {
    parse(body);
    return undefined;
  } catch (error) {
    if (CpisError.is(error, "CPIS_REQUEST_INVALID")) return error.issues;
    throw error;
  }
}

const valid: readonly (readonly [string, Parse, object])[] = [
  ["import", parseImportBatch, { firstRow: 1, rows: [{ localId: "NS-1" }, "anything"], checkOnly: true }],
  ["search", parseCaseSearch, { text: "ark", visibility: "waiting", workerId: "sw-1", offset: 0, limit: 1 }],
  ["deletion", parseDeletionOrder, { kind: "child-protection-plan", start: "2026-01-05", reason: "wrong" }],
  ["approval", parseDeletionApproval, { deletionId: "d1" }],
  ["upload", parseUploadOrder, { kind: "full" }],
  ["note", parseNoteOrder, { text: "Rang the ward." }],
  ["pass to a worker", parsePassOrder, { to: { kind: "worker", workerId: "sw-1" } }],
  ["pass to the duty team", parsePassOrder, { to: { kind: "emergency-duty-team" } }],
  ["reason", parseReasonOrder, { reason: "The other system was ours." }],
  ["send again", parseSendWishOrder, { localId: "NS-1" }],
];

describe("a request to the council's gateway", () => {
  test.each(valid)("is read as it was written: %s", (_name, parse, body) => {
    expect(parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  test.each(valid)(
    "with a field that is not documented is refused, or its sender would think it did something: %s",
    (_name, parse, body) => {
      const issues = issuesOf(parse, { ...body, dryRun: "a secret" });
      expect(issues).toHaveLength(1);
      expect(JSON.stringify(issues)).not.toContain("secret");
    },
  );

  test.each(valid)("of any other shape is refused, and never crashes the reader: %s", (_name, parse) => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const issues = issuesOf(parse, body);
        if (issues !== undefined) expect(issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, Parse, object]>([
    ["import without rows", parseImportBatch, { firstRow: 1, rows: [] }],
    ["import of too many rows", parseImportBatch, { firstRow: 1, rows: Array(importBatchRows + 1).fill({}) }],
    ["import from row 0", parseImportBatch, { firstRow: 0, rows: [{}] }],
    ["import that might be checked only", parseImportBatch, { firstRow: 1, rows: [{}], checkOnly: "yes" }],
    ["search for a state that is none", parseCaseSearch, { visibility: "clear" }],
    ["search for no rows", parseCaseSearch, { limit: 0 }],
    ["search from before the first", parseCaseSearch, { offset: -1 }],
    ["deletion of an unknown plan", parseDeletionOrder, { kind: "plan", start: "2026-01-05", reason: "x" }],
    [
      "deletion of a plan of no day",
      parseDeletionOrder,
      { kind: "looked-after-child", start: "2026-02-30", reason: "x" },
    ],
    [
      "deletion without a reason",
      parseDeletionOrder,
      { kind: "looked-after-child", start: "2026-01-05", reason: "" },
    ],
    ["upload of another kind", parseUploadOrder, { kind: "everything" }],
    ["empty note", parseNoteOrder, { text: "" }],
    ["pass to nobody", parsePassOrder, { to: { kind: "worker" } }],
    ["pass to a made-up target", parsePassOrder, { to: { kind: "constructor" } }],
    ["reason that is none", parseReasonOrder, { reason: "because" }],
  ])("is refused: %s", (_name, parse, body) => {
    expect(issuesOf(parse, body)?.length).toBeGreaterThan(0);
  });
});

describe("the shape of one imported case", () => {
  const draft = {
    localId: "NS-1",
    child: {
      nhsNumber: "9996001008",
      familyName: "Arkwright",
      givenNames: ["Tamsin"],
      birthDate: "12/12/2013",
    },
    mother: { localId: "M-1", familyName: "Arkwright" },
    dueDate: "soon",
    statuses: [{ code: "CPP", from: "2026-01-05", until: "2026-02-05" }, {}],
    worker: { id: "sw-1", name: "Sam Worker", telephone: "01632 960101" },
    teamId: "north",
    adoptedOn: "2026-01-05",
  };

  test("is taken as the case system holds it: whether a text is a date or a number is judged later, with words", () => {
    expect(readCaseDraft(JSON.parse(JSON.stringify(draft)))).toEqual({ ok: true, draft });
    expect(readCaseDraft({})).toEqual({ ok: true, draft: {} });
  });

  test("names each fault at its place, and repeats no value", () => {
    const reading = readCaseDraft({
      ...draft,
      localId: 4711,
      child: { ...draft.child, givenNames: "secret", alias: "secret" },
      statuses: [{ code: "CPP", from: 20260105 }, "secret"],
    });
    expect(reading.ok).toBe(false);
    const issues = reading.ok ? [] : reading.issues;
    expect(issues.map(({ path }) => path)).toEqual([
      "localId",
      "child.givenNames",
      "child",
      "statuses[0].from",
      "statuses[1]",
    ]);
    expect(JSON.stringify(issues)).not.toContain("secret");
  });

  test("never crashes the reader, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const reading = readCaseDraft(body);
        expect(reading.ok || reading.issues.length > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
