import { CommanderError } from "commander";
import { exitDone, exitNotDone, exitUsage, UsageFault } from "./exit-code.js";
import { createProgram } from "./program.js";
import { describeFault } from "./report-fault.js";
import { processTerminal, type Terminal } from "./terminal.js";

/** Runs one command and gives its exit code. No fault leaves here as an exception, and none as a stack. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  let exitCode = exitDone;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv.length === 0 ? ["--help"] : argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitDone : exitUsage;
    if (error instanceof UsageFault) {
      terminal.note(`cpis: ${error.message}`);
      return exitUsage;
    }
    terminal.note(describeFault(error));
    return exitNotDone;
  }
}
