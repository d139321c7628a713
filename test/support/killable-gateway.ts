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

/** A process that has loaded the gateway's sources and waits for a plan: loading takes longer than starting. */
export interface ReadyGateway {
  start(plan: GatewayPlan): Promise<KillableGateway>;
  /** Ends it unused. */
  discard(): Promise<void>;
}

/** Begins to load one. `compiled` is a folder in which many starts of the same sources share their compilation. */
export function prepareKillableGateway(compiled: string): ReadyGateway {
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
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  const start = async (plan: GatewayPlan): Promise<KillableGateway> => ({
    addresses: (await ask({ plan })) as GatewayAddresses,
    arm: async (step) => {
      await ask({ arm: step });
    },
    steps: async () => ((await ask({ count: true })) as { steps: number }).steps,
    kill,
  });
  return { start, discard: kill };
}
