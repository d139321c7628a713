import type {
  ConsoleChange,
  ConsoleConfiguration,
  ConsoleHospital,
  ConsoleLocation,
  ConsoleMe,
  ConsoleOverview,
} from "../../../src/contract/console.js";
import type { ConsoleRole } from "../../../src/domain/console-role.js";

/** Thursday 19 November 2026, 15:05 in England: the moment of every sample. All people and places are made up. */
export const now = "2026-11-19T15:05:00.000Z";

export const me = (roles: readonly ConsoleRole[], userId = "ellery"): ConsoleMe => ({
  name: "ELLERY, Joan",
  userId,
  roles,
  environment: "simulator",
  siteName: "Northgate General Hospital",
  csrfToken: "token",
  now,
  idleEndsAt: "2026-11-19T15:20:00.000Z",
  endsAt: "2026-11-19T20:00:00.000Z",
});

export const location = (changes: Partial<ConsoleLocation> = {}): ConsoleLocation => ({
  id: "NGH-ED",
  name: "Emergency department",
  accessMode: "unscheduled",
  enabled: true,
  discreet: false,
  checksToday: 168,
  agreementReference: "DSA-114",
  dpiaReference: "DPIA-29",
  changeWaiting: false,
  ...changes,
});

export const hospital = (changes: Partial<ConsoleHospital> = {}): ConsoleHospital => ({
  connection: { state: "working", lastAnswerAt: "2026-11-19T15:04:41.000Z", medianMs: 800, p95Ms: 2100 },
  couldNotCheck: { today: 3, ofChecks: 214, open: 1, usual: { from: 0, to: 1 } },
  recordsNotOpened: { count: 2, olderThanMinutes: 60 },
  notChecked: { count: 5, oldestSince: "2026-11-19T14:18:00.000Z" },
  outcomes: [
    { outcome: "answered", count: 211 },
    { outcome: "failed: no-answer", count: 3 },
  ],
  locations: [location()],
  ...changes,
});

export const overview = (changes: Partial<ConsoleOverview> = {}): ConsoleOverview => ({
  now,
  hospital: hospital(),
  mailboxes: [],
  pauses: [],
  alarms: [],
  certificates: [],
  gateway: {
    version: "0.1.0",
    wordingHash: "aabbccdd",
    planHash: "7f3a91c2aabb",
    planSince: "2026-11-12T10:00:00.000Z",
    clockOffsetMs: 20,
    auditChain: { state: "unbroken", verifiedAt: "2026-11-19T15:00:00.000Z", rows: 12 },
    freeDiskPercent: 61,
    startedAt: "2026-11-12T10:00:00.000Z",
    faults: [],
  },
  ...changes,
});

export const change = (changes: Partial<ConsoleChange> = {}): ConsoleChange => ({
  id: "change-1",
  state: "waiting",
  askedBy: { userId: "adebayo", name: "ADEBAYO, Femi" },
  askedAt: "2026-11-19T11:20:00.000Z",
  lapsesAt: "2026-11-22T11:20:00.000Z",
  reason: "Clinic is by appointment.",
  differences: [
    {
      path: "locations[NGH-SHC].accessMode",
      before: "unscheduled",
      after: "scheduled",
      needsTwo: true,
      takesEffect: "live",
    },
  ],
  effects: ["From approval, councils will not hear of checks made here: about 40 a month."],
  mayApprove: true,
  ...changes,
});

export const configuration = (changes: Partial<ConsoleConfiguration> = {}): ConsoleConfiguration => ({
  changeable: true,
  hash: "7f3a91c2aabb",
  since: "2026-11-12T10:00:00.000Z",
  source: "environment: simulator\n",
  history: [
    {
      digest: "d1",
      hash: "7f3a91c2aabb",
      appliedAt: "2026-11-12T10:00:00.000Z",
      dangerousChanges: 1,
      approvedBy: ["ELLERY, Joan", "ADEBAYO, Femi"],
      current: true,
    },
  ],
  pending: [change()],
  ...changes,
});
