import { fork } from "node:child_process";
import type { GatewayPlan } from "../../src/config/plan.js";
import type { GatewayAddresses } from "../../src/gateway/create-gateway.js";

/** A gateway in a process of its own, which is killed with SIGKILL at a step that a test has chosen. */
export interface KillableGateway {
  readonly addresses: GatewayAddresses;
  /** Counts what reaches the disk or the network from now on; at `step` of it the process dies. */
  arm(step: number | null): Promise<void>;
  steps(): Promise<number>;
  /** Resolves once the process is gone; at once where it has died already. */
  kill(): Promise<void>;
}

const at = (name: string): string => new URL(`../integration/gateway/${name}`, import.meta.url).pathname;

/** Starts one. `compiled` is a folder in which many starts of the same sources share their compilation. */
export async function startKillableGateway(plan: GatewayPlan, compiled: string): Promise<KillableGateway> {
  const child = fork(at("gateway-process.ts"), {
    execArgv: [
      "--no-warnings",
      "--experimental-transform-types",
      "--import",
      at("typescript-sources.mjs"),
      "--import",
      at("kill-switch.mjs"),
    ],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  const ask = (message: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", () => reject(new Error("the process ended")));
      child.send(message);
    });
  const addresses = (await ask({ plan })) as GatewayAddresses;
  return {
    addresses,
    arm: async (step) => {
      await ask({ arm: step });
    },
    steps: async () => ((await ask({ count: true })) as { steps: number }).steps,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}
