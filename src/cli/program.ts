import { Command } from "commander";
import { addAuditCommand } from "./commands/audit.js";
import { addConfigCommand } from "./commands/config.js";
import { addBackupCommands } from "./commands/backup.js";
import { addCertificateCommand } from "./commands/certificate.js";
import { addCouncilCommand } from "./commands/council.js";
import { addDemoCommand } from "./commands/demo.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addInitCommand } from "./commands/init.js";
import { addLookupCommand } from "./commands/lookup.js";
import { addMailboxCommand } from "./commands/mailbox.js";
import { addMessageCommand } from "./commands/message.js";
import { addReportCommand } from "./commands/report.js";
import { addServeCommand } from "./commands/serve.js";
import { addSimulateCommand } from "./commands/simulate.js";
import { addStoreCommand } from "./commands/store.js";
import { addUploadCommand } from "./commands/upload.js";
import type { Terminal } from "./terminal.js";

const help = `
First steps:
  $ cpis demo                     a whole emergency department to look at
  $ cpis lookup 9995260182        one check from the terminal, against the simulator
  $ cpis init                     a first configuration, with a comment at every setting
  $ cpis help lookup              more about one command

Exit codes: 0 a definite answer, or done; 1 could not check, or the input is not valid; 2 wrong usage.`;

/** The commands of the `cpis` program. `report` receives the exit code of a command that has one of its own. */
export function createProgram(terminal: Terminal, report: (exitCode: number) => void): Command {
  const program = new Command("cpis")
    .description("Child Protection - Information Sharing (CP-IS): gateway, simulator and tools")
    .addHelpText("after", help)
    .helpCommand("help [command]", "show help for a command")
    .showHelpAfterError("Add --help to see how it is used.")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .exitOverride();
  addInitCommand(program, terminal);
  addConfigCommand(program, terminal, report);
  addDemoCommand(program, terminal);
  addServeCommand(program, terminal);
  addDoctorCommand(program, terminal, report);
  addCertificateCommand(program, terminal, report);
  addBackupCommands(program, terminal);
  addStoreCommand(program, terminal);
  addSimulateCommand(program, terminal);
  addLookupCommand(program, terminal, report);
  addMessageCommand(program, terminal);
  addUploadCommand(program, terminal, report);
  addMailboxCommand(program, terminal, report);
  addCouncilCommand(program, terminal, report);
  addAuditCommand(program, terminal, report);
  addReportCommand(program, terminal);
  return program;
}
