// A site for a program that is installed somewhere: configuration, keys and the simulator's side, on free ports.
import { spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expectSame } from "./outcome.mjs";
import { freePort } from "./proxied-site.mjs";

const root = new URL("../../", import.meta.url);
const load = (path) => import(new URL(`dist/src/${path}`, root).href);

/** Writes `cpis.json` and the files it refers to into a folder, for an owner; the simulator runs until `stop`. */
export async function writeSite(folder, owner) {
  const { createSimulator } = await load("simulator/simulator.js");
  const { writeSimulatorFiles } = await load("cli/simulator-files.js");
  const simulator = await createSimulator();
  await simulator.start();
  const [apiPort, listenerPort] = [await freePort(), await freePort()];
  simulator.listenerTarget = { url: `https://127.0.0.1:${listenerPort}` };
  mkdirSync(folder, { recursive: true });
  await writeSimulatorFiles(simulator, join(folder, "simulator"));
  const config = JSON.parse(readFileSync(new URL("examples/config/simulator.json", root), "utf8"));
  config.http.port = apiPort;
  config.spine.endpoint = simulator.spineEndpoint;
  config.spine.listener.port = listenerPort;
  const store = join(folder, "store");
  mkdirSync(store);
  config.store.file = join(store, "gateway.sqlite");
  const file = join(folder, "cpis.json");
  writeFileSync(file, JSON.stringify(config));
  if (owner !== undefined) give(folder, owner);
  return {
    file,
    store,
    location: config.locations[0].id,
    api: `http://127.0.0.1:${apiPort}`,
    /** The same configuration, as it is seen where the folder and the store are mounted elsewhere. */
    mountAt: (storeFile) => {
      config.store.file = storeFile;
      writeFileSync(file, JSON.stringify(config));
    },
    stop: () => simulator.stop(),
  };
}

/**
 * Starts a gateway with `command`, asks it once as a page would, stops it as a service manager does, and throws unless it ends
 * with 0. `endGateway` sends SIGTERM to the gateway where `command` does not pass it on.
 */
export async function serveAndAsk(command, args, options, { api, location, file, endGateway }) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += part));
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  try {
    await becomesReady(api, child, () => said);
    expectSame(await ask(api, location, file), "record", "outcome of a check");
  } finally {
    if (endGateway === undefined) child.kill("SIGTERM");
    else endGateway();
  }
  expectSame(await ended, 0, "exit code after SIGTERM");
}

async function becomesReady(api, child, said) {
  // A container is slow to begin on a busy machine.
  for (let tries = 0; tries < 1200; tries += 1) {
    const ready = await fetch(`${api}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (child.exitCode !== null) throw new Error(`it ended: ${said().trim().split("\n").at(-1)}`);
    await pause(100);
  }
  throw new Error("it does not become ready");
}

async function ask(api, locationId, file) {
  const { askGateway } = await load("cli/lookup/ask-gateway.js");
  const token = readFileSync(join(file, "..", "simulator", "doctor.token"), "utf8").trim();
  const patient = { nhsNumber: "9995260182", nhsNumberStatus: "verified" };
  const request = { lookupId: crypto.randomUUID(), trigger: "manual", locationId, patient };
  return (await askGateway({ apiUrl: api, token }, request)).outcome;
}

function give(folder, owner) {
  for (const entry of readdirSync(folder, { recursive: true })) chownSync(join(folder, entry), owner, owner);
  chownSync(folder, owner, owner);
  chmodSync(folder, 0o700);
}

/** Throws where others than the owner may read a file of the store. */
export function expectPrivate(folder) {
  for (const name of readdirSync(folder)) {
    const mode = (statSync(join(folder, name)).mode & 0o777).toString(8);
    if (!mode.endsWith("00")) throw new Error(`${name} has mode ${mode}`);
  }
}
