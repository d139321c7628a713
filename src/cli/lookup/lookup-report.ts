import type { LookupView, Problem } from "../../contract/lookup.js";
import { failedReference, type FailedReason, type NotCheckedReason } from "../../domain/lookup-state.js";
import type { ProtectionRecord } from "../../domain/protection-record.js";

/** Why the command line did not ask, beyond the reasons every surface knows. */
export type OwnReason =
  /** The gateway in this process did not start: configuration, certificates, ports. */
  | "gateway-not-started"
  /** The gateway refused the request itself. */
  | "request-refused"
  /** An earlier answer for this question is no longer held, and nothing was asked again. */
  | "answer-no-longer-held";

/** Where and how the question was asked. */
export interface LookupCircumstances {
  readonly locationId: string;
  readonly view: LookupView;
}

/** What a lookup from the command line came to. `outcome` is always there. */
export type LookupReport =
  | {
      readonly outcome: "record";
      readonly record: ProtectionRecord;
      readonly retrievedAt: string;
      readonly circumstances: LookupCircumstances;
    }
  | {
      readonly outcome: "no-record";
      readonly retrievedAt: string;
      readonly circumstances: LookupCircumstances;
    }
  | {
      readonly outcome: "not-checked";
      readonly reason: NotCheckedReason | OwnReason;
      readonly code?: string;
      readonly circumstances?: LookupCircumstances;
    }
  | {
      readonly outcome: "failed";
      readonly reason: FailedReason;
      readonly code?: string;
      readonly circumstances?: LookupCircumstances;
    };

/** The report of a view whose state has settled. */
export function reportOfView(view: LookupView, locationId: string): LookupReport {
  const circumstances = { locationId, view };
  const { state } = view;
  switch (state.kind) {
    case "record":
      return { outcome: "record", record: state.record, retrievedAt: state.retrievedAt, circumstances };
    case "no-record":
      return { outcome: "no-record", retrievedAt: state.retrievedAt, circumstances };
    case "not-checked":
      return { outcome: "not-checked", reason: state.reason, circumstances };
    case "failed":
      return { outcome: "failed", reason: state.reason, circumstances };
    case "stale":
      return { outcome: "not-checked", reason: "answer-no-longer-held", circumstances };
    case "idle":
    case "checking":
      // Not settled: whoever stops reading here does not know the answer.
      return { outcome: "failed", reason: "no-answer-yet", circumstances };
  }
}

const reasonByCode: Readonly<Record<string, NotCheckedReason>> = {
  CPIS_LOCATION_UNKNOWN: "location-unknown",
  CPIS_TOKEN_MISSING: "user-not-identified",
  CPIS_TOKEN_REJECTED: "user-not-identified",
  CPIS_ROLE_NOT_PERMITTED: "not-permitted",
  CPIS_TOO_MANY_REQUESTS: "too-many",
};

/** The report of a refused request. Nothing was asked. */
export function reportOfProblem(problem: Problem): LookupReport {
  const reason = reasonByCode[problem.code];
  if (reason !== undefined) return { outcome: "not-checked", reason, code: problem.code };
  // Whether the gateway failed before or after asking is not known here.
  if (problem.status >= 500) return { outcome: "failed", reason: "internal", code: problem.code };
  return { outcome: "not-checked", reason: "request-refused", code: problem.code };
}

/** The short reference a help desk looks up, for failures. */
export function referenceOf(report: LookupReport): string | undefined {
  return report.outcome === "failed" ? failedReference(report.reason) : undefined;
}
