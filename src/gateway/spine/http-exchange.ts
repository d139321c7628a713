import { Agent, type Dispatcher } from "undici";
import type { SpinePlan } from "../../config/plan.js";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { isTlsRefusal } from "./tls-refusal.js";

/** Bytes of an answer that are read at most; an ebXML signal or a Fault is a few thousand (spine-transport 3.3). */
const maxAnswerBytes = 262_144;

/** One POST to Spine. */
export interface ExchangeRequest {
  readonly contentType: string;
  readonly soapAction: string;
  readonly body: Uint8Array;
  /** Asked right before the first byte; no byte leaves where it says no. */
  readonly mayLeave?: () => boolean;
}

/** What one POST came to. Only the first two kinds are certain. */
export type ExchangeResult =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly contentType: string;
      readonly body: Uint8Array;
      /** When Spine says that it answered. */
      readonly date?: string;
    }
  /** The request was never handed to a socket: no byte of it can have left. */
  | { readonly kind: "not-sent"; readonly reason: string }
  /** TLS itself was refused, by Spine or by us: trying again with the same certificates cannot help. */
  | { readonly kind: "tls-refused"; readonly reason: string }
  /** The request was handed to a socket and no whole answer came back. It may have been processed. */
  | { readonly kind: "unknown"; readonly reason: string };

/** Kept-alive connections to the one Spine endpoint. */
export interface SpineConnection {
  post(request: ExchangeRequest): Promise<ExchangeResult>;
  /** New connections use this identity from now on; exchanges in flight end on the old one. */
  renewIdentity(identity: TlsIdentityPlan): Promise<void>;
  close(): Promise<void>;
}

/** The part of the plan that a connection needs. */
export type ConnectionPlan = Pick<SpinePlan, "endpoint" | "serverName" | "tls" | "timings">;

/**
 * Opens connections to Spine with mutual TLS, trusting the plan's authorities only and following no redirect.
 *
 * Plain `dispatch` is used because it alone says when a request begins to be written: `onRequestStart` runs right
 * before the first byte, so a failure without it is provably unsent, and everything after it is not, a reset on a
 * re-used connection included.
 */
export function createSpineConnection(plan: ConnectionPlan): SpineConnection {
  let agent = createAgent(plan, plan.tls);
  const url = new URL(plan.endpoint);
  const retiring = new Set<Promise<void>>();
  return {
    post: (request) => postOnce(agent, url, plan.timings, request),
    renewIdentity: async (identity) => {
      const old = agent;
      agent = createAgent(plan, identity);
      const closing = old.close().finally(() => retiring.delete(closing));
      retiring.add(closing);
      await closing;
    },
    close: async () => {
      await Promise.all([agent.destroy(), ...retiring]);
    },
  };
}

function createAgent(plan: ConnectionPlan, identity: TlsIdentityPlan): Agent {
  return new Agent({
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    // One timer of our own covers the whole answer; undici's are coarse and start over at each chunk.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 16_384,
    connect: {
      key: identity.key,
      cert: identity.certificate,
      ca: identity.authorities,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      timeout: plan.timings.connectTimeoutMs,
      // A resumed session would outlive a replaced or withdrawn certificate.
      maxCachedSessions: 0,
      ...(plan.serverName === undefined ? {} : { servername: plan.serverName }),
    },
  });
}

function postOnce(
  agent: Agent,
  url: URL,
  timings: ConnectionPlan["timings"],
  request: ExchangeRequest,
): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(timings.httpAnswerTimeoutMs, request.mayLeave, resolve);
    handler.awaitConnection(timings.connectTimeoutMs + 1_000);
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: "POST",
      headers: { "content-type": request.contentType, soapaction: quoted(request.soapAction) },
      body: Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength),
    };
    try {
      agent.dispatch(options, handler);
    } catch (error) {
      handler.fail(error);
    }
  });
}

// SOAP 1.1 wants the value quoted; the codec has done so, other callers may not have.
function quoted(soapAction: string): string {
  return soapAction.startsWith('"') ? soapAction : `"${soapAction}"`;
}

/** Follows one request and settles exactly once, with the most that can be claimed about it. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #answerTimeoutMs: number;
  readonly #mayLeave: () => boolean;
  readonly #settle: (result: ExchangeResult) => void;
  #started = false;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  #status = 0;
  #contentType = "";
  #date: string | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    answerTimeoutMs: number,
    mayLeave: (() => boolean) | undefined,
    settle: (result: ExchangeResult) => void,
  ) {
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#mayLeave = mayLeave ?? (() => true);
    this.#settle = settle;
  }

  /** undici reconnects by itself after some socket errors; this bounds the whole of it. */
  awaitConnection(timeoutMs: number): void {
    this.#timer = setTimeout(() => {
      this.#finish({ kind: "not-sent", reason: "connect-timeout" });
    }, timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while waiting for a connection, or undici is about to write the same request a second time: neither
    // may put a byte on the wire.
    if (this.#settled || this.#started) {
      const reason = this.#started ? "would-be-sent-twice" : "given-up";
      controller.abort(new Error(reason));
      if (this.#started) this.#finish({ kind: "unknown", reason });
      return;
    }
    if (!this.#mayLeave()) {
      this.#finish({ kind: "not-sent", reason: "switched-off" });
      controller.abort(new Error("switched-off"));
      return;
    }
    this.#started = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#finish({ kind: "unknown", reason: "answer-timeout" });
      controller.abort(new Error("answer-timeout"));
    }, this.#answerTimeoutMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHeaders,
  ): void {
    this.#status = status;
    this.#contentType = firstOf(headers["content-type"]) ?? "";
    this.#date = firstOf(headers["date"]);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes <= maxAnswerBytes) {
      this.#chunks.push(chunk);
      return;
    }
    this.#chunks = [];
    this.#finish({ kind: "unknown", reason: "answer-too-large" });
    controller.abort(new Error("answer-too-large"));
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks);
    const date = this.#date === undefined ? {} : { date: this.#date };
    this.#finish({ kind: "answer", status: this.#status, contentType: this.#contentType, body, ...date });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    const reason = errorCode(error);
    if (isTlsRefusal(reason)) this.#finish({ kind: "tls-refused", reason });
    else this.#finish({ kind: this.#started ? "unknown" : "not-sent", reason });
  }

  #finish(result: ExchangeResult): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#settle(result);
  }
}

type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
