import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { GatewayPlan } from "../../../src/config/plan.js";
import type { LookupView } from "../../../src/contract/lookup.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import type { HospitalAddresses } from "../../../src/gateway/create-gateway.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createTokenMint, gatewayPlan, newLookupId } from "../../support/gateway-plan.js";
import { openRequest } from "./support.js";

let folder: string;
let simulator: Simulator;
let plan: GatewayPlan;
let headers: Readonly<Record<string, string>>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-full-"));
  simulator = await createSimulator();
  await simulator.start();
  const mint = await createTokenMint();
  headers = { authorization: `Bearer ${await mint.token()}`, "content-type": "application/json" };
  plan = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: mint.jwks,
    spine: simulator.spinePlan(),
    limits: { perUserPerMinute: 10_000, perSitePerMinute: 10_000, requestsPerMinute: 100_000 },
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

/** A gateway in a process of its own; with `blocks`, one whose files the system lets grow to so many 512 bytes and no more. */
async function startGateway(blocks: number | "unlimited"): Promise<{ child: ChildProcess; apiUrl: string }> {
  const at = (name: string): string => new URL(name, import.meta.url).pathname;
  const node = [process.execPath, "--no-warnings", "--experimental-transform-types"];
  const script = ["--import", at("typescript-sources.mjs"), at("gateway-process.ts")];
  const child = spawn("sh", ["-c", `ulimit -f ${String(blocks)} && exec "$@"`, "sh", ...node, ...script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  const addresses = await new Promise<HospitalAddresses>((resolve, reject) => {
    child.once("message", (message) => resolve(message as HospitalAddresses));
    child.once("exit", () => reject(new Error("the process ended")));
    child.send({ plan });
  });
  simulator.listenerTarget = { url: addresses.spineListenerUrl, serverName: "gateway.simulator" };
  return { child, apiUrl: addresses.apiUrl };
}

async function ask(apiUrl: string): Promise<{ status: number; lookupId: string; code?: string }> {
  const body = openRequest({ encounter: { id: newLookupId() } });
  const answer = await fetch(`${apiUrl}/api/v1/lookups`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const { code } = (await answer.json()) as { readonly code?: string };
  return { status: answer.status, lookupId: body.lookupId, ...(code === undefined ? {} : { code }) };
}

describe.skipIf(process.platform === "win32")("a disk that takes no more", () => {
  test("refuses checks before they leave, says so, and has lost nothing when there is room again (H-04)", async () => {
    const first = await startGateway(2_000);
    const opened: string[] = [];
    let refused = await ask(first.apiUrl);
    for (let turn = 0; refused.status === 201 && turn < 500; turn += 1) {
      opened.push(refused.lookupId);
      refused = await ask(first.apiUrl);
    }
    expect(refused).toMatchObject({ status: 503, code: "CPIS_STORE_FAILED" });
    // A query leaves after its page was answered; every one that was answered leaves.
    const sent = opened.length;
    await vi.waitFor(() => expect(simulator.received).toHaveLength(sent), 20_000);
    expect(await ask(first.apiUrl)).toMatchObject({ status: 503, code: "CPIS_STORE_FAILED" });
    expect(simulator.received).toHaveLength(sent);
    const metrics = await (await fetch(`${first.apiUrl}/metrics`)).text();
    expect(metrics).toMatch(/cpis_alarms_total\{alarm="store-failed"\} [1-9]/);
    // A probe writes less than a check does, so the last bytes are its.
    const ready = async () => (await fetch(`${first.apiUrl}/health/ready`)).status;
    for (let turn = 0; turn < 100 && (await ready()) === 200; turn += 1);
    expect(await ready()).toBe(503);
    await kill(first.child);

    const second = await startGateway("unlimited");
    for (const lookupId of opened) {
      const answer = await fetch(`${second.apiUrl}/api/v1/lookups/${lookupId}`, { headers });
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as LookupView).state.kind).not.toBe("no-record");
    }
    expect(await ask(second.apiUrl)).toMatchObject({ status: 201 });
    await kill(second.child);
    const context = openStore(plan.store, randomIds);
    const intents = await createSqliteAuditTrail(context).read({ action: "intent", limit: 10_000 });
    context.database.close();
    expect(intents.map(({ lookupId }) => lookupId).slice(0, opened.length)).toEqual(opened);
  }, 120_000);
});
