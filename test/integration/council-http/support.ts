import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import { councilConfig } from "../../../src/cli/council-config.js";
import { councilTokenPlace } from "../../../src/cli/demo/council-site.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import type { GatewayPlan } from "../../../src/config/plan.js";
import { createGateway, type GatewayAddresses } from "../../../src/gateway/create-gateway.js";
import { ApiRoutes } from "../../../src/gateway/http/api-server.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createTokenMint, type TokenMint } from "../../support/gateway-plan.js";

/** A route as it was registered. */
export interface RegisteredRoute {
  readonly methods: readonly string[];
  readonly url: string;
  readonly hidden: boolean;
}

/** A council's gateway made of a configuration alone, with the simulator behind it. */
export interface ConfiguredCouncil extends GatewayAddresses {
  readonly simulator: Simulator;
  readonly plan: GatewayPlan;
  readonly routes: readonly RegisteredRoute[];
  token(user: Readonly<Record<string, unknown>>): Promise<string>;
  call(path: string, options?: { method?: string; body?: unknown; token?: string | null }): Promise<Response>;
  stop(): Promise<void>;
}

const staff = {
  orgOds: "ZZL01",
  orgName: "Northshire Council",
  activityCodes: [],
} as const;

export const dataOfficer = {
  ...staff,
  sub: "officer-1",
  sdsUserId: "999900000301",
  jobRoleCode: "SIM-DO",
  jobRoleName: "Data officer",
  givenName: "Dee",
  familyName: "Officer",
} as const;

export const secondOfficer = {
  ...dataOfficer,
  sub: "officer-2",
  sdsUserId: "999900000302",
  givenName: "Kit",
} as const;

export const socialWorker = {
  ...staff,
  sub: "worker-1",
  sdsUserId: "999900000303",
  jobRoleCode: "SIM-SW",
  jobRoleName: "Social worker",
  givenName: "Sam",
  familyName: "Worker",
} as const;

export const dutyWorker = {
  ...socialWorker,
  sub: "duty-1",
  sdsUserId: "999900000304",
  jobRoleCode: "SIM-ED",
  jobRoleName: "Emergency duty team",
  givenName: "Eve",
  familyName: "Duty",
} as const;

/** The settings of a council of the simulator, written in place. */
export function councilSettings(
  simulator: Simulator,
  mint: TokenMint,
  storeFile: string,
): Record<string, unknown> {
  const { credentials, tls } = simulator.meshPlan();
  return councilConfig(simulator.councilPlan(), {
    issuer: "https://epr.northgate.example",
    audience: "cpis-gateway",
    trustedKeys: mint.jwks,
    tls,
    password: credentials.password,
    sharedKey: credentials.sharedKey,
    store: { file: storeFile, sealingKey: randomBytes(32).toString("base64") },
    http: { port: 0, allowedOrigins: [councilTokenPlace.issuer] },
    logLevel: "silent",
  });
}

/** Starts one; `change` works on the settings as an administrator would on the file. */
export async function startConfigured(
  change: (council: Record<string, unknown>) => void = () => undefined,
): Promise<ConfiguredCouncil> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-configured-"));
  const simulator = await createSimulator({ council: { notificationIntervalMs: 20 } });
  await simulator.start();
  const mint = await createTokenMint();
  const settings = councilSettings(simulator, mint, join(folder, "gateway.sqlite"));
  change(settings["council"] as Record<string, unknown>);
  const reading = parseConfig(settings, {}, (path) => {
    throw new Error(`Nothing is to be read from ${path}.`);
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const routes: RegisteredRoute[] = [];
  const gateway = await createGateway(reading.plan, [recordRoutes(routes)]);
  const addresses = await gateway.start();
  const usual = await mint.token(dataOfficer);
  return {
    ...addresses,
    simulator,
    plan: reading.plan,
    routes,
    token: (user) => mint.token(user),
    call: async (path, { method, body, token = usual } = {}) =>
      fetch(new URL(path, addresses.apiUrl), {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    stop: async () => {
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Leaves a message of CP-IS in the council's mailbox and returns its id. */
export function deliverTo({ simulator }: Pick<ConfiguredCouncil, "simulator">, content: string): string {
  const { mailboxes, messages, cpisMailboxId } = simulator.mesh;
  return messages.deliver({
    to: mailboxes[0]?.mailboxId ?? "",
    from: cpisMailboxId,
    workflowId: "CPIS_REPORT",
    chunks: [Buffer.from(content)],
  });
}

/** Writes down every route of every module as it is registered, whoever bound it. */
export function recordRoutes(routes: RegisteredRoute[]): ContainerModule {
  return new ContainerModule(({ onActivation }) => {
    onActivation(ApiRoutes, (_context, register): ApiRoutes => (scope) => {
      scope.addHook("onRoute", ({ method, url, schema }) => {
        const methods = Array.isArray(method) ? method : [method];
        const hidden = schema !== undefined && "hide" in schema && schema.hide;
        routes.push({ methods, url, hidden });
      });
      return register(scope);
    });
  });
}
