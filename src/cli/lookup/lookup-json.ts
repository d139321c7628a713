import { type LookupReport, referenceOf } from "./lookup-report.js";
import { meaningOf } from "./lookup-words.js";

/**
 * A report as JSON for a program: `outcome` always and first, and the sentence that says what it means.
 *
 * The number that was asked about is not repeated: whoever asked knows it, and unknowns are piped into logs.
 */
export function lookupJson(report: LookupReport): string {
  return JSON.stringify(
    {
      outcome: report.outcome,
      reason: "reason" in report ? report.reason : undefined,
      reference: referenceOf(report),
      code: "code" in report ? report.code : undefined,
      meaning: meaningOf(report),
      ...circumstances(report),
      record: report.outcome === "record" ? report.record : undefined,
    },
    null,
    2,
  );
}

function circumstances(report: LookupReport): Record<string, unknown> {
  if (report.circumstances === undefined) return {};
  const { locationId, view } = report.circumstances;
  return {
    environment: view.environment,
    locationId,
    accessMode: view.accessMode,
    askedAt: view.askedAt,
    retrievedAt: "retrievedAt" in report ? report.retrievedAt : undefined,
    reused: view.reused,
    contacts: report.outcome === "record" ? view.contacts : undefined,
    safeguardingTelephone: view.safeguardingTelephone,
  };
}
