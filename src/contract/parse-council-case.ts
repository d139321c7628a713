/** What a page reads of the council's cases. A reader throws `CPIS_REQUEST_INVALID` with every fault; no issue repeats a value. */
import type { UnplacedStatus } from "../domain/plan-periods.js";
import type { CaseReminder } from "../domain/sending-obstacle.js";
import type {
  CaseDeletion,
  CaseList,
  CasePerson,
  CaseStatus,
  CaseSummary,
  CaseView,
  CaseWorker,
  ImportFault,
  ImportResult,
} from "./council-case.js";
import {
  asHeld,
  casePlan,
  caseSending,
  localDate,
  parserOf,
  planKind,
  visibility,
  workEntry,
} from "./parse-council-shapes.js";
import { episode } from "./parse-episode.js";
import { flag, instant, list, object, oneOf, optional, wholeNumber } from "./shape.js";

const many = { atMost: 100_000 } as const;

const person = object<CasePerson>(
  {
    localId: optional(asHeld),
    nhsNumber: optional(asHeld),
    familyName: asHeld,
    givenNames: list(asHeld, many),
    birthDate: localDate,
  },
  "ignore",
);

const deletion = object<CaseDeletion>(
  {
    deletionId: asHeld,
    kind: planKind,
    start: localDate,
    reason: asHeld,
    requestedBy: asHeld,
    requestedByName: optional(asHeld),
    requestedAt: instant,
    approvedBy: optional(asHeld),
    approvedByName: optional(asHeld),
    approvedAt: optional(instant),
  },
  "ignore",
);

const unplaced = object<UnplacedStatus>(
  {
    index: wholeNumber(0),
    code: asHeld,
    reason: oneOf({ "unknown-code": true, "mapped-to-none": true, "outside-life": true, "no-days": true }),
  },
  "ignore",
);

const caseView = object<CaseView>(
  {
    localId: asHeld,
    child: optional(person),
    mother: optional(person),
    dueDate: optional(localDate),
    statuses: list(
      object<CaseStatus>({ code: asHeld, from: localDate, until: optional(localDate) }, "ignore"),
      many,
    ),
    worker: optional(object<CaseWorker>({ id: asHeld, name: asHeld, telephone: optional(asHeld) }, "ignore")),
    teamId: optional(asHeld),
    teamName: optional(asHeld),
    adoptedOn: optional(localDate),
    savedAt: instant,
    plans: list(casePlan, many),
    unplaced: list(unplaced, many),
    unsupported: list(casePlan, many),
    visibility,
    beforeBirth: optional(visibility),
    reminders: list(
      oneOf<CaseReminder>({
        "due-date-passed": true,
        "check-newborn": true,
        "eighteenth-birthday-near": true,
      }),
      many,
    ),
    work: list(workEntry, many),
    deletions: list(deletion, many),
    sendings: list(caseSending, many),
    sendAgainAskedAt: optional(instant),
    episodes: list(episode, many),
    serverTime: instant,
  },
  "ignore",
);

const caseSummary = object<CaseSummary>(
  {
    localId: asHeld,
    unborn: flag,
    name: asHeld,
    birthDate: optional(localDate),
    dueDate: optional(localDate),
    nhsNumber: optional(asHeld),
    workerId: optional(asHeld),
    workerName: optional(asHeld),
    teamId: optional(asHeld),
    teamName: optional(asHeld),
    visibility,
    openWork: wholeNumber(0),
    openEpisodes: wholeNumber(0),
  },
  "ignore",
);

const caseList = object<CaseList>(
  { total: wholeNumber(0), offset: wholeNumber(0), cases: list(caseSummary, many) },
  "ignore",
);

const importFault = object<ImportFault>({ row: wholeNumber(1), path: asHeld, message: asHeld }, "ignore");

const importResult = object<ImportResult>(
  {
    saved: wholeNumber(0),
    unchanged: wholeNumber(0),
    faults: list(importFault, many),
    warnings: list(importFault, many),
  },
  "ignore",
);

/** Answer of `GET` and `PUT /api/v1/cases/{localId}`. */
export const parseCaseView: (body: unknown) => CaseView = parserOf(caseView);
/**
 * Answer of `GET /api/v1/cases` and of a search.
 *
 * @public
 */
export const parseCaseList: (body: unknown) => CaseList = parserOf(caseList);
/** Answer of `POST /api/v1/cases/import`. */
export const parseImportResult: (body: unknown) => ImportResult = parserOf(importResult);
