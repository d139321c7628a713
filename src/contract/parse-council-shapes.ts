/** Readers of the words and small parts that several of the council's views share. */
import type { CasePlan, CaseSending } from "./council-case.js";
import type { RefusedDetails, SentPerson, WorkEntry } from "./council.js";
import type { LocalDate } from "../domain/instant.js";
import { isLocalDate } from "../domain/local-date.js";
import type { PlanEndCause } from "../domain/plan-periods.js";
import type { PlanKind } from "../domain/protection-record.js";
import type { HoldReason, SubjectOutcome } from "../domain/sending.js";
import type { NotVisibleReason, Visibility } from "../domain/visibility-state.js";
import type { WorkKind, WorkOwner } from "../domain/work-item.js";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import {
  flag,
  formed,
  instant,
  invalid,
  object,
  oneOf,
  optional,
  text,
  variant,
  wholeNumber,
  type Reader,
} from "./shape.js";

/** What the council or the register wrote: drawn whatever its length. */
export const asHeld = text({ maxLength: 100_000 });

/** A date that the calendar has: `2026-02-30` would be drawn as another day, or as none. */
export const localDate: Reader<LocalDate> = (value, place) => {
  if (typeof value === "string" && isLocalDate(value)) return value;
  place.issues.push({ path: place.path, message: "must be a date of the calendar, yyyy-mm-dd" });
  return invalid;
};

/** A kind of plan. */
export const planKind = oneOf<PlanKind>({
  "child-protection-plan": true,
  "looked-after-child": true,
  "unborn-child-protection-plan": true,
});

const reason = oneOf<NotVisibleReason>({
  "no-mother": true,
  "no-nhs-number": true,
  "mother-no-nhs-number": true,
  "no-due-date": true,
  "nhs-number-inactive": true,
  "nhs-cannot-find-child": true,
  "details-do-not-match": true,
  "nhs-number-old-style": true,
  "nhs-number-replaced": true,
  "refused-with-detail": true,
  "file-refused": true,
  "version-not-supported": true,
  "answer-not-understood": true,
  "status-not-mapped": true,
  "not-sent": true,
  "stored-record-damaged": true,
  removed: true,
  "nothing-to-share": true,
});

type VisibilityOf<K extends Visibility["kind"]> = Extract<Visibility, { readonly kind: K }>;
type Change = NonNullable<VisibilityOf<"visible">["latestChange"]>;
type ChangeOf<K extends Change["kind"]> = Extract<Change, { readonly kind: K }>;

const latestChange = variant<Change>({
  waiting: object<ChangeOf<"waiting">>(
    { kind: oneOf({ waiting: true }), since: instant, overdue: flag },
    "ignore",
  ),
  "not-accepted": object<ChangeOf<"not-accepted">>(
    { kind: oneOf({ "not-accepted": true }), reason, at: optional(instant) },
    "ignore",
  ),
});

/** What the NHS can see of one child. */
export const visibility = variant<Visibility>({
  visible: object<VisibilityOf<"visible">>(
    {
      kind: oneOf({ visible: true }),
      since: instant,
      confirmedAt: instant,
      latestChange: optional(latestChange),
    },
    "ignore",
  ),
  "not-visible": object<VisibilityOf<"not-visible">>(
    {
      kind: oneOf({ "not-visible": true }),
      reason,
      at: optional(instant),
      code: optional(asHeld),
      detail: optional(asHeld),
    },
    "ignore",
  ),
  waiting: object<VisibilityOf<"waiting">>(
    {
      kind: oneOf({ waiting: true }),
      phase: oneOf({ queued: true, sent: true, "sending-again": true }),
      since: instant,
      alarmAt: instant,
      overdue: flag,
    },
    "ignore",
  ),
  ended: object<VisibilityOf<"ended">>(
    { kind: oneOf({ ended: true }), endedOn: localDate, acceptedAt: optional(instant) },
    "ignore",
  ),
  "cannot-be-shared": object<VisibilityOf<"cannot-be-shared">>(
    { kind: oneOf({ "cannot-be-shared": true }), at: instant },
    "ignore",
  ),
});

/** A plan as the history gives it. */
export const casePlan = object<CasePlan>(
  {
    kind: planKind,
    start: localDate,
    end: optional(localDate),
    endCause: optional(
      oneOf<PlanEndCause>({
        "status-ended": true,
        "mapping-ended": true,
        "eighteenth-birthday": true,
        adoption: true,
        birth: true,
        "due-date": true,
      }),
    ),
  },
  "ignore",
);

