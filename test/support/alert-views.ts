import type { AlertView } from "../../src/domain/alert-view.js";
import { failedReference, type FailedReason, type NotCheckedReason } from "../../src/domain/lookup-state.js";
import type { OfficeHours } from "../../src/domain/office-hours.js";
import type { PatientRef } from "../../src/domain/patient-context.js";
import type {
  AuthorityRecord,
  Plan,
  PlanKind,
  ProtectionRecord,
  RecordAccess,
} from "../../src/domain/protection-record.js";

/** Thursday 19 November 2026, 14:32:05 in England: the moment of every fixture. All people and numbers are made up. */
export const fixtureNow = "2026-11-19T14:32:05.000Z";

const patient = (
  familyName: string,
  givenName: string,
  title: string,
  birthDate: string,
  gender: string,
  nhsNumber?: string,
): PatientRef => ({
  familyName,
  givenName,
  title,
  birthDate,
  gender,
  ...(nhsNumber === undefined ? {} : { nhsNumber, nhsNumberStatus: "verified" }),
  localIds: [],
});

/** The people of the pictures. */
export const people = {
  milo: patient("Fernsby", "Milo", "Master", "2018-02-03", "Male", "9995260182"),
  talia: patient("Ashdown-Reid", "Talia", "Miss", "2011-09-19", "Female", "9991590838"),
  blessing: patient("Okonjo", "Blessing", "Ms", "1999-05-07", "Female", "9991860916"),
  jonah: patient("Pell", "Jonah", "Master", "2020-06-21", "Male", "9993909963"),
  kit: patient("Lambourne", "Kit", "Master", "2016-12-14", "Male", "9998219930"),
  isla: patient("Wren-Carter", "Isla", "Miss", "2022-10-30", "Female", "9990308241"),
  zayan: patient("Tariq", "Zayan", "Master", "2024-01-11", "Male"),
  edie: patient("Hollis", "Edie", "Miss", "2013-04-28", "Female", "9996281949"),
  edwin: patient("Marlowe", "Edwin", "Mr", "1955-03-12", "Male", "9995181908"),
} as const;

const hours = (opens: string, closes: string): OfficeHours => ({
  periods: [{ days: [1, 2, 3, 4, 5], opens, closes }],
});

const site = {
  accessMode: "unscheduled",
  environment: "production",
  safeguardingTelephone: "01632960555",
  dwellMs: 1000,
  officeHours: { E09000111: hours("08:30", "17:00"), E09000222: hours("09:00", "17:30") },
  bankHolidays: { dates: ["2026-12-25"], coveredUntil: "2027-12-31" },
  checkedBy: { name: "NAIR, Priya", you: true, bySystem: false },
  askedAt: fixtureNow,
} as const;

/** A view of one patient; its key is the patient's family name. */
export const viewOf = (
  who: PatientRef,
  state: AlertView["state"],
  more: Partial<AlertView> = {},
): AlertView => ({
  ...site,
  key: who.familyName ?? "unnamed",
  patient: who,
  state,
  ...more,
});

export const plan = (kind: PlanKind, startDate: string, endDate?: string): Plan => ({
  kind,
  startDate: `${startDate}T00:00`,
  ...(endDate === undefined ? {} : { endDate: `${endDate}T00:00` }),
});

export const northshire = (...plans: Plan[]): AuthorityRecord => ({
  odsCode: "E09000111",
  name: "Northshire Council",
  officeHoursTelephone: "01632960101",
  emergencyDutyTelephone: "01632960199",
  plans,
});

export const weirdale = (...plans: Plan[]): AuthorityRecord => ({
  odsCode: "E09000222",
  name: "Weirdale County Council",
  officeHoursTelephone: "01632960204",
  emergencyDutyTelephone: "01632960299",
  plans,
});

export const coldharbour = (...plans: Plan[]): AuthorityRecord => ({
  odsCode: "E09000333",
  name: "Coldharbour Borough Council",
  officeHoursTelephone: "01632960301",
  emergencyDutyTelephone: "07700900399",
  plans,
});

const thisCheck: RecordAccess = {
  at: fixtureNow,
  name: "NAIR, Priya",
  role: "Emergency medicine registrar",
  organisation: "Northgate General Hospital",
  isThisCheck: true,
};

