import { randomUUID } from "node:crypto";
import { buildEbxmlMessage, spineBoundary } from "../../../src/codec/ebxml/ebxml-message.js";
import { formatEbxmlTimestamp } from "../../../src/codec/ebxml/header.js";
import type { NhsQuery } from "../../../src/codec/hl7v3/query.js";
import { buildQuery } from "../../../src/codec/hl7v3/query.js";
import { formatCreationTime, formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import { cpisQueryService, interactions } from "../../../src/codec/hl7v3/vocabulary.js";
import type { SpinePlan } from "../../../src/config/plan.js";
import { createSpineConnection } from "../../../src/gateway/spine/http-exchange.js";
import { HttpsSpineListener } from "../../../src/gateway/spine/https-spine-listener.js";
import { HttpsSpineTransport } from "../../../src/gateway/spine/https-spine-transport.js";
import { createSignalOutbox } from "../../../src/gateway/spine/signal-outbox.js";
import type { LogFields, Logger } from "../../../src/ports/runtime.js";
import type {
  InboundReply,
  OutboundQuery,
  ReplyDisposition,
  ReplyInbox,
} from "../../../src/ports/spine-transport.js";
import type { AlarmName } from "../../../src/ports/telemetry.js";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../../src/simulator/simulator.js";
import { northgateHospital } from "../../../src/testing/synthetic-people.js";

export const systemClock = { now: (): number => Date.now() };
export const neverAborted = new AbortController().signal;

/** A log that a test can read. */
export function recordingLogger(): Logger & { readonly lines: { event: string; fields: LogFields }[] } {
  const lines: { event: string; fields: LogFields }[] = [];
  const write = (event: string, fields: LogFields = {}): void => {
    lines.push({ event, fields });
  };
  return { lines, info: write, warn: write, error: write };
}

/** Alarms that a test can read. */
export function recordingAlarms() {
  const raised: { name: AlarmName; fields: LogFields }[] = [];
  return {
    raised,
    names: () => raised.map(({ name }) => name),
    alarm: (name: AlarmName, fields: LogFields = {}): void => void raised.push({ name, fields }),
    alarmOver: (): void => undefined,
  };
}

/** An inbox that keeps what it is given, as the gateway's does, but in memory. */
export class RecordingInbox implements ReplyInbox {
  readonly replies: { reply: InboundReply; disposition: ReplyDisposition }[] = [];
  readonly signals: Parameters<ReplyInbox["acceptSignal"]>[0][] = [];
  readonly known = new Set<string>();
  failing = false;
  /** Held up: what is not stored is not acknowledged. */
  beforeStoring: Promise<unknown> = Promise.resolve();
  readonly #seen = new Set<string>();

  async accept(reply: InboundReply): Promise<ReplyDisposition> {
    await this.beforeStoring;
    if (this.failing) throw new Error("disk full");
    const key = `${reply.fromPartyKey} ${reply.messageId}`;
    const disposition = this.#seen.has(key) ? "duplicate" : this.#knows(reply) ? "correlated" : "unknown";
    this.#seen.add(key);
    this.replies.push({ reply, disposition });
    return disposition;
  }

  acceptSignal(signal: Parameters<ReplyInbox["acceptSignal"]>[0]): Promise<void> {
    this.signals.push(signal);
    return Promise.resolve();
  }

  #knows(reply: InboundReply): boolean {
    return reply.refToMessageId !== undefined && this.known.has(reply.refToMessageId);
  }
}

/** Simulator, transport and listener, connected both ways. */
export interface SpinePair {
  readonly simulator: Simulator;
  readonly plan: SpinePlan;
  readonly transport: HttpsSpineTransport;
  readonly listener: HttpsSpineListener;
  readonly listenerPort: number;
  readonly inbox: RecordingInbox;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly telemetry: ReturnType<typeof recordingAlarms>;
  readonly query: (nhsNumber: string, change?: Partial<NhsQuery>) => OutboundQuery;
  readonly stop: () => Promise<void>;
}

export async function startPair(
  options: SimulatorOptions & {
    readonly pattern?: "express" | "reliable";
    readonly plan?: Partial<SpinePlan>;
  } = {},
): Promise<SpinePair> {
  const simulator = await createSimulator(options);
  await simulator.start();
  const plan = { ...simulator.spinePlan(options.pattern ?? "express"), ...options.plan };
  const logger = recordingLogger();
  const telemetry = recordingAlarms();
  const inbox = new RecordingInbox();
  const connection = createSpineConnection(plan);
  const { contract } = plan;
  const transport = new HttpsSpineTransport({ connection, contract, clock: systemClock, logger, telemetry });
  const outbox = createSignalOutbox(connection, logger);
  const listener = new HttpsSpineListener(plan, { inbox, outbox, logger, telemetry }, systemClock);
  const { port } = await listener.start();
  simulator.listenerTarget = { url: `https://127.0.0.1:${String(port)}/`, serverName: "gateway.simulator" };
  return {
    simulator,
    plan,
    transport,
    listener,
    listenerPort: port,
    inbox,
    logger,
    telemetry,
    query: (nhsNumber, change) => {
      const query = buildOutboundQuery(plan, nhsNumber, change);
      inbox.known.add(query.messageId);
      return query;
    },
    stop: async () => {
      await simulator.stop();
      await listener.stop();
      await transport.close();
    },
  };
}

export function newId(): string {
  return randomUUID().toUpperCase();
}

/** A query by a made-up clinician, as the gateway would send it. */
export function buildOutboundQuery(
  plan: SpinePlan,
  nhsNumber: string,
  change: Partial<NhsQuery> = {},
): OutboundQuery {
  const messageId = newId();
  const conversationId = newId();
  const now = Date.now();
  const query: NhsQuery = {
    kind: "query",
    id: messageId,
    creationTime: formatCreationTime(now),
    receiverAsid: plan.spineAsid,
    senderAsid: plan.ownAsid,
    controlAct: { systemAsid: plan.ownAsid },
    queryId: newId(),
    effectiveTime: formatEffectiveTime(now),
    author: {
      kind: "person",
      role: { code: "R0000", codeSystem: "2.16.840.1.113883.2.1.3.2.4.17.124", displayName: "Registrar" },
      sdsUserId: "999800000011",
      name: { given: ["Priya"], family: "Nair" },
      organisation: northgateHospital,
    },
    nhsNumber,
    ...change,
  };
  const reliable = plan.contract.pattern === "reliable";
  const message = buildEbxmlMessage({
    boundary: spineBoundary,
    hl7: buildQuery(query),
    header: {
      fromPartyKey: plan.ownPartyKey,
      toPartyKey: plan.spinePartyKey,
      cpaId: plan.contract.cpaId,
      conversationId,
      service: cpisQueryService,
      action: interactions.query,
      messageId,
      timestamp: formatEbxmlTimestamp(now),
      duplicateElimination: reliable,
      ...(reliable ? { ackRequested: { actor: plan.contract.actor } } : {}),
      syncReply: plan.contract.syncReply,
    },
  });
  return { messageId, conversationId, ...message };
}

/** Waits for something that happens elsewhere; fails loudly when it does not. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`It did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
