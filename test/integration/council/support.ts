import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import type { CouncilPlan } from "../../../src/config/council-plan.js";
import type { HospitalPlan } from "../../../src/config/plan.js";
import { createGateway, type Gateway, type HospitalAddresses } from "../../../src/gateway/create-gateway.js";
import { AuditTrail, type AuditFilter, type AuditRecord } from "../../../src/ports/audit.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { syntheticCouncilPerson, type CouncilStory } from "../../../src/testing/synthetic-council-people.js";
import { createTokenMint, gatewayPlan, type TokenMint } from "../../support/gateway-plan.js";

/** A council's gateway and the national side it talks to, both on real sockets. */
export interface CouncilBench {
  readonly simulator: Simulator;
  readonly mint: TokenMint;
  readonly plan: HospitalPlan;
  readonly apiUrl: string;
  audit(filter?: AuditFilter): Promise<readonly AuditRecord[]>;
  call(path: string, options?: CouncilCall): Promise<Response>;
  get(path: string, token?: string): Promise<unknown>;
  /** Stops the gateway and starts another one on the same store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface CouncilCall {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
}

export const officer = {
  sub: "officer-1",
  sdsUserId: "999900000301",
  jobRoleCode: "SIM-DO",
  jobRoleName: "Data officer",
  orgOds: "ZZL01",
  orgName: "Northshire Council",
  givenName: "Dee",
  familyName: "Officer",
  activityCodes: [],
} as const;

export const worker = {
  ...officer,
  sub: "worker-1",
  sdsUserId: "999900000302",
  jobRoleCode: "SIM-SW",
  jobRoleName: "Social worker",
  givenName: "Sam",
  familyName: "Worker",
} as const;

export async function startCouncil(changes: Partial<CouncilPlan> = {}): Promise<CouncilBench> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-council-"));
  const simulator = await createSimulator({ council: { notificationIntervalMs: 20 } });
  await simulator.start();
  const mint = await createTokenMint();
  const base = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: mint.jwks,
    spine: simulator.spinePlan(),
  });
  const own = simulator.councilPlan();
  const council = { ...own, uploads: { ...own.uploads, afterChangeMs: 1 }, ...changes };
  const plan: HospitalPlan = { ...base, council };
  let trail: AuditTrail | undefined;
  const capture = new ContainerModule(({ onActivation }) => {
    onActivation(AuditTrail, (_context, activated) => (trail = activated));
  });
  let gateway: Gateway<HospitalAddresses>;
  let apiUrl = "";
  const start = async (): Promise<void> => {
    gateway = await createGateway(plan, [capture]);
    const addresses = await gateway.start();
    apiUrl = addresses.apiUrl;
    simulator.listenerTarget = { url: addresses.spineListenerUrl, serverName: "gateway.simulator" };
  };
  await start();
  const defaultToken = await mint.token(officer);
  const call = async (path: string, { method, token = defaultToken, body }: CouncilCall = {}) =>
    fetch(new URL(path, apiUrl), {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    simulator,
    mint,
    plan,
    get apiUrl() {
      return apiUrl;
    },
    audit: async (filter = {}) => (await trail?.read(filter)) ?? [],
    call,
    get: async (path, token): Promise<unknown> =>
      (await call(path, token === undefined ? {} : { token })).json() as Promise<unknown>,
    restart: async () => {
      await gateway.stop();
      await start();
    },
    stop: async () => {
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A child of the simulator's PDS as a case system would save it, on a plan since the start of the year. */
export function caseOf(story: CouncilStory, changes: Readonly<Record<string, unknown>> = {}) {
  const { nhsNumber, givenName, familyName, birthDate } = syntheticCouncilPerson(story, Date.now());
  return {
    child: { nhsNumber, familyName, givenNames: [givenName], birthDate },
    statuses: [{ code: "CPP", from: "2026-01-05" }],
    worker: { id: "sw-1", name: "Sam Worker" },
    teamId: "north",
    ...changes,
  };
}

/** Waits until something is so; what it is waiting for has no other signal. */
export async function until<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`It never came to be: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