const earlier: readonly RecordAccess[] = [
  ["2026-11-02T23:47:00Z", "LOWE, Daniel", "Nurse", "Weirdale Royal Infirmary"],
  ["2026-08-17T01:15:00Z", "SHAH, Imran", "Paramedic", "Northshire Ambulance Service"],
  ["2026-08-17T00:38:00Z", "BRIGGS, Tessa", "Health adviser", "NHS 111 Northshire"],
].map(([at = "", name = "", role = "", organisation = ""]) => ({
  at,
  name,
  role,
  organisation,
  isThisCheck: false,
}));

export const recordOf = (
  authorities: readonly AuthorityRecord[],
  more: Partial<ProtectionRecord> = {},
): ProtectionRecord => ({
  authorities,
  subjects: [],
  accesses: [thisCheck, ...earlier],
  gaps: [],
  ...more,
});

export const recordState = (authorities: readonly AuthorityRecord[], more: Partial<ProtectionRecord> = {}) =>
  ({ kind: "record", record: recordOf(authorities, more), retrievedAt: fixtureNow }) as const;

const cpp = plan("child-protection-plan", "2026-03-12");
const lac = plan("looked-after-child", "2026-01-08");
const unborn = plan("unborn-child-protection-plan", "2026-10-02", "2027-01-14");
const endedCpp = plan("child-protection-plan", "2025-09-04", "2026-06-30");

const { milo, talia, blessing, jonah, kit, isla, zayan, edie, edwin } = people;

const recordViews = {
  record: viewOf(milo, recordState([northshire(cpp)])),
  "record-looked-after": viewOf(milo, recordState([weirdale(lac)])),
  "record-two-councils": viewOf(
    talia,
    {
      ...recordState([northshire(plan("child-protection-plan", "2025-05-22", "2026-01-07")), weirdale(lac)]),
      retrievedAt: "2026-11-19T17:10:05.000Z",
    },
    // 17:10, when one council's office is still open and the other's is not.
    { serverOffsetMs: (2 * 60 + 38) * 60_000 },
  ),
  "record-three-councils": viewOf(
    talia,
    recordState([northshire(endedCpp), weirdale(lac), coldharbour(cpp)]),
  ),
  "record-unborn": viewOf(blessing, recordState([northshire(unborn)])),
  "record-mother-with-both": viewOf(blessing, recordState([northshire(unborn, cpp)])),
  "record-ended": viewOf(jonah, recordState([northshire(endedCpp)])),
  "record-not-started": viewOf(milo, recordState([northshire(plan("child-protection-plan", "2026-12-01"))])),
  "record-end-date-ahead": viewOf(
    milo,
    recordState([northshire(plan("looked-after-child", "2026-01-08", "2027-02-01"))]),
  ),
  "record-counts-differ": viewOf(
    talia,
    recordState([northshire(cpp), weirdale(lac)], {
      declaredChildRecords: 3,
      gaps: ["record-count-differs"],
    }),
  ),
  "record-part-unreadable": viewOf(milo, recordState([northshire(cpp)], { gaps: ["plan-unreadable"] })),
  "record-only-ended-readable": viewOf(
    jonah,
    recordState([northshire(endedCpp)], { gaps: ["plan-unreadable"] }),
  ),
  "record-ended-counts-differ": viewOf(
    jonah,
    recordState([northshire(endedCpp)], { declaredChildRecords: 2, gaps: ["record-count-differs"] }),
  ),
  "record-no-plan-readable": viewOf(milo, recordState([northshire()], { gaps: ["plan-unreadable"] })),
  "record-hours-unknown": viewOf(milo, recordState([coldharbour(cpp)])),
  "record-one-telephone": viewOf(
    milo,
    recordState([
      {
        odsCode: "E09000111",
        name: "Northshire Council",
        emergencyDutyTelephone: "01632960199",
        plans: [cpp],
      },
    ]),
  ),
  "record-planned-care": viewOf(milo, recordState([northshire(cpp)]), { accessMode: "scheduled" }),
  "record-by-system": viewOf(milo, recordState([northshire(cpp)]), {
    checkedBy: { name: "Northgate EPR", you: false, bySystem: true },
  }),
  "record-simulator": viewOf(milo, recordState([northshire(cpp)]), { environment: "simulator" }),
} satisfies Record<string, AlertView>;

