import { csvLine } from "../../gateway/audit/export/csv.js";
import { auditBetween } from "../../gateway/audit/read-range.js";
import { safetyReport, type ReportLine } from "../../gateway/audit/safety-report.js";
import { wordingHash } from "../../domain/wording-hash.js";
import type { Terminal } from "../terminal.js";
import { withStore } from "./open-audit.js";

/** What `cpis report` was called with. */
export interface ReportOptions {
  readonly config: string;
  readonly from: number;
  readonly to: number;
  readonly format: "text" | "csv";
}

/** Counts what a safety lead reads, and prints it line by line. */
export function printReport({ config, from, to, format }: ReportOptions, terminal: Terminal): Promise<void> {
  return withStore(config, terminal, (context, plan) => {
    const locations = plan.locations.filter(({ enabled }) => enabled).map(({ id }) => id);
    const counted = safetyReport(auditBetween(context, { from, to }), locations);
    const words: ReportLine = {
      report: "wording-hash",
      locationId: "",
      when: "",
      what: wordingHash,
      count: 1,
    };
    const lines = [...counted, words];
    if (format === "csv") terminal.out(csvLine(["report", "locationId", "when", "what", "count"]));
    for (const line of lines) terminal.out(format === "csv" ? csvOf(line) : textOf(line));
  });
}

function csvOf({ report, locationId, when, what, count }: ReportLine): string {
  return csvLine([report, locationId, when, what, count]);
}

function textOf({ report, locationId, when, what, count }: ReportLine): string {
  return [report, locationId, when, what, String(count)].filter((part) => part !== "").join("  ");
}
