import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import type { LookupRequest, LookupView } from "../../../src/contract/lookup.js";
import { parseLookupView } from "../../../src/contract/parse-lookup-view.js";
import { isFinal } from "../../../src/domain/lookup-state.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { AuditTrail, type AuditFilter, type AuditRecord } from "../../../src/ports/audit.js";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../../src/simulator/simulator.js";
import { syntheticPerson, type SyntheticStory } from "../../../src/testing/synthetic-people.js";
import {
  createTokenMint,
  gatewayPlan,
  newLookupId,
  type PlanChanges,
  type TokenMint,
} from "../../support/gateway-plan.js";

/** A gateway and the national side it talks to, both on real sockets. */
export interface Bench {
  readonly simulator: Simulator;
  readonly gateway: Gateway;
  readonly mint: TokenMint;
  readonly apiUrl: string;
  readonly storeFile: string;
  readonly sealingKey: string;
  audit(filter?: AuditFilter): Promise<readonly AuditRecord[]>;
  call(path: string, options?: CallOptions): Promise<Response>;
  open(request: Partial<LookupRequest>, token?: string): Promise<LookupView>;
  read(lookupId: string, token?: string): Promise<LookupView>;
  /** Reads until the state is final, as a page does. */
  settle(lookupId: string, token?: string): Promise<LookupView>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface BenchOptions {
  readonly pattern?: "express" | "reliable";
  readonly simulator?: SimulatorOptions;
  readonly plan?: Partial<Omit<PlanChanges, "spine">>;
  readonly spine?: Partial<PlanChanges["spine"]>;
  readonly overrides?: readonly ContainerModule[];
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-gateway-"));
  const simulator = await createSimulator(options.simulator);
  await simulator.start();
  const mint = await createTokenMint();
  const plan = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: mint.jwks,
    ...options.plan,
    spine: { ...simulator.spinePlan(options.pattern), ...options.spine },
  });
  let trail: AuditTrail | undefined;
  const capture = new ContainerModule(({ onActivation }) => {
    onActivation(AuditTrail, (_context, activated) => (trail = activated));
  });
  const gateway = await createGateway(plan, [capture, ...(options.overrides ?? [])]);
  const { apiUrl, spineListenerUrl } = await gateway.start();
  simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
  const defaultToken = await mint.token();
  const call = async (
    path: string,
    { method, token = defaultToken, body, headers, signal }: CallOptions = {},
  ) =>
    fetch(new URL(path, apiUrl), {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  const read = async (lookupId: string, token?: string): Promise<LookupView> => {
    const response = await call(`/api/v1/lookups/${lookupId}`, token === undefined ? {} : { token });
    return parseLookupView(await response.json(), lookupId);
  };
  return {
    simulator,
    gateway,
    mint,
    apiUrl,
    storeFile: plan.store.file,
    sealingKey: plan.store.sealingKey,
    audit: async (filter = {}) => (await trail?.read(filter)) ?? [],
    call,
    read,
    async open(request, token) {
      const body = openRequest(request);
      const response = await call("/api/v1/lookups", { body, ...(token === undefined ? {} : { token }) });
      return parseLookupView(await response.json(), body.lookupId);
    },
    async settle(lookupId, token) {
      for (;;) {
        const view = await read(lookupId, token);
        if (isFinal(view.state)) return view;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A child whose record is open in the emergency department, with what the test changes. */
export function openRequest(changes: Partial<LookupRequest> = {}): LookupRequest {
  return {
    lookupId: newLookupId(),
    trigger: "opened",
    locationId: "ed",
    patient: patientOf("current-protection-plan"),
    encounter: { id: "ENC-1" },
    ...changes,
  };
}

/** A synthetic person as a host would send them. */
export function patientOf(story: SyntheticStory): LookupRequest["patient"] {
  const { nhsNumber, nhsNumberStatus, birthDate, pregnancy } = syntheticPerson(story, Date.now());
  return {
    nhsNumberStatus,
    birthDate,
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(pregnancy === undefined ? {} : { pregnancy }),
  };
}