type OutcomeOf<K extends SubjectOutcome["kind"]> = Extract<SubjectOutcome, { readonly kind: K }>;

const outcome = variant<SubjectOutcome>({
  waiting: object<OutcomeOf<"waiting">>({ kind: oneOf({ waiting: true }) }, "ignore"),
  accepted: object<OutcomeOf<"accepted">>({ kind: oneOf({ accepted: true }), at: instant }, "ignore"),
  refused: object<OutcomeOf<"refused">>(
    { kind: oneOf({ refused: true }), at: instant, reason, code: asHeld, detail: optional(asHeld) },
    "ignore",
  ),
  "cannot-be-shared": object<OutcomeOf<"cannot-be-shared">>(
    { kind: oneOf({ "cannot-be-shared": true }), at: instant },
    "ignore",
  ),
  held: object<OutcomeOf<"held">>(
    {
      kind: oneOf({ held: true }),
      at: instant,
      reason: oneOf<HoldReason>({
        "sequence-unreadable": true,
        "count-differs": true,
        "unknown-file-code": true,
        "file-codes-disagree": true,
        "unknown-record-code": true,
        "unpaired-detail": true,
        "no-detail": true,
      }),
    },
    "ignore",
  ),
  resubmit: object<OutcomeOf<"resubmit">>({ kind: oneOf({ resubmit: true }), at: instant }, "ignore"),
});

/** One sending. */
export const caseSending = object<CaseSending>(
  { sequenceNumber: wholeNumber(0), sentAt: instant, outcome },
  "ignore",
);

/** A mark that is there or is not. */
export const always: Reader<true> = formed({ json: { const: true } }, (value, place) => {
  if (value === true) return true;
  place.issues.push({ path: place.path, message: "must be true where it is given" });
  return invalid;
});

/** What tells two children of one name apart. */
export const caseAbout = {
  unborn: optional(always),
  birthDate: optional(localDate),
  dueDate: optional(localDate),
  nhsNumber: optional(asHeld),
} as const;

const sentPerson = object<SentPerson>(
  { nhsNumber: asHeld, familyName: asHeld, givenName: asHeld, birthDate: localDate },
  "ignore",
);

/** One task. */
export const workEntry = object<WorkEntry>(
  {
    kind: oneOf<WorkKind>({
      "trace-child": true,
      "protect-otherwise": true,
      "compare-details": true,
      "trace-number": true,
      "replace-number": true,
      "read-detail": true,
      "mend-file": true,
      "check-mapping-and-release": true,
      upgrade: true,
      "resolve-held-answer": true,
      "no-answer": true,
      "register-unavailable": true,
      "stop-other-system": true,
      "settle-takeover": true,
      "say-next-number": true,
      "link-mother": true,
      "find-nhs-number": true,
      "add-due-date": true,
      "decide-inactive-number": true,
      "map-status": true,
      "settle-unsupported-plan": true,
      "settle-shared-number": true,
      "look-at-message": true,
      "mend-stored-record": true,
      "place-notice": true,
    }),
    owner: oneOf<WorkOwner>({
      "data-officer": true,
      "allocated-worker": true,
      "team-manager": true,
      administrator: true,
    }),
    since: optional(instant),
    localId: optional(asHeld),
    name: optional(asHeld),
    sequenceNumber: optional(wholeNumber(-1)),
    episodeId: optional(asHeld),
    code: optional(asHeld),
    detail: optional(asHeld),
    ...caseAbout,
    refused: optional(object<RefusedDetails>({ at: instant, sent: sentPerson, ours: sentPerson }, "ignore")),
    workerName: optional(asHeld),
    teamName: optional(asHeld),
  },
  "ignore",
);

/** A parser that throws, with its reader for the API's document. */
export interface Parser<T> {
  (body: unknown): T;
  readonly reader: Reader<T>;
}

/** A parser that throws `CPIS_REQUEST_INVALID` with every fault. */
export function parserOf<T>(reader: Reader<T>): Parser<T> {
  const parse = (body: unknown): T => {
    const issues: Issue[] = [];
    const result = reader(body, { path: "", issues });
    if (result === invalid) throw new CpisError("CPIS_REQUEST_INVALID", { issues });
    return result;
  };
  return Object.assign(parse, { reader });
}
