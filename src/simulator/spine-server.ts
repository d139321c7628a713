import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { CpisError } from "../errors/cpis-error.js";
import type { Ending } from "./answer-request.js";
import type { IssuedIdentity } from "./certificates.js";
import type { Scenario } from "./scenarios.js";
import type { ContractPattern } from "./validate-envelope.js";

/** The addresses of the two contract shapes (spine-transport 3.1). */
export const spinePaths: Readonly<Record<ContractPattern, string>> = {
  express: "/reliablemessaging/queryrequest",
  reliable: "/reliablemessaging/reliablerequest",
};

/** What Spine's HTTP side needs. */
export interface SpineServerOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: IssuedIdentity;
  readonly authorityPem: string;
  /** Names of the systems that may send queries. */
  readonly allowedSubjects: readonly string[];
  readonly beforeReading: () => Scenario | undefined;
  readonly answer: (pattern: ContractPattern, contentType: string, body: Uint8Array) => Promise<Ending>;
}

/** Spine's HTTP side: mutual TLS, two addresses, nothing else. */
export interface SpineServer {
  start(): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
  /** From now on TLS refuses every client certificate, or no longer does. */
  refuseCertificates(refuse: boolean): void;
}

const maxBodyBytes = 5_200_000;

// Node drops a refused client without a word, where a national server sends an alert. A cipher that no client shares
// makes OpenSSL send one.
const refusingHandshakes = { maxVersion: "TLSv1.2", ciphers: "PSK-AES128-GCM-SHA256" } as const;

/** Creates the server; nothing is bound before `start`. */
export function createSpineServer(options: SpineServerOptions): SpineServer {
  const tls = {
    key: options.identity.key,
    cert: options.identity.certificate,
    ca: options.authorityPem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2" as const,
  };
  const server = createServer({ ...tls, keepAliveTimeout: 30_000 }, (request, response) => {
    void handle(request, response, options);
  });
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", (cause: NodeJS.ErrnoException) => {
          const detail = `The simulator cannot use ${options.host} port ${String(options.port)} (${cause.code ?? "error"}): free it or choose another.`;
          reject(new CpisError("CPIS_PORT_UNAVAILABLE", { detail, cause }));
        });
        server.listen(options.port, options.host, () => {
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
    refuseCertificates: (refuse) => {
      server.setSecureContext(refuse ? { ...tls, ...refusingHandshakes } : tls);
      server.closeAllConnections();
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: SpineServerOptions,
): Promise<void> {
  if (options.beforeReading() !== undefined) {
    reset(request.socket);
    return;
  }
  if (!isAllowed(request.socket, options.allowedSubjects)) {
    finish(response, { kind: "answer", status: 403 });
    return;
  }
  const pattern = patternOf(request.url);
  if (request.method !== "POST" || pattern === undefined) {
    finish(response, { kind: "answer", status: request.method === "POST" ? 404 : 405 });
    return;
  }
  const body = await readWhole(request);
  if (body === undefined) {
    finish(response, { kind: "answer", status: 413 });
    return;
  }
  const ending = await options.answer(pattern, request.headers["content-type"] ?? "", body);
  if (ending.kind === "reset") {
    reset(request.socket);
    return;
  }
  setTimeout(() => {
    finish(response, ending);
  }, ending.delayMs ?? 0);
}

function patternOf(url: string | undefined): ContractPattern | undefined {
  if (url === spinePaths.express) return "express";
  return url === spinePaths.reliable ? "reliable" : undefined;
}

function isAllowed(socket: Socket, allowedSubjects: readonly string[]): boolean {
  if (!(socket instanceof TLSSocket)) return false;
  const certificate = socket.getPeerX509Certificate();
  return allowedSubjects.some((name) => certificate?.checkHost(name) !== undefined);
}

function reset(socket: Socket): void {
  // The TCP connection underneath: a TLS socket cannot reset, it says good-bye.
  const raw = socket as Socket & { readonly _parent?: Socket };
  (raw._parent ?? socket).resetAndDestroy();
}

async function readWhole(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    // The client went away; whoever reads the body next finds nothing to answer.
    return undefined;
  }
  return Buffer.concat(chunks);
}

function finish(response: ServerResponse, answer: Extract<Ending, { kind: "answer" }>): void {
  if (response.destroyed) return;
  const body = Buffer.from(answer.xml ?? "");
  response.writeHead(answer.status, {
    "content-length": body.byteLength,
    ...(answer.xml === undefined ? {} : { "content-type": "text/xml; charset=UTF-8" }),
  });
  response.end(body);
}
