import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import type { ConsolePlan } from "../../../src/config/console-plan.js";
import type { HostedPlan } from "../../../src/config/hosted-plan.js";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { EmbedFolder } from "../../../src/gateway/hosted/hosted.module.js";
import { AuditTrail, type AuditFilter, type AuditRecord } from "../../../src/ports/audit.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { consolePlan, testSessions, type TestSessions } from "../../support/console-session.js";
import { createTokenMint, gatewayPlan, type PlanChanges } from "../../support/gateway-plan.js";

/** A gateway with a console, on a real socket. */
export interface ConsoleBench {
  readonly apiUrl: string;
  readonly gateway: Gateway;
  readonly sessions: TestSessions;
  audit(filter?: AuditFilter): Promise<readonly AuditRecord[]>;
  call(path: string, options?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export interface ConsoleBenchOptions {
  readonly console?: Partial<ConsolePlan>;
  readonly plan?: Partial<Omit<PlanChanges, "spine">>;
  /** Banner pages; their scripts are of no interest here. */
  readonly hosted?: HostedPlan;
  /** A gateway that has no console at all. */
  readonly without?: true;
  readonly overrides?: readonly ContainerModule[];
}

export async function startConsoleBench(options: ConsoleBenchOptions = {}): Promise<ConsoleBench> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-console-"));
  const simulator = await createSimulator();
  const mint = await createTokenMint();
  const console = consolePlan(options.console);
  const plan: GatewayPlan = {
    ...gatewayPlan({
      storeFile: join(folder, "store.sqlite"),
      trustedKeys: mint.jwks,
      spine: simulator.spinePlan(),
      ...options.plan,
    }),
    ...(options.without === undefined ? { console } : {}),
    ...(options.hosted === undefined ? {} : { hosted: options.hosted }),
  };
  let trail: AuditTrail | undefined;
  const capture = new ContainerModule(({ onActivation }) => {
    onActivation(AuditTrail, (_context, activated) => (trail = activated));
  });
  const sessions = testSessions(console);
  const scripts = new ContainerModule(({ rebind }) => {
    if (options.hosted !== undefined) rebind(EmbedFolder).toConstantValue(folder);
  });
  const gateway = await createGateway(plan, [
    sessions.module,
    capture,
    scripts,
    ...(options.overrides ?? []),
  ]);
  const { apiUrl } = await gateway.start();
  return {
    apiUrl,
    gateway,
    sessions,
    audit: async (filter = {}) => (await trail?.read(filter)) ?? [],
    call: (path, init) => fetch(new URL(path, apiUrl), { redirect: "manual", ...init }),
    async stop() {
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
