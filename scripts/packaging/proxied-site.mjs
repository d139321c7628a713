// A gateway and the simulator on loopback, with a proxy of the examples between Spine and the gateway's listener.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:net";
import { join } from "node:path";

const dist = new URL("../../dist/src/", import.meta.url);
const load = (path) => import(new URL(path, dist).href);

/** Starts both sides; `listener` is what the gateway's listener has beside host and port. */
export async function startSite(folder, listener = {}) {
  const { createSimulator } = await load("simulator/simulator.js");
  const { createGateway } = await load("gateway/create-gateway.js");
  const { demoTokenPlace, edLocationId } = await load("cli/demo/demo-config.js");
  const { writeDemoFile } = await load("cli/demo/demo-file.js");
  const { demoDoctor } = await load("cli/demo/demo-users.js");
  const { createTokenMint } = await load("cli/user-token.js");
  const { askGateway } = await load("cli/lookup/ask-gateway.js");
  const simulator = await createSimulator();
  await simulator.start();
  const mint = await createTokenMint(demoTokenPlace);
  const spine = simulator.spinePlan();
  const port = await freePort();
  const surroundings = {
    spine: { ...spine, listener: { ...spine.listener, host: "127.0.0.1", port, ...listener } },
    trustedKeys: mint.trustedKeys,
    allowedOrigins: [],
    storeFile: "gateway.sqlite",
  };
  const { plan } = await writeDemoFile(join(folder, `gateway-${port}`), surroundings, Date.now());
  const gateway = await createGateway(plan);
  const { apiUrl } = await gateway.start();
  const token = await mint.mint(demoDoctor);
  let asked = 0;
  return {
    simulator,
    port,
    // A new id each time: every check is an act of its own.
    ask: (nhsNumber) =>
      askGateway(
        { apiUrl, token },
        {
          lookupId: `5d1f0a00-0000-4000-8000-${String((asked += 1)).padStart(12, "0")}`,
          trigger: "manual",
          locationId: edLocationId,
          patient: { nhsNumber, nhsNumberStatus: "verified" },
        },
      ),
    stop: async () => {
      await gateway.stop();
      await simulator.stop();
    },
  };
}

/** Starts a proxy in the foreground, waits until it listens, and gives back how to stop it. */
export async function startProxy(command, args, port) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += part));
  const ended = new Promise((resolve) => child.on("close", resolve));
  for (let tries = 0; !(await isOpen(port)); tries += 1) {
    if (tries === 100 || child.exitCode !== null)
      throw new Error(`${command} does not listen: ${said.trim()}`);
    await pause(50);
  }
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    setTimeout(() => socket.end(), 200).unref();
  });
}
