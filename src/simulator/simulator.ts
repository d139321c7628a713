import { randomUUID } from "node:crypto";
import type { SpinePlan } from "../config/plan.js";
import { simulatorNoRecordCodes, simulatorSilentReadForm } from "../config/simulator-defaults.js";
import type { Clock, IdSource } from "../ports/runtime.js";
import { answerRequest, type ReceivedQuery, type ReceivedSignal } from "./answer-request.js";
import {
  createCertificateAuthority,
  type CertificateAuthority,
  type IssuedIdentity,
} from "./certificates.js";
import { defaultSeed } from "./default-seed.js";
import { createDeliverer, type ListenerTarget } from "./deliver-reply.js";
import { createReplyDispatcher, type DeliveredReply } from "./dispatch-replies.js";
import { createRegister, type Register } from "./register.js";
import { createScenarioStore, type Scenarios } from "./scenarios.js";
import { parseSeed } from "./seed.js";
import { createSpineServer, spinePaths } from "./spine-server.js";
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

/** Names in the certificates: what the gateway expects of Spine, and Spine of the gateway. */
export const simulatorNames = { spine: "spine.simulator", gateway: "gateway.simulator" } as const;

/** Identifiers under which Spine and the gateway know each other here. */
export const simulatorParties = {
  spinePartyKey: "YES-0000999",
  gatewayPartyKey: "ZZ9-999001",
  queryCpaId: "S9999A999001",
  replyCpaId: "S9999A999002",
  spineAsid: "999900000002",
  gatewayAsid: "999900000001",
} as const;

const systemClock: Clock = { now: () => Date.now() };
const randomIds: IdSource = { uuid: () => randomUUID().toUpperCase() };

/**
 * Creates the national side in a box. Certificates are made here; nothing is bound before `start`.
 *
 * Throws `CPIS_CONFIG_INVALID` for a seed with faults; `start` throws `CPIS_PORT_UNAVAILABLE`.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock = systemClock, ids = randomIds, host = "127.0.0.1" } = options;
  const seed = parseSeed(options.seed ?? defaultSeed(clock.now()), clock.now());
  const { certificates, gatewayIdentity } = await makeCertificates(clock, host);
  const { authority, spine } = certificates;
  const register = createRegister(seed);
  const received: ReceivedQuery[] = [];
  const signals: ReceivedSignal[] = [];
  const deliverer = createDeliverer(spine, authority.pem, options.keepRepliesAlive ?? false);
  const dispatcher = createReplyDispatcher({
    deliverer,
    target: () => simulator.listenerTarget,
    cpaId: simulatorParties.replyCpaId,
    clock,
    ids,
  });
  const scenarios = createScenarioStore((forAll) => {
    server.refuseCertificates(forAll?.name === "certificate-refused");
  });
  const context = {
    register,
    clock,
    ids,
    gatewayAsid: simulatorParties.gatewayAsid,
    spineAsid: simulatorParties.spineAsid,
    replyDelayMs: options.replyDelayMs ?? 0,
    spinePartyKey: simulatorParties.spinePartyKey,
    cpaId: simulatorParties.queryCpaId,
    scenarios,
    dispatcher,
    received,
    signals,
    taken: new Set<string>(),
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
  for (const { nhsNumber, scenario } of seed.scenarios) scenarios.forNhsNumber(nhsNumber, scenario);
  let boundPort = 0;
  const endpoint = (pattern: ContractPattern): string =>
    `https://${host}:${String(boundPort)}${spinePaths[pattern]}`;
  const simulator: Simulator = {
    start: async () => {
      boundPort = (await server.start()).port;
    },
    stop: async () => {
      dispatcher.stop();
      deliverer.close();
      await server.stop();
    },
    get spineEndpoint() {
      return endpoint("express");
    },
    authorityPem: authority.pem,
    gatewayIdentity,
    certificates,
    listenerTarget: undefined,
    register,
    scenarios,
    received,
    replies: dispatcher.delivered,
    signals,
    settled: () => dispatcher.settled(),
    spinePlan: (pattern = "express") => spinePlan(pattern, endpoint(pattern), authority.pem, gatewayIdentity),
  };
  return simulator;
}

async function makeCertificates(clock: Clock, host: string) {
  const authority = await createCertificateAuthority(clock, "Simulator Root CA");
  const foreignAuthority = await createCertificateAuthority(clock, "Foreign Root CA");
  const addresses = [host];
  const spine = await authority.issue({ names: [simulatorNames.spine, "localhost"], addresses });
  const gatewayIdentity = await authority.issue({ names: [simulatorNames.gateway, "localhost"], addresses });
  return { certificates: { authority, foreignAuthority, spine }, gatewayIdentity };
}

function spinePlan(
  pattern: ContractPattern,
  endpoint: string,
  authorities: string,
  identity: IssuedIdentity,
): SpinePlan {
  const reliable = pattern === "reliable";
  return {
    endpoint,
    serverName: simulatorNames.spine,
    contract: {
      pattern,
      cpaId: simulatorParties.queryCpaId,
      syncReply: true,
      retries: reliable ? 2 : 0,
      retryIntervalMs: reliable ? 2_000 : 0,
      persistDurationMs: reliable ? 60_000 : 0,
      actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
    },
    ownPartyKey: simulatorParties.gatewayPartyKey,
    spinePartyKey: simulatorParties.spinePartyKey,
    ownAsid: simulatorParties.gatewayAsid,
    spineAsid: simulatorParties.spineAsid,
    tls: { key: identity.key, certificate: identity.certificate, authorities },
    listener: { host: "127.0.0.1", port: 0, allowedSubjects: [simulatorNames.spine] },
    silentReadForm: simulatorSilentReadForm,
    noRecordCodes: simulatorNoRecordCodes,
    timings: { connectTimeoutMs: 5_000, httpAnswerTimeoutMs: 20_000 },
  };
}
