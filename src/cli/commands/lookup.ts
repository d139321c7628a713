import type { Command } from "commander";
import { exitDone, exitNotDone } from "../exit-code.js";
import { lookupJson } from "../lookup/lookup-json.js";
import { lookupText } from "../lookup/lookup-text.js";
import type { LookupOptions } from "../lookup/lookup-options.js";
import type { Terminal } from "../terminal.js";

const help = `
Without --config it starts the simulator and a gateway in this process, asks as the demonstration's doctor from its
emergency department, and says so on standard error. Everybody there is made up.

With --gateway it asks a gateway that runs already, as a page does: it needs --location and a user token. With --config it
starts that site's gateway in this process and asks through it; then none may be running on its ports. Outside the simulator environment a
check is real: it may tell a council that the child's record was opened. There it needs --location, a user token and
--confirm-reported-to-council, and it reads the NHS number from standard input only, so that the number does not stand
in the list of processes or in the shell's history. You state by calling that the number was traced for this patient.

The user token comes from --token-file or from the variable CPIS_USER_TOKEN.

With --json nothing else is printed on standard output, and "outcome" is always record, no-record, not-checked or
failed. Exit code 0 is a definite answer (record or no-record), 1 is unknown, 2 is wrong usage.

Examples:
  $ cpis lookup 9995260182
  $ cpis lookup "999 030 8241" --json
  $ cpis lookup 9995260182 --seed register.json
  $ cpis lookup 9995260182 --gateway http://127.0.0.1:8460 --location ed --token-file simulator/doctor.token
  $ cpis lookup --config cpis.json --location ed --token-file token --confirm-reported-to-council < number`;

/** `cpis lookup`: the same check as a page's, from a terminal. */
export function addLookupCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  program
    .command("lookup")
    .description("check one NHS number and print what CP-IS returned")
    .argument("[nhsNumber]", "ten digits, spaces allowed; - reads standard input")
    .option("--location <id>", "the location that asks; its access mode decides what a check means")
    .option(
      "--birth-date <date>",
      "the patient's date of birth, to be compared with the answer's (2018-02-03)",
    )
    .option("--json", "print JSON for a program")
    .option("--seed <file>", "the simulator's register, JSON (docs/simulator.md)")
    .option("--config <file>", "a site's configuration; its gateway is started in this process")
    .option("--gateway <url>", "a gateway that runs already; it is asked as a page asks it")
    .option("--token-file <file>", "a file that holds the user's token")
    .option("--confirm-reported-to-council", "state that the check may be reported to a council")
    .addHelpText("after", help)
    .action(async (nhsNumber: string | undefined, options: LookupOptions) => {
      const { lookUp } = await import("../lookup/look-up.js");
      const { result, asked } = await lookUp(nhsNumber, options, terminal);
      terminal.out(options.json === true ? lookupJson(result) : lookupText(result, asked));
      report(result.outcome === "record" || result.outcome === "no-record" ? exitDone : exitNotDone);
    });
}
