import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const nodeInCheckout = "../../../node_modules/node/bin/node";

/**
 * Runs this program again under the Node that `npm ci` put beside it, and gives back its exit code.
 *
 * Signals reach the new process too, so that stopping the program stops the gateway in it.
 */
export async function reexecute(mainUrl: string): Promise<number> {
  const newer = fileURLToPath(new URL(nodeInCheckout, mainUrl));
  if (!existsSync(newer)) {
    process.stderr.write(`cpis: this is Node ${process.versions.node}; install Node 22.19 or newer.\n`);
    return 1;
  }
  const child = spawn(newer, [fileURLToPath(mainUrl), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", () => {
      process.stderr.write("cpis: the Node in node_modules/node cannot be started; run npm ci again.\n");
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
