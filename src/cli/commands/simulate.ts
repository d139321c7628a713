import type { Command } from "commander";
import { CpisError } from "../../errors/cpis-error.js";
import type { Simulator } from "../../simulator/simulator.js";
import { UsageFault } from "../exit-code.js";
import { portOption } from "../options.js";
import { readJsonFile } from "../read-json-file.js";
import type { Terminal } from "../terminal.js";

const help = `
CP-IS behind Spine and behind MESH on real sockets with mutual TLS, on loopback, and a sign-in for consoles. Certificates are made at every start, so a
gateway that is to talk to it needs the files of the same start: --identity writes them to a folder, private keys included,
readable by you only: a hospital's in the folder itself, each council's in a folder named by its ODS code. Nobody else trusts them.

Replies go to the address of --deliver-to, which is where the gateway of examples/config/simulator.json listens.
--council-config writes the configuration of a council with the addresses of this start.

Examples:
  $ cpis simulate --identity examples/config/simulator
  $ cpis serve --config examples/config/simulator.json          (a hospital, in a second terminal)
  $ cpis serve --config examples/config/council.json            (a council, in a third)
  $ cpis simulate --port 0 --identity site --council-config site/council.json
  $ cpis simulate --seed register.json --port 0`;

interface SimulateOptions {
  readonly seed?: string;
  readonly port: number;
  readonly meshPort?: number;
  readonly signInPort?: number;
  readonly identity?: string;
  readonly councilConfig?: string;
  readonly council?: string;
  readonly deliverTo: string;
}

/** Where examples/config/council.json expects MESH. */
const usualMeshPort = 8445;

/** Where examples/config/simulator.json expects the sign-in. */
const usualSignInPort = 8447;

/** `cpis simulate`: the national side in a box. */
export function addSimulateCommand(program: Command, terminal: Terminal): void {
  program
    .command("simulate")
    .description("run the simulator of Spine, MESH and CP-IS")
    .option("--seed <file>", "the register, JSON (docs/simulator.md); the demonstration's people by default")
    .addOption(portOption("the port for queries", 8443))
    .addOption(portOption("the port of MESH; 8445, or any free one with --port 0", undefined, "--mesh-port"))
    .addOption(
      portOption("the port of the sign-in; 8447, or any free one with --port 0", undefined, "--sign-in-port"),
    )
    .option("--identity <folder>", "write the certificates, keys and user tokens that gateways need")
    .option(
      "--council-config <file>",
      "write a council's configuration, ready for cpis serve; needs --identity",
    )
    .option(
      "--council <odsCode>",
      "which council of the register --council-config is for; the first by default",
    )
    .option("--deliver-to <url>", "where replies go", "https://127.0.0.1:8444")
    .addHelpText("after", help)
    .action((options: SimulateOptions) => simulate(options, terminal));
}

async function simulate(options: SimulateOptions, terminal: Terminal): Promise<void> {
  if (options.councilConfig !== undefined && options.identity === undefined) {
    throw new UsageFault("--council-config needs --identity: it refers to the files written there.");
  }
  const stopped = terminal.untilStopped();
  const seed = options.seed === undefined ? {} : { seed: readJsonFile(options.seed) };
  const meshPort = options.meshPort ?? (options.port === 0 ? 0 : usualMeshPort);
  const { createSimulator } = await import("../../simulator/simulator.js");
  const { createOpenIdProvider } = await import("../../simulator/sign-in/openid-provider.js");
  const signInPort = options.signInPort ?? (options.port === 0 ? 0 : usualSignInPort);
  const simulator = await createSimulator({ ...seed, port: options.port, council: { port: meshPort } });
  refuseUnknownCouncil(simulator, options);
  const provider = await createOpenIdProvider({ port: signInPort });
  await simulator.start();
  try {
    const { issuer } = await provider.start();
    simulator.listenerTarget = { url: options.deliverTo };
    if (options.identity !== undefined) await writeFiles(simulator, options.identity, options);
    terminal.out(`The simulator takes queries at ${simulator.spineEndpoint}.`);
    for (const line of meshLines(simulator, options)) terminal.out(line);
    terminal.out(`People sign in to consoles at ${issuer}.`);
    terminal.note(`Replies go to ${options.deliverTo}. Everybody in it is made up. Stop it with Ctrl+C.`);
    await stopped;
  } finally {
    await provider.stop();
    await simulator.stop();
  }
}

function refuseUnknownCouncil({ mesh }: Simulator, { council, councilConfig }: SimulateOptions): void {
  const known = mesh.mailboxes.map(({ authority }) => authority.odsCode);
  if (council !== undefined && !known.includes(council)) {
    throw new UsageFault(`The register has no council ${council}. It has: ${known.join(", ")}.`);
  }
  if (councilConfig !== undefined && known.length === 0) {
    throw new UsageFault("The register has no council, so that none can be configured.");
  }
}

function meshLines({ mesh }: Simulator, { identity, councilConfig }: SimulateOptions): readonly string[] {
  return [
    `MESH answers at ${mesh.endpoint}; uploads go to mailbox ${mesh.cpisMailboxId} of CP-IS.`,
    ...mesh.mailboxes.map(({ authority, mailboxId }) => {
      const files =
        identity === undefined
          ? ""
          : `; certificate, key, password and tokens in ${identity}/${authority.odsCode}`;
      return `${authority.name} (${authority.odsCode}): mailbox ${mailboxId}${files}.`;
    }),
    ...(councilConfig === undefined ? [] : [`A council's configuration is in ${councilConfig}.`]),
  ];
}

async function writeFiles(
  simulator: Simulator,
  folder: string,
  { councilConfig, council }: SimulateOptions,
): Promise<void> {
  const { writeSimulatorFiles } = await import("../simulator-files.js");
  const { writeCouncilConfig, writeCouncilFiles } = await import("../council-files.js");
  let place = `The folder ${folder} of --identity`;
  try {
    await writeSimulatorFiles(simulator, folder);
    await writeCouncilFiles(simulator, folder);
    if (councilConfig === undefined) return;
    place = `The file ${councilConfig} of --council-config`;
    await writeCouncilConfig(simulator, folder, councilConfig, council);
  } catch (cause) {
    const detail = `${place} cannot be written; name one that can.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}
