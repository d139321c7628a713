import { randomUUID } from "node:crypto";
import type { CouncilPlan } from "../config/council-plan.js";
import type { HttpsMeshPlan } from "../config/mesh-plan.js";
import type { SpinePlan } from "../config/plan.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import {
  answerRequest,
  type ReceivedQuery,
  type ReceivedSignal,
  type RequestContext,
} from "./answer-request.js";
import type { IssuedIdentity } from "./certificates.js";
import { connectionSettings, simulatorNames, simulatorParties } from "./connection-settings.js";
import type { CouncilSettings } from "./council/council-settings.js";
import type { CouncilSide } from "./council/create-council-side.js";
import { createMeshPart, type MeshPart, type SimulatedMesh } from "./council/mesh-part.js";
import { defaultSeed } from "./default-seed.js";
import { createDeliverer, type Deliverer, type ListenerTarget } from "./deliver-reply.js";
import { createReplyDispatcher, type DeliveredReply } from "./dispatch-replies.js";
import { createRegister, type Register } from "./register.js";
import { createScenarioStore, type Scenarios } from "./scenarios.js";
import { parseSeed } from "./seed.js";
import { makeSimulatorCertificates, type SimulatorCertificates } from "./simulator-certificates.js";
import { createSpineServer, spinePaths, type SpineServer } from "./spine-server.js";
import type { ContractPattern } from "./validate-envelope.js";

/** How a simulator is set up; everything has a default. */
export interface SimulatorOptions {
  /** Register as JSON (docs/simulator.md); the demo's people by default. */
  readonly seed?: unknown;
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /** How long an ordinary answer takes, in milliseconds. */
  readonly replyDelayMs?: number;
  /** Delivers replies over kept-alive connections. Spine does not; a benchmark may want it. */
  readonly keepRepliesAlive?: boolean;
  /** CP-IS towards councils. */
  readonly council?: CouncilSettings;
}

/** CP-IS behind Spine and behind MESH, with one register, in one process, on real sockets. */
export interface Simulator {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where queries go on the express contract. Only after `start`. */
  readonly spineEndpoint: string;
  /** Root to trust, PEM. */
  readonly authorityPem: string;
  /** Key and certificate for the gateway, both roles. */
  readonly gatewayIdentity: IssuedIdentity;
  readonly certificates: SimulatorCertificates;
  /** Where replies are delivered to; set it once the gateway listens. */
  listenerTarget: ListenerTarget | undefined;
  readonly register: Register;
  readonly scenarios: Scenarios;
  readonly received: readonly ReceivedQuery[];
  readonly replies: readonly DeliveredReply[];
  readonly signals: readonly ReceivedSignal[];
  /** Resolves once no reply waits or is on its way. */
  settled(): Promise<void>;
  /** The Spine part of a gateway's plan that fits this simulator. Only after `start`. */
  spinePlan(pattern?: ContractPattern): SpinePlan;
  /** MESH, with a mailbox for every council of the seed. */
  readonly mesh: SimulatedMesh;
  /** CP-IS behind MESH. */
  readonly council: CouncilSide;
  /** The MESH part of a council's plan that fits this simulator; of the seed's first council by default. Only after `start`. */
  meshPlan(odsCode?: string): HttpsMeshPlan;
  /** The council part of a gateway's plan that fits this simulator. Only after `start`. */
  councilPlan(odsCode?: string): CouncilPlan;
}

