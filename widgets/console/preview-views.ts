import type { AccessMode } from "../../src/domain/access-mode.js";
import type { AlertView } from "../../src/domain/alert-view.js";
import type { Environment } from "../../src/domain/environment.js";
import { londonTime, toInstant } from "../../src/domain/instant.js";
import { failedReasons, notCheckedReasons } from "../../src/domain/lookup-reasons.js";
import { failedState, type LookupState, type StaleReason } from "../../src/domain/lookup-state.js";
import type { AuthorityRecord } from "../../src/domain/protection-record.js";
import type { PatientRef } from "../../src/domain/patient-context.js";
import { examplePlan, exampleRecord, northshire, weirdale } from "./preview-record.js";

/** What of the site shows in a banner. */
export interface ExampleSite {
  readonly environment: Environment;
  readonly accessMode: AccessMode | undefined;
  readonly safeguardingTelephone: string | undefined;
}

/** A state's name for the list, and what the banner is given. */
type Example = readonly [name: string, view: AlertView];

/** The states in groups that fit on a screen. */
export const previewGroups: readonly { readonly id: string; readonly name: string }[] = [
  { id: "answers", name: "Answers" },
  { id: "waiting", name: "Waiting, and answers removed" },
  { id: "not-checked", name: "Not checked, each reason" },
  { id: "failed", name: "Could not check, each reason" },
];

const minuteMs = 60_000;

/** Every state of a group, for a patient who does not exist. */
export function exampleViews(group: string, site: ExampleSite, nowEpochMs: number): readonly Example[] {
  return statesOf(group, nowEpochMs).map(([name, state, more]) => [
    name,
    viewOf(state, site, nowEpochMs, more),
  ]);
}

type State = readonly [name: string, state: LookupState, more?: Partial<AlertView>];

function statesOf(group: string, nowEpochMs: number): readonly State[] {
  switch (group) {
    case "waiting":
      return waiting(nowEpochMs);
    case "not-checked":
      return reasons(notCheckedReasons).map((reason) => [
        `Not checked: ${plain(reason)}`,
        { kind: "not-checked", reason, since: toInstant(nowEpochMs - 12 * minuteMs) },
      ]);
    case "failed":
      return reasons(failedReasons).map((reason) => [
        `Could not check: ${plain(reason)}`,
        failedState(reason, toInstant(nowEpochMs)),
      ]);
    default:
      return answers(nowEpochMs);
  }
}

function answers(nowEpochMs: number): readonly State[] {
  const date = (days: number): string => londonTime(nowEpochMs + days * 86_400_000).date;
  const current = examplePlan("child-protection-plan", date(-250));
  const ended = examplePlan("child-protection-plan", date(-450), date(-140));
  const lookedAfter = examplePlan("looked-after-child", date(-315));
  const unborn = examplePlan("unborn-child-protection-plan", date(-48), date(56));
  const record = (...authorities: readonly AuthorityRecord[]): LookupState =>
    exampleRecord(nowEpochMs, ...authorities);
  return [
    ["Record", record(northshire(current))],
    ["Record, two councils", record(northshire(ended), weirdale(lookedAfter))],
    ["Record, unborn child", record(northshire(unborn))],
    ["Record, ended", record(northshire(ended))],
    ["No record", { kind: "no-record", retrievedAt: toInstant(nowEpochMs) }],
  ];
}

function waiting(nowEpochMs: number): readonly State[] {
  const since = toInstant(nowEpochMs);
  const stale = (reason: StaleReason): LookupState => ({
    kind: "stale",
    reason,
    since,
    ...(reason === "age" ? { checkedAt: toInstant(nowEpochMs - 15 * minuteMs) } : {}),
  });
  const answerDueAt = toInstant(nowEpochMs + 25_000);
  return [
    ["No patient is open", { kind: "idle" }],
    ["About to check", { kind: "checking", phase: "dwell", since }, { dwellMs: 1000 }],
    ["Checking", { kind: "checking", phase: "asked", since }],
    ["Still checking", { kind: "checking", phase: "slow", since, answerDueAt }],
    ["Answer removed: the patient is not certain", stale("context")],
    ["Answer removed: two systems name two patients", stale("conflict")],
    ["Answer removed: nobody used the screen", stale("idle")],
    ["Answer removed: too old", stale("age")],
  ];
}

const plain = (reason: string): string => reason.replaceAll("-", " ");

const reasons = <R extends string>(all: Readonly<Record<R, true>>): readonly R[] => Object.keys(all) as R[];

const patient: PatientRef = {
  familyName: "Example",
  givenName: "Milo",
  title: "Master",
  birthDate: "2018-02-03",
  gender: "Male",
  nhsNumber: "9995260182",
  nhsNumberStatus: "verified",
  localIds: [],
};

function viewOf(
  state: LookupState,
  { environment, accessMode, safeguardingTelephone }: ExampleSite,
  nowEpochMs: number,
  more: Partial<AlertView> = {},
): AlertView {
  return {
    key: state.kind === "idle" ? null : "example",
    state,
    patient,
    environment,
    askedAt: toInstant(nowEpochMs),
    checkedBy: { name: "EXAMPLE, Priya", you: true, bySystem: false },
    ...(accessMode === undefined ? {} : { accessMode }),
    ...(safeguardingTelephone === undefined ? {} : { safeguardingTelephone }),
    ...more,
  };
}
