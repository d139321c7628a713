import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CpisError } from "../../errors/cpis-error.js";
import type { IssuedIdentity } from "../certificates.js";
import { readExchange } from "./mesh-exchange.js";
import type { MeshFaultName, MeshFaultStore, MeshOperation } from "./mesh-faults.js";
import { answerExchange, operationOf, type ApiContext } from "./mesh-routes.js";

/** How the HTTP side is set up. */
export interface MeshServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly identity: IssuedIdentity;
  /** Clients must have a certificate of this authority. */
  readonly authorityPem: string;
  readonly maxBodyBytes: number;
  readonly faults: MeshFaultStore;
  readonly api: ApiContext;
  /** Told of each request once it is over. */
  readonly onRequest: (request: SeenRequest) => void;
}

/** A request as it ended. */
export interface SeenRequest {
  /** Absent for a path that MESH does not have. */
  readonly operation?: MeshOperation;
  /** Absent where the connection was cut instead of an answer. */
  readonly status?: number;
  readonly fault?: MeshFaultName;
}

/** MESH on a real socket, with mutual TLS. */
export interface MeshServer {
  /** Throws `CPIS_PORT_UNAVAILABLE`. */
  start(): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
  /** What new connections are shown. */
  present(identity: IssuedIdentity): void;
}

/** Creates the server; nothing is bound before `start`. */
export function createMeshServer(options: MeshServerOptions): MeshServer {
  const { host, port, authorityPem } = options;
  const context = ({ key, certificate }: IssuedIdentity): { key: string; cert: string; ca: string } => ({
    key,
    cert: certificate,
    ca: authorityPem,
  });
  const server = createServer(
    { ...context(options.identity), requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" },
    (request, response) => {
      handle(options, request, response).catch(() => {
        response.destroy();
      });
    },
  );
  // A client that gives up is a client's right.
  server.on("tlsClientError", () => undefined);
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", (cause) => {
          reject(new CpisError("CPIS_PORT_UNAVAILABLE", { context: { port }, cause }));
        });
        server.listen(port, host, () => {
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    present: (identity) => {
      server.setSecureContext(context(identity));
      server.closeIdleConnections();
    },
  };
}

async function handle(
  options: MeshServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { api, faults } = options;
  api.vault.sweep();
  const path = new URL(request.url ?? "/", "https://mesh.simulator").pathname;
  const operation = operationOf(request.method ?? "GET", path.split("/").slice(2));
  const fault = operation === undefined ? undefined : faults.take(operation);
  response.once("close", () => {
    options.onRequest({
      ...(operation === undefined ? {} : { operation }),
      ...(fault === undefined ? {} : { fault }),
      ...(response.writableFinished ? { status: response.statusCode } : {}),
    });
  });
  if (fault === "reset-before-accept") {
    request.socket.destroy();
    return;
  }
  const exchange = await readExchange(request, response, options.maxBodyBytes);
  if ("status" in exchange || operation === undefined) {
    api.answers.plain(response, "status" in exchange ? exchange.status : 404);
  } else if (!answerFault(options, response, fault)) {
    if (fault === "reset-after-accept" || fault === "no-answer") loseAnswer(request, response, fault);
    answerExchange(api, exchange, operation, fault);
  }
}

// The request is done as ever; only its answer never gets out.
function loseAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: "reset-after-accept" | "no-answer",
): void {
  response.writeHead = () => response;
  response.end = () => {
    if (fault === "reset-after-accept") request.socket.destroy();
    return response;
  };
}

const page = "<html><head><title>Error</title></head><body><h1>The service is unavailable</h1></body></html>";

function answerFault(
  { api }: MeshServerOptions,
  response: ServerResponse,
  fault: MeshFaultName | undefined,
): boolean {
  const html = (status: number, headers: Readonly<Record<string, string>> = {}): true => {
    response.writeHead(status, { "Content-Type": "text/html", ...headers });
    response.end(page);
    return true;
  };
  switch (fault) {
    case "wrong-password":
      api.answers.plain(response, 403);
      return true;
    case "forbidden":
      api.answers.empty(response, 403);
      return true;
    case "server-error":
      return html(500);
    case "bad-gateway":
      return html(502);
    case "unavailable":
      return html(503, { "Retry-After": "1" });
    case "busy":
      return html(429, { "Retry-After": "1" });
    case "listing-not-json":
      return html(200);
    default:
      return false;
  }
}