/**
 * Creates the national side in a box. Certificates are made here; nothing is bound before `start`.
 *
 * Throws `CPIS_CONFIG_INVALID` for a seed with faults; `start` throws `CPIS_PORT_UNAVAILABLE`.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const runtime: Runtime = {
    clock: options.clock ?? { now: () => Date.now() },
    ids: options.ids ?? { uuid: () => randomUUID().toUpperCase() },
    host: options.host ?? "127.0.0.1",
  };
  const now = runtime.clock.now();
  const seed = parseSeed(options.seed ?? defaultSeed(now), now);
  const { certificates, gatewayIdentity } = await makeSimulatorCertificates(runtime.clock, runtime.host);
  const register = createRegister(seed, runtime.clock);
  const meshPart = await createMeshPart(options.council ?? {}, { ...runtime, certificates, seed, register });
  const parts = assemble(options, runtime, register, certificates, meshPart);
  for (const { nhsNumber, scenario } of seed.scenarios) {
    parts.context.scenarios.forNhsNumber(nhsNumber, scenario);
  }
  return present(parts, runtime, certificates, gatewayIdentity);
}

interface Runtime {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly host: string;
}

interface Parts {
  readonly context: RequestContext;
  readonly meshPart: MeshPart;
  readonly server: SpineServer;
  readonly deliverer: Deliverer;
  /** Set by whoever knows where the gateway listens. */
  target: ListenerTarget | undefined;
}

function assemble(
  options: SimulatorOptions,
  { clock, ids, host }: Runtime,
  register: Register,
  { authority, spine }: SimulatorCertificates,
  meshPart: MeshPart,
): Parts {
  const deliverer = createDeliverer(spine, authority.pem, options.keepRepliesAlive ?? false);
  const scenarios = createScenarioStore((forAll) => {
    parts.server.refuseCertificates(forAll?.name === "certificate-refused");
  });
  const context: RequestContext = {
    ...simulatorParties,
    cpaId: simulatorParties.queryCpaId,
    register,
    onOpened: meshPart.opened,
    clock,
    ids,
    replyDelayMs: options.replyDelayMs ?? 0,
    scenarios,
    dispatcher: createReplyDispatcher({
      deliverer,
      target: () => parts.target,
      cpaId: simulatorParties.replyCpaId,
      clock,
      ids,
    }),
    received: [],
    signals: [],
    taken: new Set(),
  };
  const server = createSpineServer({
    host,
    port: options.port ?? 0,
    identity: spine,
    authorityPem: authority.pem,
    allowedSubjects: [simulatorNames.gateway],
    beforeReading: scenarios.beforeReading,
    answer: (pattern, contentType, body) => answerRequest(pattern, contentType, body, context),
  });
  const parts: Parts = { context, meshPart, server, deliverer, target: undefined };
  return parts;
}

function present(
  parts: Parts,
  { host }: Runtime,
  certificates: SimulatorCertificates,
  gatewayIdentity: IssuedIdentity,
): Simulator {
  const { register, scenarios, dispatcher, received, signals } = parts.context;
  const authorityPem = certificates.authority.pem;
  let boundPort = 0;
  const endpointOf = (pattern: ContractPattern): string =>
    `https://${host}:${String(boundPort)}${spinePaths[pattern]}`;
  return {
    start: async () => {
      boundPort = (await parts.server.start()).port;
      try {
        await parts.meshPart.start();
      } catch (error) {
        await parts.server.stop();
        throw error;
      }
    },
    stop: async () => {
      dispatcher.stop();
      parts.deliverer.close();
      await Promise.all([parts.server.stop(), parts.meshPart.stop()]);
    },
    get spineEndpoint() {
      return endpointOf("express");
    },
    get listenerTarget() {
      return parts.target;
    },
    set listenerTarget(target) {
      parts.target = target;
    },
    authorityPem,
    gatewayIdentity,
    certificates,
    register,
    scenarios,
    received,
    replies: dispatcher.delivered,
    signals,
    settled: () => dispatcher.settled(),
    spinePlan: (pattern = "express") =>
      connectionSettings(pattern, { endpoint: endpointOf(pattern), authorityPem, gatewayIdentity }),
    mesh: parts.meshPart.mesh,
    council: parts.meshPart.council,
    meshPlan: parts.meshPart.meshPlan,
    councilPlan: parts.meshPart.councilPlan,
  };
}
