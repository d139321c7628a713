import { fork, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { applyConfiguration } from "../../../src/gateway/configuration/apply-configuration.js";
import { rotateSealingKey } from "../../../src/gateway/store/rotate-sealing-key.js";
import { lockStore } from "../../../src/gateway/store/store-lock.js";
import { withStoreAlone } from "../../../src/gateway/store/store-alone.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { gatewayPlan } from "../../support/gateway-plan.js";

let folder: string;
let plan: GatewayPlan;
const children: ChildProcess[] = [];
const compiled = mkdtempSync(join(tmpdir(), "cpis-lock-compiled-"));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-lock-"));
  const simulator = await createSimulator();
  plan = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: { keys: [] },
    spine: simulator.spinePlan(),
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  rmSync(folder, { recursive: true, force: true });
});

function startProcess(): ChildProcess {
  const at = (name: string): string => new URL(name, import.meta.url).pathname;
  const child = fork(at("lock-process.ts"), {
    execArgv: ["--no-warnings", "--experimental-transform-types", "--import", at("typescript-sources.mjs")],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // Several starts of the same sources: compile them once.
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  children.push(child);
  return child;
}

function ask(child: ChildProcess, message: { readonly plan: GatewayPlan } | "pause"): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the process ended")));
    child.send(message);
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

describe("one store", { timeout: 120_000 }, () => {
  test("serves one gateway: a second process is refused with a clear code and the first goes on", async () => {
    const [first, second] = [startProcess(), startProcess()];
    expect(await ask(first, { plan })).toMatchObject({ started: true });
    expect(await ask(second, { plan })).toEqual({ code: "CPIS_STORE_IN_USE" });
    // By another name it is the same store.
    const linked = join(folder, "linked.sqlite");
    symlinkSync(plan.store.file, linked);
    expect(await ask(second, { plan: { ...plan, store: { ...plan.store, file: linked } } })).toEqual({
      code: "CPIS_STORE_IN_USE",
    });
    expect(await ask(first, "pause")).toMatchObject({ scope: { kind: "site" } });
  });

  test("is free at once when its gateway is killed, whatever file is left; a pause that was answered is on (H-04)", async () => {
    const [first, second] = [startProcess(), startProcess()];
    await ask(first, { plan });
    const pause = await ask(first, "pause");
    await kill(first);
    expect(existsSync(`${plan.store.file}.lock`)).toBe(true);
    expect(await ask(second, { plan })).toEqual({ started: true, pauses: [pause] });
  });

  test("is refused to every command that needs it alone, and to a start that would write its history", async () => {
    await ask(startProcess(), { plan });
    const inUse = { code: "CPIS_STORE_IN_USE" };
    expect(() => withStoreAlone(plan.store.file, () => undefined)).toThrow(expect.objectContaining(inUse));
    const newKey = Buffer.alloc(32, 9).toString("base64");
    expect(() => rotateSealingKey(plan.store, { newKey, at: 0 }, randomIds)).toThrow(
      expect.objectContaining(inUse),
    );
    const next = { digest: "0".repeat(64), settings: {}, source: "", now: 0, approvals: [] };
    const apply = applyConfiguration(plan.store, next, randomIds);
    await expect(apply).rejects.toMatchObject(inUse);
  });

  test("is refused to a gateway while a command works on it, and is free after either", async () => {
    const lock = lockStore(plan.store.file);
    const gateway = await createGateway(plan);
    await expect(gateway.start()).rejects.toMatchObject({ code: "CPIS_STORE_IN_USE" });
    lock.release();
    const next = await createGateway(plan);
    await next.start();
    await next.stop();
    lockStore(plan.store.file).release();
  });
});
