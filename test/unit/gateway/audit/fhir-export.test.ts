import fc from "fast-check";
import { expect, it } from "vitest";
import { fhirBundleWriter, fhirWriter, type AuditOrigin } from "../../../../src/gateway/audit/export/fhir.js";
import { eventOutcome } from "../../../../src/gateway/audit/export/fhir-codes.js";
import type { AuditAction, AuditRecord } from "../../../../src/ports/audit.js";
import { noon } from "../../../../src/testing/lookup-store-samples.js";
import { auditEventR4, bundleR4 } from "./fhir-r4.js";
import { entry } from "./support.js";

const origin: AuditOrigin = {
  chainId: "0123456789ABCDEF0123456789ABCDEF",
  odsCode: "ZZ9A1",
  jobRoleCodeSystem: "1.2.826.0.1285.0.2.1.104",
};

const actions: readonly AuditAction[] = [
  "intent",
  "outcome",
  "late-reply",
  "identity-mismatch",
  "unknown-reply",
  "joined",
  "reused",
  "not-checked",
  "refused",
  "displayed",
  "details-opened",
  "acknowledged",
  "hidden",
  "wiped",
  "launch-accepted",
  "launch-refused",
  "case-saved",
  "takeover-approved",
  "notice-taken",
  "audit-searched",
  "audit-exported",
  "audit-retained",
  "work-list-read",
  "store-restored",
  "pause-begun",
  "configuration-applied",
];

// What hosts send: empty, blank, of control characters, long, in any script.
const anyText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", " ", "\t", "\u0000", "half \uD800", "O’Rell, Åma", "a\r\nb"),
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

// Absent fields are absent, as in a row that was read.
const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const anyRow: fc.Arbitrary<AuditRecord> = fc
  .record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    at: fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59Z") }),
    action: fc.constantFrom(...actions),
    actor: maybe(
      fc
        .record({
          kind: fc.constantFrom("person", "system", "unidentified"),
          id: anyText,
          name: maybe(anyText),
          roleProfileId: maybe(anyText),
          jobRoleCode: maybe(anyText),
          organisationOdsCode: maybe(anyText),
          workstation: maybe(anyText),
        })
        .map(present),
    ),
    lookupId: maybe(anyText),
    messageId: maybe(anyText),
    locationId: maybe(anyText),
    accessMode: maybe(fc.constantFrom("unscheduled", "scheduled")),
    outcome: maybe(fc.constantFrom("record", "no-record", "failed")),
    reason: maybe(anyText),
    codes: maybe(fc.array(anyText, { maxLength: 3 })),
    durationMs: maybe(fc.integer()),
    planHash: maybe(anyText),
    details: maybe(
      fc.dictionary(
        fc.stringMatching(/^[a-z][A-Za-z]{0,15}$/),
        fc.oneof(anyText, fc.integer(), fc.boolean()),
      ),
    ),
    subject: maybe(
      fc
        .record({
          nhsNumber: maybe(anyText),
          encounterId: maybe(anyText),
          localId: maybe(anyText),
          note: maybe(anyText),
        })
        .map(present),
    ),
  })
  // The compiler cannot see that `present` leaves out what may be absent.
  .map((fields) => present(fields) as AuditRecord);

it("writes what FHIR R4 says an AuditEvent is, whatever stands in a row", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const event: unknown = JSON.parse(fhirWriter(origin).line(row));
      expect(auditEventR4.safeParse(event).error?.issues ?? []).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("writes a Bundle that is one, with many rows, one and none", () => {
  for (const count of [0, 1, 3]) {
    const writer = fhirBundleWriter(origin);
    const rows = Array.from({ length: count }, (_, index) => ({ id: index + 1, ...entry(index + 1) }));
    const text = [...writer.begin, ...rows.map((row) => writer.line(row)), ...writer.end].join("\n");
    const bundle = bundleR4.parse(JSON.parse(text));
    expect(bundle.entry.map(({ resource }) => resource.id)).toEqual(
      rows.map(({ id }) => `${origin.chainId}-${String(id)}`),
    );
  }
});

it("is held to a description that refuses what is not one", () => {
  const event = JSON.parse(fhirWriter(origin).line({ id: 1, ...entry(1) })) as Record<string, unknown>;
  const spoilt: readonly Readonly<Record<string, unknown>>[] = [
    { ...event, recorded: "2026-01-05" },
    { ...event, agent: [] },
    { ...event, agent: [{ name: "x" }] },
    { ...event, outcome: "1" },
    { ...event, action: "X" },
    { ...event, source: {} },
    { ...event, outcomeDesc: "" },
    { ...event, entity: [{ detail: [{ type: "x" }] }] },
    { ...event, entity: [{ name: "x", query: "x" }] },
    { ...event, type: { code: "110112" } },
    { ...event, invented: true },
  ];
  expect(auditEventR4.safeParse(event).success).toBe(true);
  expect(spoilt.filter((each) => auditEventR4.safeParse(each).success)).toEqual([]);
});

it("never calls a check that did not happen, or did not end well, a success (H-04)", () => {
  const outcomeOf = (fields: Partial<AuditRecord>): string =>
    eventOutcome({ id: 1, at: noon, action: "outcome", ...fields });
  expect(outcomeOf({ outcome: "failed" })).toBe("8");
  expect(outcomeOf({ action: "identity-mismatch" })).toBe("8");
  expect(outcomeOf({ action: "not-checked" })).toBe("4");
  expect(outcomeOf({ action: "refused" })).toBe("4");
  expect(outcomeOf({ outcome: "no-record" })).toBe("0");
});