const since = "2026-11-19T14:32:05.000Z";

const waitingViews = {
  "checking-dwell": viewOf(kit, { kind: "checking", phase: "dwell", since }),
  checking: viewOf(kit, { kind: "checking", phase: "asked", since }),
  "checking-slow": viewOf(kit, {
    kind: "checking",
    phase: "slow",
    since,
    answerDueAt: "2026-11-19T14:32:35.000Z",
  }),
  "checking-planned-care": viewOf(
    kit,
    { kind: "checking", phase: "asked", since },
    { accessMode: "scheduled" },
  ),
  "no-record": viewOf(
    isla,
    { kind: "no-record", retrievedAt: fixtureNow },
    { contentExpiresAt: "2026-11-19T14:47:05.000Z" },
  ),
  "no-record-planned-care": viewOf(
    isla,
    { kind: "no-record", retrievedAt: fixtureNow },
    { accessMode: "scheduled" },
  ),
  "no-record-by-another": viewOf(
    isla,
    { kind: "no-record", retrievedAt: fixtureNow },
    { checkedBy: { name: "OSEI, Kwame", you: false, bySystem: false } },
  ),
  "stale-context": viewOf(kit, { kind: "stale", reason: "context", since: "2026-11-19T14:36:12.000Z" }),
  "stale-conflict": viewOf(kit, { kind: "stale", reason: "conflict", since: "2026-11-19T14:36:12.000Z" }),
  "stale-idle": viewOf(kit, { kind: "stale", reason: "idle", since: "2026-11-19T14:36:12.000Z" }),
  "no-record-number-changed": {
    ...viewOf(isla, { kind: "no-record", retrievedAt: fixtureNow }),
    numberChanged: true,
  },
  "stale-age": viewOf(kit, {
    kind: "stale",
    reason: "age",
    since,
    checkedAt: "2026-11-19T14:02:00.000Z",
    checkedBy: { name: "OSEI, Kwame", you: false, bySystem: false },
  }),
} satisfies Record<string, AlertView>;

export const notCheckedReasons: readonly NotCheckedReason[] = [
  "nhs-number-missing",
  "nhs-number-invalid",
  "nhs-number-unverified",
  "nhs-number-changed",
  "not-in-automatic-group",
  "role-not-automatic",
  "location-unknown",
  "location-not-enabled",
  "silent-read-not-configured",
  "too-many",
  "user-not-identified",
  "not-permitted",
  "switched-off",
  "automatic-switched-off",
];

export const failedReasons: readonly FailedReason[] = [
  "no-answer-yet",
  "no-answer",
  "spine-unreachable",
  "outcome-unknown",
  "rejected",
  "register-fault",
  "answer-unreadable",
  "record-unreadable",
  "identity-mismatch",
  "about-someone-else",
  "interrupted",
  "gateway-unreachable",
  "page-incomplete",
  "internal",
];

const whoFor = (reason: NotCheckedReason): PatientRef =>
  reason === "nhs-number-missing" ? zayan : reason === "not-in-automatic-group" ? edwin : kit;

/** Every state that the banner can be in, by the name its screenshot has. */
export const alertViews: Readonly<Record<string, AlertView>> = {
  ...recordViews,
  ...waitingViews,
  ...Object.fromEntries(
    notCheckedReasons.map((reason) => [
      `not-checked-${reason}`,
      viewOf(whoFor(reason), { kind: "not-checked", reason, since: "2026-11-19T14:20:00.000Z" }),
    ]),
  ),
  ...Object.fromEntries(
    failedReasons.map((reason) => [
      `failed-${reason}`,
      viewOf(edie, { kind: "failed", reason, failedAt: fixtureNow, reference: failedReference(reason) }),
    ]),
  ),
};

/** 25 openings, as many as CP-IS holds. */
export const manyAccesses: readonly RecordAccess[] = [
  thisCheck,
  ...Array.from({ length: 24 }, (_, index) => ({
    at: `2026-10-${String(28 - index).padStart(2, "0")}T09:15:00Z`,
    name: `KEANE, Mairead ${String(index + 1)}`,
    role: "Midwife",
    organisation: "Northgate General Hospital",
    isThisCheck: false,
  })),
];
