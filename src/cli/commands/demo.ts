import type { Command } from "commander";
import { portOption } from "../options.js";
import type { Terminal } from "../terminal.js";

const help = `
Starts the national side (simulator), a hospital and a council, each with its gateway and a demonstration record system, in
one process, on loopback only, and prints the address of the page that leads to both. Nothing outside this machine is contacted. Stop it with Ctrl+C.

Open a patient on the board and watch the banner; change the user at the top to see who may ask; use Planned clinic
to see a silent read. In the council's case system, add a plan and watch its panel.
The page /browser-check says whether the browser it is opened in can show the banner.

Examples:
  $ npm start
  $ cpis demo --port 8080`;

/** `cpis demo`: everything in one process, for looking at. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  program
    .command("demo")
    .description("start a demonstration emergency department and council with everything they need")
    .addOption(portOption("the page's port", 8450))
    .addHelpText("after", help)
    .action(async ({ port }: { readonly port: number }) => {
      const stopped = terminal.untilStopped();
      const { startDemo } = await import("../demo/start-demo.js");
      const { hostPageNames } = await import("../demo/host-pages.js");
      const { browserCheckLines } = await import("../demo/browser-check.js");
      const demo = await startDemo(port, terminal.now(), (result) => {
        for (const line of browserCheckLines(result)) terminal.out(line);
      });
      terminal.out(`Open ${demo.pageUrl} in a browser.`);
      terminal.out(`Other ways to show the banner: ${demo.pageUrl}/hosts`);
      for (const name of hostPageNames) terminal.out(`  ${demo.pageUrl}/hosts/${name}`);
      terminal.out(`The hospital's console: ${demo.site.apiUrl}/console`);
      terminal.note("Everybody and everything in it is made up. Stop it with Ctrl+C.");
      await stopped;
      await demo.stop();
    });
}
