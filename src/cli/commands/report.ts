import { Option, type Command } from "commander";
import { parseMoment } from "../audit/parse-moment.js";
import type { ReportOptions } from "../audit/print-report.js";
import type { Terminal } from "../terminal.js";

const help = `
checks-by-state          how checks ended, by location and day
setting-by-day           which setting each location sent, by day: unscheduled tells the council, scheduled does not
records-not-opened       records that nobody opened or acknowledged, by location and shift
location-without-checks  configured locations from which no check was sent
wording-hash             names the banner's words in this build: the same hash, the same words on every screen

It holds counts only, and names no patient and no user.

Example:
  $ cpis report --config /etc/cpis/cpis.json --from 2026-12-01 --to 2027-01-01 --format csv > december.csv`;

/** `cpis report`: what a safety lead reads once a week, counted from the audit. */
export function addReportCommand(program: Command, terminal: Terminal): void {
  program
    .command("report")
    .description("count from the audit how checks ended, what was sent, and what nobody opened")
    .requiredOption("--config <file>", "the gateway's configuration")
    .requiredOption("--from <date>", "from when, such as 2026-12-01", parseMoment)
    .requiredOption("--to <date>", "until when, exclusive", parseMoment)
    .addOption(
      new Option("--format <format>", "how lines are written").choices(["text", "csv"]).default("text"),
    )
    .addHelpText("after", help)
    .action(async (options: ReportOptions) => {
      const { printReport } = await import("../audit/print-report.js");
      await printReport(options, terminal);
    });
}
