import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayPlan } from "../../../src/config/plan.js";
import type { LookupRequest } from "../../../src/contract/lookup.js";
import { parseLookupView } from "../../../src/contract/parse-lookup-view.js";
import { isFinal } from "../../../src/domain/lookup-state.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import type { HospitalAddresses } from "../../../src/gateway/create-gateway.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import type { AuditRecord } from "../../../src/ports/audit.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createTokenMint, gatewayPlan, newLookupId } from "../../support/gateway-plan.js";
import { openRequest } from "./support.js";

const points = Number(process.env["CPIS_KILL_POINTS"] ?? 30);
const lateAnswerMs = 1_500;

let folder: string;
let simulator: Simulator;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-kill-"));
  simulator = await createSimulator({ replyDelayMs: 5 });
  await simulator.start();
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly apiUrl: string;
  ask(message: object): Promise<unknown>;
  kill(): Promise<void>;
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the process ended")));
  });
}

async function startGateway(plan: GatewayPlan): Promise<Running> {
  const at = (name: string): string => new URL(name, import.meta.url).pathname;
  const child = fork(at("gateway-process.ts"), {
    execArgv: [
      "--no-warnings",
      "--experimental-transform-types",
      "--import",
      at("typescript-sources.mjs"),
      "--import",
      at("kill-switch.mjs"),
    ],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Many starts of the same sources: compile them once.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
  });
  const ask = (message: object): Promise<unknown> => {
    const answer = answerOf(child);
    child.send(message);
    return answer;
  };
  const { apiUrl, spineListenerUrl } = (await ask({ plan })) as HospitalAddresses;
  simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
  return {
    child,
    apiUrl,
    ask,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** What a page learned before its gateway died under it. */
interface PageKnowledge {
  opened: boolean;
  outcome?: string;
  displayed: boolean;
}

async function useAsPage({ apiUrl }: Running, body: LookupRequest, page: PageKnowledge): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const path = `${apiUrl}/api/v1/lookups`;
  const post = (address: string, content: unknown) =>
    fetch(address, { method: "POST", headers, body: JSON.stringify(content) });
  const opened = await post(path, body);
  if (!opened.ok) throw new Error(`not opened: ${opened.status}`);
  parseLookupView(await opened.json(), body.lookupId);
  page.opened = true;
  const stream = await fetch(`${path}/${body.lookupId}/stream`, { headers });
  await stream.text();
  const answer = await fetch(`${path}/${body.lookupId}`, { headers });
  const { state } = parseLookupView(await answer.json(), body.lookupId);
  if (isFinal(state)) page.outcome = state.kind;
  const event = {
    eventId: newLookupId(),
    sequence: 1,
    kind: "displayed",
    at: new Date().toISOString(),
    version: 3,
  };
  const reported = await post(`${path}/${body.lookupId}/events`, { events: [event] });
  page.displayed = reported.status === 204;
}

async function auditOf(plan: GatewayPlan): Promise<readonly AuditRecord[]> {
  const context = openStore(plan.store, randomIds);
  const rows = await createSqliteAuditTrail(context).read({ limit: 100_000 });
  context.database.close();
  return rows;
}

/** One lookup per point, each with the gateway killed at another step of it; then everything is let come to rest. */
async function killAtEveryPoint(pattern: "express" | "reliable", count: number) {
  const mint = await createTokenMint();
  token = await mint.token({}, { expiresIn: 7200 });
  const plan = gatewayPlan({
    storeFile: join(folder, `${pattern}.sqlite`),
    trustedKeys: mint.jwks,
    spine: simulator.spinePlan(pattern),
    lookups: { answerMs: 500, lateAnswerMs },
    limits: { perUserPerMinute: 10_000, perSitePerMinute: 10_000, requestsPerMinute: 100_000 },
  });
  const request = () => openRequest({ encounter: { id: newLookupId() } });
  let gateway = await startGateway(plan);
  await useAsPage(gateway, request(), { opened: false, displayed: false });
  // Counting once, warm, tells how many steps a whole lookup has.
  await gateway.ask({ arm: null });
  await useAsPage(gateway, request(), { opened: false, displayed: false });
  const { steps } = (await gateway.ask({ count: true })) as { steps: number };

  const pages: { readonly body: LookupRequest; readonly page: PageKnowledge }[] = [];
  for (let point = 0; point < count; point += 1) {
    const body = request();
    const page: PageKnowledge = { opened: false, displayed: false };
    pages.push({ body, page });
    await gateway.ask({ arm: 1 + Math.floor((point * steps) / count) });
    await useAsPage(gateway, body, page).catch(() => undefined);
    await gateway.kill();
    gateway = await startGateway(plan);
    // The page recovers by repeating its request; that must never ask a second time.
    await useAsPage(gateway, body, { opened: false, displayed: false }).catch(() => undefined);
  }
  await new Promise((resolve) => setTimeout(resolve, lateAnswerMs + 500));
  await gateway.kill();
  return { pages, steps, rows: await auditOf(plan) };
}

describe.each(["express", "reliable"] as const)("kill -9 during a lookup over an %s contract", (pattern) => {
  const count = Math.ceil(points / 2);

  it(
    `at ${count} points loses no audit row and causes no second MessageId (R-60, R-116)`,
    async () => {
      const firstSeen = simulator.received.length;
      const { pages, steps, rows } = await killAtEveryPoint(pattern, count);
      expect(steps).toBeGreaterThan(20);
      const intents = rows.filter(({ action }) => action === "intent");
      const outcomes = rows.filter(({ action }) => action === "outcome");
      // Everything that Spine saw had been announced, and everything announced has an end.
      const announced = new Set(intents.map(({ messageId }) => messageId));
      const seen = simulator.received.slice(firstSeen);
      for (const { messageId } of seen) expect(announced).toContain(messageId);
      // Under an express contract nothing is sent again; under a reliable one the very same bytes are.
      const bytes = new Set(seen.map(({ messageId, bodyDigest }) => `${messageId ?? ""} ${bodyDigest}`));
      expect(bytes.size).toBe(new Set(seen.map(({ messageId }) => messageId)).size);
      if (pattern === "express") expect(seen.length).toBe(bytes.size);
      expect(outcomes.map(({ messageId }) => messageId).sort()).toEqual([...announced].sort());
      for (const { body, page } of pages) {
        const own = intents.filter(({ lookupId }) => lookupId === body.lookupId);
        expect(own.length).toBe(1);
        // What a page was told is in the audit, although the process died right after.
        if (page.outcome === "record") {
          expect(outcomes.find(({ messageId }) => messageId === own[0]?.messageId)?.outcome).toBe("record");
        }
        if (page.displayed) {
          expect(
            rows.some(({ action, lookupId }) => action === "displayed" && lookupId === body.lookupId),
          ).toBe(true);
        }
      }
      // The points do fall inside lookups: some died before, some after they had been opened.
      expect(pages.some(({ page }) => !page.opened)).toBe(true);
      expect(pages.some(({ page }) => page.opened)).toBe(true);
    },
    count * 30_000,
  );
});
