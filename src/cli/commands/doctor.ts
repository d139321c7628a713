import type { Command } from "commander";
import { exitCodeOf, worstLevel } from "../doctor/finding.js";
import { findingLines } from "../doctor/report-text.js";
import type { Terminal } from "../terminal.js";

const help = `
Tests the configuration, files and their permissions, keys, certificates and days left, this machine's clock, names, ports, the
store and its key, free room, and the connections to Spine and MESH, and says what to do about each failure.

Nothing is changed, and nobody is asked about any child: Spine sees a TLS handshake and an empty HEAD request, MESH sees a
handshake with the mailbox. No message is read, acknowledged or sent. No secret is printed.

Exit code for monitoring: 0 all in order, 1 something to look after, 2 something to put right (or wrong usage).

Examples:
  $ cpis doctor --config /etc/cpis/cpis.json
  $ cpis doctor --config cpis.json --json`;

/** `cpis doctor`: proves a site right before a clinician meets it. */
export function addDoctorCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  program
    .command("doctor")
    .description("test everything that can go wrong at a site, and say what to do about it")
    .requiredOption("--config <file>", "the site's configuration")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", help)
    .action(async ({ config, json }: { readonly config: string; readonly json?: true }) => {
      const { examine } = await import("../doctor/examine.js");
      const findings = await examine({
        configFile: config,
        variables: terminal.variables,
        now: () => terminal.now(),
      });
      if (json === true) {
        const testedAt = new Date(terminal.now()).toISOString();
        terminal.out(JSON.stringify({ level: worstLevel(findings), testedAt, findings }, null, 2));
      } else for (const line of findingLines(findings)) terminal.out(line);
      report(exitCodeOf(findings));
    });
}
