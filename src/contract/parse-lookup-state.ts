/** Readers for the states of a lookup as a gateway may tell them, the record's own parts included. */
import { failedReasons, notCheckedReasons } from "../domain/lookup-reasons.js";
import type { CheckedBy, LookupState, StaleReason } from "../domain/lookup-state.js";
import type {
  AuthorityRecord,
  Plan,
  PlanKind,
  PlanSubject,
  ProtectionRecord,
  RecordAccess,
  RecordGap,
} from "../domain/protection-record.js";
import {
  flag,
  instant,
  list,
  object,
  oneOf,
  optional,
  text,
  variant,
  wholeNumber,
  type Reader,
} from "./shape.js";

type StateOf<K extends LookupState["kind"]> = Extract<LookupState, { readonly kind: K }>;

// What the register returned is drawn whatever its length; only its shape is checked here.
const asReturned = text({ maxLength: 1_000_000 });

const notCheckedReason = oneOf(notCheckedReasons);

const failedReason = oneOf(failedReasons);

/** Who made a check. */
export const checkedBy = object<CheckedBy>({ name: asReturned, you: flag, bySystem: flag }, "ignore");

const plan = object<Plan>(
  {
    kind: oneOf<PlanKind>({
      "child-protection-plan": true,
      "looked-after-child": true,
      "unborn-child-protection-plan": true,
    }),
    startDate: asReturned,
    endDate: optional(asReturned),
  },
  "ignore",
);

const authority = object<AuthorityRecord>(
  {
    odsCode: asReturned,
    name: asReturned,
    officeHoursTelephone: optional(asReturned),
    emergencyDutyTelephone: optional(asReturned),
    plans: list(plan, { atMost: 1000 }),
  },
  "ignore",
);

const subject = object<PlanSubject>(
  {
    kind: oneOf<PlanSubject["kind"]>({ child: true, mother: true }),
    nhsNumber: asReturned,
    birthDate: asReturned,
    givenName: asReturned,
    familyName: asReturned,
  },
  "ignore",
);

const access = object<RecordAccess>(
  { at: instant, name: asReturned, role: optional(asReturned), organisation: asReturned, isThisCheck: flag },
  "ignore",
);

const record = object<ProtectionRecord>(
  {
    authorities: list(authority, { atMost: 1000 }),
    subjects: list(subject, { atMost: 1000 }),
    accesses: list(access, { atMost: 10_000 }),
    declaredChildRecords: optional(wholeNumber(0)),
    declaredAccessRecords: optional(wholeNumber(0)),
    gaps: list(
      oneOf<RecordGap>({
        "plan-unreadable": true,
        "authority-unreadable": true,
        "subject-unreadable": true,
        "access-unreadable": true,
        "too-many-accesses": true,
        "record-count-differs": true,
        "access-count-differs": true,
      }),
      { atMost: 1000 },
    ),
  },
  "ignore",
);

const word = <K extends string>(kind: K): Reader<K> =>
  oneOf<K>({ [kind]: true } as Readonly<Record<K, true>>);

/**
 * A state as a gateway may tell it.
 *
 * `idle` is not among them: a gateway that was asked has no patient-less answer, and idle is drawn as nothing at all,
 * which would look like safety.
 */
export const lookupState: Reader<Exclude<LookupState, { readonly kind: "idle" }>> = variant<
  Exclude<LookupState, { readonly kind: "idle" }>
>({
  checking: object<StateOf<"checking">>(
    {
      kind: word("checking"),
      since: instant,
      phase: oneOf<StateOf<"checking">["phase"]>({ dwell: true, asked: true, slow: true }),
      answerDueAt: optional(instant),
    },
    "ignore",
  ),
  record: object<StateOf<"record">>({ kind: word("record"), record, retrievedAt: instant }, "ignore"),
  "no-record": object<StateOf<"no-record">>({ kind: word("no-record"), retrievedAt: instant }, "ignore"),
  "not-checked": object<StateOf<"not-checked">>(
    { kind: word("not-checked"), reason: notCheckedReason, since: instant },
    "ignore",
  ),
  failed: object<StateOf<"failed">>(
    { kind: word("failed"), reason: failedReason, failedAt: instant, reference: asReturned },
    "ignore",
  ),
  stale: object<StateOf<"stale">>(
    {
      kind: word("stale"),
      reason: oneOf<StaleReason>({ context: true, conflict: true, idle: true, age: true }),
      since: instant,
      checkedAt: optional(instant),
      checkedBy: optional(checkedBy),
    },
    "ignore",
  ),
});
