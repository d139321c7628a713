import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import type { SpinePlan } from "../../config/plan.js";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { isPrivateAddress } from "../../config/private-address.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { watchCertificate } from "./certificate-watch.js";
import { isAllowedCertificate, isAllowedSubject } from "./peer-subject.js";
import { readBody } from "./read-body.js";
import {
  receiveMessage,
  receiveUnreadable,
  type HttpAnswer,
  type ReceiverContext,
} from "./receive-message.js";
import type { SpineListener } from "./spine-listener.js";
import { checkTlsIdentity } from "./tls-identity.js";

/** A request may have this many bytes; CP-IS replies have 31 kB at most in practice (spine-transport 3.3). */
const maxRequestBytes = 5_200_000;

const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
};
const maxConnections = 256;
const stopGraceMs = 5_000;

/** What a listener works with. */
export interface ListenerContext extends Omit<ReceiverContext, "plan" | "telemetry"> {
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
}

/**
 * The HTTPS endpoint to which Spine delivers replies.
 *
 * A caller must hold a certificate of the plan's authorities *and* be named in the allow-list. Behind a TLS terminator
 * the header in which it names the caller is believed, on a loopback or private address only.
 */
export class HttpsSpineListener implements SpineListener {
  readonly #plan: SpinePlan;
  readonly #context: ReceiverContext;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
  #identity: TlsIdentityPlan;
  #server: Server | HttpsServer | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(plan: SpinePlan, context: ListenerContext, clock: Clock) {
    this.#plan = plan;
    this.#context = { ...context, plan };
    this.#clock = clock;
    this.#logger = context.logger;
    this.#telemetry = context.telemetry;
    this.#identity = plan.tls;
  }

  get isListening(): boolean {
    return this.#server?.listening ?? false;
  }

  async start(): Promise<{ readonly port: number }> {
    checkTlsIdentity(this.#identity, this.#clock.now());
    const server = this.#createServer();
    server.maxConnections = maxConnections;
    // A refused handshake or a broken request concerns that connection only.
    server.on("tlsClientError", (error: NodeJS.ErrnoException) => {
      this.#logger.warn("spine caller refused", { reason: error.code ?? "tls" });
    });
    const { host, port } = this.#plan.listener;
    const bound = await listen(server, host, port);
    this.#server = server;
    this.#stopWatching = watchCertificate(() => this.#identity.certificate, {
      clock: this.#clock,
      logger: this.#logger,
      telemetry: this.#telemetry,
    });
    this.#logger.info("spine listener started", { address: host, port: bound });
    return { port: bound };
  }

  async stop(): Promise<void> {
    this.#stopWatching?.();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const grace = setTimeout(() => {
      server.closeAllConnections();
    }, stopGraceMs);
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeIdleConnections();
    });
    clearTimeout(grace);
  }

  renewIdentity(identity: TlsIdentityPlan): void {
    checkTlsIdentity(identity, this.#clock.now());
    this.#identity = identity;
    if (this.#server !== undefined && "setSecureContext" in this.#server) {
      this.#server.setSecureContext(secureOptions(identity));
    }
  }

  #createServer(): Server | HttpsServer {
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      this.#handle(request, response).catch(() => {
        // One delivery that nobody foresaw must not end the process, nor be taken for acknowledged.
        this.#telemetry.alarm("reply-not-stored", { code: "CPIS_INTERNAL" });
        response.destroy();
      });
    };
    if (this.#plan.listener.tlsTerminator === undefined) {
      return createHttpsServer({ ...limits, ...secureOptions(this.#identity) }, handle);
    }
    if (!isPrivateAddress(this.#plan.listener.host)) {
      throw new CpisError("CPIS_CONFIG_INVALID", {
        detail:
          "A Spine listener behind a TLS terminator believes a header, so it must be bound to a loopback or private address: change spine.listener.host.",
      });
    }
    return createHttpServer(limits, handle);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isAllowed(request)) {
      this.#telemetry.alarm("listener-subject-refused", { reason: "subject-not-listed" });
      refuse(request, response, 403);
      return;
    }
    if (request.method !== "POST") {
      response.setHeader("allow", "POST");
      refuse(request, response, 405);
      return;
    }
    const body = await readBody(request, maxRequestBytes);
    if (body === "broken-off") return;
    const contentType = request.headers["content-type"] ?? "";
    if ("tooLargeAfter" in body) {
      this.#telemetry.alarm("reply-too-large", { count: maxRequestBytes });
      const { status } = await receiveUnreadable(contentType, body.tooLargeAfter, this.#context);
      refuse(request, response, status === 500 ? 500 : 413);
      return;
    }
    respond(response, await receiveMessage(contentType, body, this.#context));
  }

  #isAllowed(request: IncomingMessage): boolean {
    const { allowedSubjects, tlsTerminator } = this.#plan.listener;
    if (tlsTerminator !== undefined) {
      return isAllowedSubject(
        request.headersDistinct[tlsTerminator.verifiedSubjectHeader.toLowerCase()],
        allowedSubjects,
      );
    }
    const { socket } = request;
    if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
    return isAllowedCertificate(socket.getPeerX509Certificate(), allowedSubjects);
  }
}

function secureOptions(identity: TlsIdentityPlan) {
  return {
    key: identity.key,
    cert: identity.certificate,
    ca: identity.authorities,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2" as const,
  };
}

function listen(server: Server | HttpsServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new CpisError("CPIS_PORT_UNAVAILABLE", {
          detail: `The Spine listener cannot use ${host} port ${String(port)} (${cause.code ?? "error"}): free it or change spine.listener.`,
          cause,
        }),
      );
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

// What the caller still sends is not read: the connection ends with the answer.
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.unpipe();
  request.pause();
  response.writeHead(status, { connection: "close", "content-length": 0 });
  response.end(() => {
    request.destroy();
  });
}

function respond(response: ServerResponse, answer: HttpAnswer): void {
  const body = Buffer.from(answer.xml ?? "");
  response.writeHead(answer.status, {
    "content-length": body.byteLength,
    ...(answer.xml === undefined ? {} : { "content-type": "text/xml; charset=UTF-8" }),
  });
  response.end(body);
}
