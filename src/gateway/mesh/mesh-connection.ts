import { Readable } from "node:stream";
import { Agent, ProxyAgent, type Dispatcher } from "undici";
import type { HttpsMeshPlan } from "../../config/mesh-plan.js";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { errorCode, toTransportError } from "./transport-fault.js";

/** One request, ready to leave. */
export interface MeshRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether doing it twice is harmless. */
  readonly repeatable: boolean;
}

/** An answer whose body is still on its way. Read it to the end or discard it; otherwise its connection stays taken. */
export interface MeshAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Throws `CPIS_MESH_INTERRUPTED` when the answer breaks off or stalls. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

/** Kept-alive connections to MESH. */
export interface MeshConnection {
  /** Sends once. Throws the error that says what can be claimed about the request. */
  exchange(request: MeshRequest, signal: AbortSignal): Promise<MeshAnswer>;
  /** New connections use this identity from now on; exchanges in flight end on the old one. */
  renewIdentity(identity: TlsIdentityPlan): Promise<void>;
  close(): Promise<void>;
}

/** The part of the plan that a connection needs. */
export type MeshConnectionPlan = Pick<HttpsMeshPlan, "baseUrl" | "serverName" | "tls" | "proxy" | "timings">;

/** Opens connections with mutual TLS, trusting the plan's authorities only, through the proxy where one is configured. */
export function createMeshConnection(plan: MeshConnectionPlan): MeshConnection {
  let dispatcher = createDispatcher(plan, plan.tls);
  const retiring = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;
  return {
    exchange: (request, signal) => exchange(dispatcher, plan, request, signal),
    renewIdentity: async (identity) => {
      const old = dispatcher;
      dispatcher = createDispatcher(plan, identity);
      const ending = old.close().finally(() => retiring.delete(ending));
      retiring.add(ending);
      await ending;
    },
    close: () => {
      closing ??= Promise.all([dispatcher.close(), ...retiring]).then(() => undefined);
      return closing;
    },
  };
}

function createDispatcher(plan: MeshConnectionPlan, identity: TlsIdentityPlan): Dispatcher {
  const tls = {
    key: identity.key,
    cert: identity.certificate,
    ca: identity.authorities,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2" as const,
    timeout: plan.timings.connectTimeoutMs,
    // A resumed session would outlive a replaced or withdrawn certificate.
    maxCachedSessions: 0,
    ...(plan.serverName === undefined ? {} : { servername: plan.serverName }),
  };
  const options = {
    allowH2: false,
    pipelining: 1,
    connections: 2,
    keepAliveTimeout: 4_000,
    maxHeaderSize: 32_768,
  };
  if (plan.proxy === undefined) return new Agent({ ...options, connect: tls });
  const { url, authorisation } = plan.proxy;
  return new ProxyAgent({
    ...options,
    uri: url,
    requestTls: tls,
    ...(authorisation === undefined ? {} : { token: authorisation }),
  });
}

async function exchange(
  dispatcher: Dispatcher,
  plan: MeshConnectionPlan,
  request: MeshRequest,
  signal: AbortSignal,
): Promise<MeshAnswer> {
  const { timings } = plan;
  const watch = new ExchangeWatch(timings.connectTimeoutMs, timings.requestTimeoutMs);
  try {
    const answer: Dispatcher.ResponseData = await watch.observe(dispatcher).request({
      origin: plan.baseUrl,
      path: request.path,
      method: request.method,
      headers: { ...request.headers },
      body: toRequestBody(request.body),
      headersTimeout: timings.headersTimeoutMs,
      bodyTimeout: timings.bodyIdleTimeoutMs,
      signal: AbortSignal.any([signal, watch.signal]),
    });
    const { statusCode, headers, body } = answer;
    body.once("close", () => {
      watch.end();
    });
    return {
      status: statusCode,
      headers,
      body: guard(body),
      discard: () => body.dump({ limit: 65_536 }).catch(() => undefined),
    };
  } catch (cause) {
    watch.end();
    throw toTransportError(cause, { started: watch.started, repeatable: request.repeatable });
  }
}

function toRequestBody(body: MeshRequest["body"]): Uint8Array | Readable | null {
  if (body === undefined || body instanceof Uint8Array) return body ?? null;
  return Readable.from(body, { objectMode: false });
}

async function* guard(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield piece;
  } catch (cause) {
    throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { reason: errorCode(cause) }, cause });
  }
}

/**
 * Knows whether a request has begun to leave, and ends it when it takes too long.
 *
 * `onRequestStart` runs right before the first byte is written, so a failure without it is provably unsent. undici
 * may want to write a request a second time after some socket errors; the token would then be a replayed one and a
 * message would be doubled, so the second start is refused.
 */
class ExchangeWatch {
  readonly #abort = new AbortController();
  readonly #requestTimeoutMs: number;
  #timer: NodeJS.Timeout;
  started = false;

  constructor(connectTimeoutMs: number, requestTimeoutMs: number) {
    this.#requestTimeoutMs = requestTimeoutMs;
    // undici reconnects by itself after some failures; this bounds the whole of it.
    this.#timer = this.#endAfter(connectTimeoutMs + 1_000, "ConnectTimeout");
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  observe(dispatcher: Dispatcher): Dispatcher {
    return dispatcher.compose((dispatch) => (options, handler) => dispatch(options, this.#wrap(handler)));
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wrap(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller, context) => {
        if (this.started) {
          controller.abort(named("WouldBeSentTwice"));
          return;
        }
        this.started = true;
        clearTimeout(this.#timer);
        this.#timer = this.#endAfter(this.#requestTimeoutMs, "RequestTimeout");
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (controller, status, headers, socket) =>
        handler.onRequestUpgrade?.(controller, status, headers, socket),
      onResponseStart: (controller, status, headers, message) =>
        handler.onResponseStart?.(controller, status, headers, message),
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    };
  }

  #endAfter(delayMs: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#abort.abort(named(reason));
    }, delayMs);
  }
}

function named(name: string): Error {
  const error = new Error(name);
  error.name = name;
  return error;
}
