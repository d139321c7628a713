import type { AccessMode } from "../domain/access-mode.js";
import type { Environment } from "../domain/environment.js";
import type { Pause, PauseScope } from "../domain/pause.js";
import type {
  ConsoleAlarm,
  ConsoleCertificate,
  ConsoleChainState,
  ConsoleGateway,
  ConsoleHospital,
  ConsoleLocation,
  ConsoleMailbox,
  ConsoleOverview,
  ConsolePreview,
  ConsoleWorkItem,
  ConsoleWorkList,
  WorkListName,
} from "./console.js";
import { flag, instant, list, object, oneOf, optional, text, variant, wholeNumber } from "./shape.js";

/** The shapes of what the console reads: the API's document is made of them, and the compiler holds them to the types. */

const count = wholeNumber(0);
const wholeOrNegative = wholeNumber(Number.MIN_SAFE_INTEGER);
const many = { atMost: 10_000 };

/** `unscheduled` tells the council, `scheduled` does not. */
export const accessMode = oneOf<AccessMode>({ unscheduled: true, scheduled: true });

const environment = oneOf<Environment>({ simulator: true, integration: true, production: true });

const workLists: Readonly<Record<WorkListName, true>> = {
  "not-checked": true,
  "records-not-opened": true,
  "could-not-check": true,
};

/** The work lists, as addresses name them. */
export const workListNames = Object.keys(workLists) as readonly WorkListName[];

const location = object<ConsoleLocation>(
  {
    id: text(),
    name: text(),
    accessMode: optional(accessMode),
    enabled: flag,
    discreet: flag,
    checksToday: count,
    agreementReference: optional(text()),
    dpiaReference: optional(text()),
    changeWaiting: flag,
    pausedBy: optional(text()),
  },
  "ignore",
);

const connection = object<ConsoleHospital["connection"]>(
  {
    state: oneOf({ working: true, failing: true, unknown: true }),
    lastAnswerAt: optional(instant),
    medianMs: optional(count),
    p95Ms: optional(count),
  },
  "ignore",
);

const couldNotCheck = object<ConsoleHospital["couldNotCheck"]>(
  {
    today: count,
    ofChecks: count,
    open: count,
    usual: optional(object<{ from: number; to: number }>({ from: count, to: count }, "ignore")),
  },
  "ignore",
);

const hospital = object<ConsoleHospital>(
  {
    connection,
    couldNotCheck,
    recordsNotOpened: object<ConsoleHospital["recordsNotOpened"]>(
      { count, olderThanMinutes: count },
      "ignore",
    ),
    notChecked: object<ConsoleHospital["notChecked"]>({ count, oldestSince: optional(instant) }, "ignore"),
    outcomes: list(object<{ outcome: string; count: number }>({ outcome: text(), count }, "ignore"), many),
    locations: list(location, many),
  },
  "ignore",
);

const mailbox = object<ConsoleMailbox>(
  {
    name: text(),
    lastReadAt: optional(instant),
    lastNoticeAt: optional(instant),
    waiting: count,
    unprocessed: count,
    setAside: count,
    state: oneOf({ working: true, failing: true, "not-read": true, unknown: true }),
  },
  "ignore",
);

const certificate = object<ConsoleCertificate>(
  {
    use: oneOf<ConsoleCertificate["use"]>({
      spine: true,
      "spine-listener": true,
      api: true,
      mesh: true,
      "user-token-key": true,
      "console-sign-in-key": true,
    }),
    name: text(),
    endsAt: optional(instant),
    daysLeft: optional(wholeOrNegative),
    state: oneOf({ current: true, ending: true, ended: true, unreadable: true }),
  },
  "ignore",
);

const alarm = object<ConsoleAlarm>(
  { name: text(), firstAt: instant, lastAt: instant, count, on: optional(flag) },
  "ignore",
);

const pauseScope = variant<PauseScope>({
  site: object({ kind: oneOf({ site: true }) }, "ignore"),
  location: object({ kind: oneOf({ location: true }), locationId: text() }, "ignore"),
  automatic: object({ kind: oneOf({ automatic: true }) }, "ignore"),
});

const pause = object<Pause>(
  { id: text(), scope: pauseScope, since: instant, reason: text(), by: text() },
  "ignore",
);

/** Fields of a chain's state. */
export const chainFields = {
  state: oneOf<ConsoleChainState["state"]>({ unbroken: true, broken: true, "not-verified": true }),
  verifiedAt: optional(instant),
  rows: optional(count),
};

const gateway = object<ConsoleGateway>(
  {
    version: text(),
    wordingHash: text(),
    planHash: text(),
    planSince: optional(instant),
    waitingForRestart: optional(text()),
    clockOffsetMs: optional(wholeOrNegative),
    auditChain: object<ConsoleChainState>(chainFields, "ignore"),
    freeDiskPercent: optional(count),
    startedAt: instant,
    faults: list(text(), many),
  },
  "ignore",
);

/** `GET /api/v1/console/overview`. */
export const overviewShape = object<ConsoleOverview>(
  {
    now: instant,
    hospital: optional(hospital),
    mailboxes: list(mailbox, many),
    pauses: list(pause, many),
    alarms: list(alarm, many),
    certificates: list(certificate, many),
    gateway,
  },
  "ignore",
);

const workItem = object<ConsoleWorkItem>(
  {
    lookupId: text(),
    locationId: text(),
    locationName: text(),
    since: instant,
    reason: optional(text()),
    userName: optional(text()),
    patient: optional(
      object<NonNullable<ConsoleWorkItem["patient"]>>(
        { nhsNumber: optional(text()), encounterId: optional(text()), localId: optional(text()) },
        "ignore",
      ),
    ),
  },
  "ignore",
);

/** `GET /api/v1/console/work-lists/{list}`. */
export const workListShape = object<ConsoleWorkList>(
  { list: oneOf(workLists), items: list(workItem, many), more: flag, next: optional(text()) },
  "ignore",
);

/** `GET /api/v1/console/preview`. */
export const previewShape = object<ConsolePreview>(
  {
    environment,
    safeguardingTelephone: optional(text()),
    locations: list(
      object<ConsolePreview["locations"][number]>(
        { id: text(), name: text(), accessMode: optional(accessMode), discreet: flag },
        "ignore",
      ),
      many,
    ),
  },
  "ignore",
);
