import { setTimeout as wait } from "node:timers/promises";
import type { ContractPlan } from "../../config/plan.js";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { OutboundQuery, SendOutcome, SpineTransport } from "../../ports/spine-transport.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { ClockWatch } from "../telemetry/clock-watch.js";
import { decideAnswer, type AnswerMeaning } from "./decide-answer.js";
import type { ExchangeResult, SpineConnection } from "./http-exchange.js";
import { readAnswerBody } from "./read-answer-body.js";

/** Pauses before the second and third try of a connection that could not be made. */
const reconnectPausesMs = [100, 400] as const;

/** What all attempts so far prove together. */
interface Evidence {
  attempts: number;
  /** At least one attempt may have been processed. */
  ambiguous: boolean;
  /** At least one attempt was answered by a refusal. */
  refusal?: Extract<AnswerMeaning, { kind: "rejected" }>;
}

/** What a transport works with. */
export interface TransportParts {
  readonly connection: SpineConnection;
  readonly contract: ContractPlan;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm">;
  /** Told what Spine's clock says in each answer. */
  readonly clockWatch?: Pick<ClockWatch, "note">;
}

/**
 * Sends queries over mutual TLS, keeping connections alive, and re-sends exactly where re-sending is harmless.
 *
 * A second unscheduled query would be a second notification to a council. So an express query is sent again only if no
 * byte of it left this machine; a reliable one as its contract says, with identical bytes and MessageId, because Spine
 * then eliminates duplicates (design section 5, R-60).
 */
export class HttpsSpineTransport implements SpineTransport {
  readonly #connection: SpineConnection;
  readonly #contract: ContractPlan;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry: TransportParts["telemetry"];
  readonly #clockWatch: TransportParts["clockWatch"];

  constructor(parts: TransportParts) {
    this.#connection = parts.connection;
    this.#contract = parts.contract;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#telemetry = parts.telemetry;
    this.#clockWatch = parts.clockWatch;
  }

  async send(
    query: OutboundQuery,
    signal: AbortSignal,
    mayLeave: () => boolean = () => true,
  ): Promise<SendOutcome> {
    const evidence: Evidence = { attempts: 0, ambiguous: false };
    const lastMoment = this.#clock.now() + this.#contract.persistDurationMs;
    for (let retriesLeft = this.#retries(); !signal.aborted && mayLeave(); retriesLeft -= 1) {
      const meaning = await this.#attempt({ ...query, mayLeave }, evidence, signal);
      if (meaning?.kind === "accepted") return { kind: "accepted", attempts: evidence.attempts };
      note(evidence, meaning);
      const mayRepeat = meaning === undefined || meaning.again;
      if (!mayRepeat || retriesLeft === 0 || !mayLeave()) break;
      if (this.#clock.now() + this.#contract.retryIntervalMs > lastMoment) break;
      await pause(this.#contract.retryIntervalMs, signal);
    }
    return conclude(evidence);
  }

  /** Ends the connections. An exchange in flight ends as `unknown`. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** New connections use this certificate from now on. */
  renewIdentity(identity: TlsIdentityPlan): Promise<void> {
    return this.#connection.renewIdentity(identity);
  }

  #retries(): number {
    return this.#contract.pattern === "reliable" ? this.#contract.retries : 0;
  }

  /** One attempt of the contract: a few tries to connect, at most one request on the wire. Undefined: nothing left. */
  async #attempt(
    query: OutboundQuery & { readonly mayLeave: () => boolean },
    evidence: Evidence,
    signal: AbortSignal,
  ): Promise<AnswerMeaning | undefined> {
    for (const pauseMs of [...reconnectPausesMs, undefined]) {
      evidence.attempts += 1;
      const startedAt = this.#clock.now();
      const result = await this.#connection.post(query);
      if (result.kind === "answer") this.#clockWatch?.note(result.date);
      const meaning = this.#read(result, query);
      this.#say(query, result, meaning, this.#clock.now() - startedAt);
      if (meaning !== undefined || pauseMs === undefined) return meaning;
      await pause(pauseMs, signal);
      if (signal.aborted || !query.mayLeave()) return undefined;
    }
    return undefined;
  }

  #read(result: ExchangeResult, query: OutboundQuery): AnswerMeaning | undefined {
    switch (result.kind) {
      case "not-sent":
        return undefined;
      case "unknown":
        return { kind: "unknown", reason: result.reason, again: true };
      case "tls-refused":
        return {
          kind: "rejected",
          layer: "tls",
          codes: [result.reason],
          again: false,
          alarm: "spine-tls-refused",
        };
      case "answer": {
        const body = readAnswerBody(result.contentType, result.body);
        return decideAnswer(result.status, body, { messageId: query.messageId, contract: this.#contract });
      }
    }
  }

  #say(
    query: OutboundQuery,
    result: ExchangeResult,
    meaning: AnswerMeaning | undefined,
    durationMs: number,
  ): void {
    const fields = {
      messageId: query.messageId,
      durationMs,
      outcome: meaning?.kind ?? "not-sent",
      ...(result.kind === "answer" ? { status: result.status } : { reason: result.reason }),
      ...(meaning?.kind === "unknown" ? { reason: meaning.reason } : {}),
      ...(meaning?.kind === "rejected" ? { code: meaning.codes.join(" ") } : {}),
    };
    if (meaning?.kind === "accepted") this.#logger.info("spine exchange", fields);
    else this.#logger.warn("spine exchange", fields);
    if (meaning?.kind === "rejected" && meaning.alarm !== undefined) {
      this.#telemetry.alarm(meaning.alarm, fields);
    }
  }
}

function note(evidence: Evidence, meaning: AnswerMeaning | undefined): void {
  if (meaning?.kind === "unknown") evidence.ambiguous = true;
  if (meaning?.kind === "rejected") evidence.refusal = meaning;
}

/** The least certain thing that happened decides: a refusal does not take back an earlier attempt that may have arrived. */
function conclude(evidence: Evidence): SendOutcome {
  const { attempts, refusal } = evidence;
  if (evidence.ambiguous) return { kind: "unknown", attempts };
  if (refusal === undefined) return { kind: "not-sent", attempts };
  return { kind: "rejected", layer: refusal.layer, codes: refusal.codes, attempts };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
