import type { Command } from "commander";
import { loadConfigFile } from "../../config/load-config.js";
import { letTakeEffect } from "../config/let-take-effect.js";
import { describeFault } from "../report-fault.js";
import { startNotes } from "../start-notes.js";
import type { Terminal } from "../terminal.js";

const help = `
Serves a hospital, a council, or both, as the configuration says: spine and locations make a hospital, council makes a council.

Reads and checks the whole configuration first; with any fault nothing starts, and every fault is printed with its
place and what to change. Neither starts one whose dangerous changes lack their two signatures (cpis config approve). CPIS_… variables stand above the file. docs/configuration.md lists every setting.

Examples:
  $ cpis serve --config /etc/cpis/cpis.json
  $ CPIS_HTTP_PORT=8461 cpis serve --config cpis.json
  $ cpis simulate --identity examples/config/simulator & cpis serve --config examples/config/simulator.json
  $ cpis serve --config examples/config/council.json`;

/** `cpis serve`: a hospital's gateway, a council's, or one for both. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("run the gateway of a hospital or a council")
    .requiredOption("--config <file>", "the site's configuration, YAML or JSON")
    .addHelpText("after", help)
    .action(async ({ config }: { readonly config: string }) => {
      const stopped = terminal.untilStopped();
      const loaded = loadConfigFile(config, terminal.variables, terminal.now());
      const { plan } = loaded;
      const { createGateway } = await import("../../gateway/create-gateway.js");
      await letTakeEffect(config, loaded, terminal.now());
      const { variables } = terminal;
      const gateway = await createGateway(plan, [], { file: config, variables, loaded });
      terminal.onReload?.(() => {
        gateway.reload().catch((error: unknown) => terminal.note(describeFault(error)));
      });
      const { apiUrl, spineListenerUrl } = await gateway.start();
      // Standard output belongs to the operational log.
      const spine = spineListenerUrl === undefined ? "" : ` and Spine at ${spineListenerUrl}`;
      terminal.note(`The gateway answers pages at ${apiUrl}${spine}.`);
      for (const line of startNotes(plan, terminal.now())) terminal.note(line);
      await stopped;
      await gateway.stop();
      terminal.note("The gateway has stopped: what was in progress is finished.");
    });
}
