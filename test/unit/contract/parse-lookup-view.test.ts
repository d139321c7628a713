import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LookupStateEvent, LookupView, Problem } from "../../../src/contract/lookup.js";
import { parseLookupStateEvent, parseLookupView } from "../../../src/contract/parse-lookup-view.js";
import { parseProblem } from "../../../src/contract/parse-problem.js";
import { parsePageSettings } from "../../../src/contract/parse-settings.js";
import type { PageSettings } from "../../../src/contract/settings.js";
import type { LookupState } from "../../../src/domain/lookup-state.js";
import type { ProtectionRecord } from "../../../src/domain/protection-record.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

const lookupId = "0B4C0D7E-3B5A-4C58-9F0A-2A3F0D9B7C11";
const otherId = "1B4C0D7E-3B5A-4C58-9F0A-2A3F0D9B7C11";
const at = "2026-01-05T14:30:00.000Z";

const record: Required<ProtectionRecord> = {
  authorities: [
    {
      odsCode: "C101",
      name: "Exampleshire County Council",
      officeHoursTelephone: "01632960101",
      emergencyDutyTelephone: "01632960102",
      plans: [
        { kind: "child-protection-plan", startDate: "2025-01-05T00:00" },
        { kind: "looked-after-child", startDate: "2024-01-05T00:00", endDate: "2024-09-05T00:00" },
      ],
    },
  ],
  subjects: [
    {
      kind: "child",
      nhsNumber: "9990001014",
      birthDate: "2019-04-14",
      givenName: "Zoë",
      familyName: "O'Neil",
    },
  ],
  accesses: [{ at, name: "Dr Test", role: "Doctor", organisation: "Example Hospital", isThisCheck: true }],
  declaredChildRecords: 1,
  declaredAccessRecords: 1,
  gaps: ["access-count-differs"],
};

const you = { name: "Dr Test", you: true, bySystem: false };

const states: { readonly [K in Exclude<LookupState["kind"], "idle">]: Extract<LookupState, { kind: K }> } = {
  checking: { kind: "checking", since: at, phase: "slow", answerDueAt: at },
  record: { kind: "record", record, retrievedAt: at },
  "no-record": { kind: "no-record", retrievedAt: at },
  "not-checked": { kind: "not-checked", reason: "too-many", since: at },
  failed: { kind: "failed", reason: "register-fault", failedAt: at, reference: "CPIS-R01" },
  stale: { kind: "stale", reason: "age", since: at, checkedAt: at, checkedBy: you },
};

function view(state: LookupState): Required<LookupView> {
  return {
    lookupId,
    version: 3,
    state,
    mayStillChange: true,
    accessMode: "unscheduled",
    environment: "simulator",
    serverTime: at,
    checkedBy: you,
    askedAt: at,
    reused: false,
    contentExpiresAt: at,
    contacts: {
      officeHours: { C101: { periods: [{ days: [1, 2, 3, 4, 5], opens: "09:00", closes: "17:00" }] } },
      bankHolidays: { dates: ["2026-01-01"], coveredUntil: "2027-12-31" },
    },
    safeguardingTelephone: "01632960199",
  };
}

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function refusal(read: () => unknown): CpisError {
  try {
    read();
  } catch (error) {
    if (CpisError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a lookup view", () => {
  test.each(Object.values(states))("in state $kind is read back whole", (state) => {
    expect(parseLookupView(overTheWire(view(state)), lookupId)).toEqual(view(state));
  });

  test("of another lookup is refused (H-02)", () => {
    const error = refusal(() => parseLookupView(view(states["no-record"]), otherId));
    expect(error.code).toBe("CPIS_MESSAGE_MALFORMED");
    expect(error.context["claimed"]).toBe("other");
  });

  test("that calls itself idle is refused, because idle is drawn as nothing (H-04)", () => {
    expect(refusal(() => parseLookupView(view({ kind: "idle" }), lookupId)).issues[0]?.path).toBe(
      "state.kind",
    );
  });

  test("with an unreadable record says that it claimed to be a record (H-04)", () => {
    const broken = { ...view(states.record), state: { ...states.record, record: { authorities: "none" } } };
    expect(refusal(() => parseLookupView(broken, lookupId)).context["claimed"]).toBe("record");
  });

  test("with fields of a later version is read without them", () => {
    const later = {
      ...view(states["no-record"]),
      colour: "none",
      state: { ...states["no-record"], mood: 1 },
    };
    expect(parseLookupView(later, lookupId)).toEqual(view(states["no-record"]));
  });

  test("of any shape is read or refused, and becomes no-record only if it says so (H-04)", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ lookupId: fc.constant(lookupId), state: fc.anything() }),
      fc.constantFrom(...Object.values(states)).chain((state) => {
        const whole = view(state) as unknown as Record<string, unknown>;
        return fc
          .tuple(fc.constantFrom(...Object.keys(whole)), fc.anything())
          .map(([field, value]) => ({ ...whole, [field]: value }));
      }),
    );
    fc.assert(
      fc.property(anything, (body) => {
        try {
          const read = parseLookupView(body, lookupId);
          expect(read.state.kind).toBe((body as LookupView).state.kind);
        } catch (error) {
          expect(CpisError.is(error, "CPIS_MESSAGE_MALFORMED")).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test("a state event is read back, and one of another lookup is refused (H-02)", () => {
  const event: LookupStateEvent = { lookupId, version: 2, kind: "record", final: true };
  expect(parseLookupStateEvent(overTheWire(event), lookupId)).toEqual(event);
  expect(refusal(() => parseLookupStateEvent(event, otherId)).code).toBe("CPIS_MESSAGE_MALFORMED");
  expect(refusal(() => parseLookupStateEvent({ ...event, kind: "safe" }, lookupId)).issues).toHaveLength(1);
});

test("problem details are read back, and a page of another server is refused", () => {
  const problem: Required<Problem> = {
    type: "about:blank",
    title: "Forbidden",
    status: 403,
    code: "CPIS_ROLE_NOT_PERMITTED",
    detail: "no",
    issues: [{ path: "a", message: "b" }],
  };
  expect(parseProblem(overTheWire(problem))).toEqual(problem);
  expect(refusal(() => parseProblem("<html>")).code).toBe("CPIS_MESSAGE_MALFORMED");
});

test("settings are read back, and an age below 18 is refused (H-06)", () => {
  const settings: Required<PageSettings> = {
    environment: "integration",
    serverTime: at,
    dwellMs: 1000,
    eligibility: { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: true },
    accessMode: "scheduled",
    discreet: true,
    safeguardingTelephone: "01632960199",
    idleMs: 300_000,
  };
  expect(parsePageSettings(overTheWire(settings))).toEqual(settings);
  const younger = { ...settings, eligibility: { ...settings.eligibility, automaticBelowAge: 16 } };
  expect(refusal(() => parsePageSettings(younger)).issues[0]?.path).toBe("eligibility.automaticBelowAge");
});
