import type { Command } from "commander";
import { CpisError } from "../../errors/cpis-error.js";
import type { Simulator } from "../../simulator/simulator.js";
import { portOption } from "../options.js";
import { readJsonFile } from "../read-json-file.js";
import type { Terminal } from "../terminal.js";

const help = `
CP-IS behind Spine on a real socket with mutual TLS, on loopback. Certificates are made at every start, so a gateway
that is to talk to it needs the files of the same start: --identity writes them to a folder, private keys included,
readable by you only. Nobody else trusts them.

Replies go to the address of --deliver-to, which is where the gateway of examples/config/simulator.json listens.

Examples:
  $ cpis simulate --identity examples/config/simulator
  $ cpis serve --config examples/config/simulator.json          (in a second terminal)
  $ cpis simulate --seed register.json --port 0`;

interface SimulateOptions {
  readonly seed?: string;
  readonly port: number;
  readonly identity?: string;
  readonly deliverTo: string;
}

/** `cpis simulate`: the national side in a box. */
export function addSimulateCommand(program: Command, terminal: Terminal): void {
  program
    .command("simulate")
    .description("run the simulator of Spine and CP-IS")
    .option("--seed <file>", "the register, JSON (docs/simulator.md); the demonstration's people by default")
    .addOption(portOption("the port for queries", 8443))
    .option("--identity <folder>", "write the certificates, keys and a user token a gateway needs")
    .option("--deliver-to <url>", "where replies go", "https://127.0.0.1:8444")
    .addHelpText("after", help)
    .action(async (options: SimulateOptions) => {
      const stopped = terminal.untilStopped();
      const seed = options.seed === undefined ? {} : { seed: readJsonFile(options.seed) };
      const { createSimulator } = await import("../../simulator/simulator.js");
      const simulator = await createSimulator({ ...seed, port: options.port });
      await simulator.start();
      try {
        simulator.listenerTarget = { url: options.deliverTo };
        if (options.identity !== undefined) await writeFiles(simulator, options.identity);
        terminal.out(`The simulator takes queries at ${simulator.spineEndpoint}.`);
        terminal.note(`Replies go to ${options.deliverTo}. Everybody in it is made up. Stop it with Ctrl+C.`);
        await stopped;
      } finally {
        await simulator.stop();
      }
    });
}

async function writeFiles(simulator: Simulator, folder: string): Promise<void> {
  const { writeSimulatorFiles } = await import("../simulator-files.js");
  try {
    await writeSimulatorFiles(simulator, folder);
  } catch (cause) {
    throw new CpisError("CPIS_CONFIG_UNREADABLE", {
      detail: `The folder ${folder} of --identity cannot be written; name one that can.`,
      cause,
    });
  }
}
