import { randomUUID } from "node:crypto";
import type { SpinePlan } from "../config/plan.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import {
  answerRequest,
  type ReceivedQuery,
  type ReceivedSignal,
  type RequestContext,
} from "./answer-request.js";
import {
  createCertificateAuthority,
  type CertificateAuthority,
  type IssuedIdentity,
} from "./certificates.js";
import { connectionSettings, simulatorNames, simulatorParties } from "./connection-settings.js";
import { defaultSeed } from "./default-seed.js";
import { createDeliverer, type Deliverer, type ListenerTarget } from "./deliver-reply.js";
import { createReplyDispatcher, type DeliveredReply } from "./dispatch-replies.js";
import { createRegister, type Register } from "./register.js";
import { createScenarioStore, type Scenarios } from "./scenarios.js";
import { parseSeed, type Seed } from "./seed.js";
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
}

/** Certificates made at start, and more on request. Nobody else trusts any of them. */
export interface SimulatorCertificates {
  /** The authority that Spine's and the gateway's certificates chain to. */
  readonly authority: CertificateAuthority;
  /** An authority that nobody trusts. */
  readonly foreignAuthority: CertificateAuthority;
  /** What Spine presents, as server and as client. */
  readonly spine: IssuedIdentity;
}

/** CP-IS behind Spine, in one process, on real sockets. */
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
  const { certificates, gatewayIdentity } = await makeCertificates(runtime);
  const parts = assemble(options, runtime, seed, certificates);
  return present(parts, runtime, certificates, gatewayIdentity);
}

interface Runtime {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly host: string;
}

interface Parts {
  readonly context: RequestContext;
  readonly server: SpineServer;
  readonly deliverer: Deliverer;
  /** Set by whoever knows where the gateway listens. */
  target: ListenerTarget | undefined;
}

function assemble(
  options: SimulatorOptions,
  { clock, ids, host }: Runtime,
  seed: Seed,
  { authority, spine }: SimulatorCertificates,
): Parts {
  const deliverer = createDeliverer(spine, authority.pem, options.keepRepliesAlive ?? false);
  const scenarios = createScenarioStore((forAll) => {
    parts.server.refuseCertificates(forAll?.name === "certificate-refused");
  });
  const context: RequestContext = {
    ...simulatorParties,
    cpaId: simulatorParties.queryCpaId,
    register: createRegister(seed),
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
  const parts: Parts = { context, server, deliverer, target: undefined };
  for (const { nhsNumber, scenario } of seed.scenarios) scenarios.forNhsNumber(nhsNumber, scenario);
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
    },
    stop: async () => {
      dispatcher.stop();
      parts.deliverer.close();
      await parts.server.stop();
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
  };
}

async function makeCertificates({ clock, host }: Runtime) {
  const authority = await createCertificateAuthority(clock, "Simulator Root CA");
  const foreignAuthority = await createCertificateAuthority(clock, "Foreign Root CA");
  const addresses = [host];
  const spine = await authority.issue({ names: [simulatorNames.spine, "localhost"], addresses });
  const gatewayIdentity = await authority.issue({ names: [simulatorNames.gateway, "localhost"], addresses });
  return { certificates: { authority, foreignAuthority, spine }, gatewayIdentity };
}
