import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listenOn } from "../listen-on.js";
import type { TokenMint, TokenUser } from "../user-token.js";
import { readStaticFile } from "./static-files.js";

/** What the demo hospital's own web server serves. */
export interface DemoHostOptions {
  /** examples/ed-epr. */
  readonly pages: string;
  /** dist/embed: the product's scripts, as any host would serve them. */
  readonly scripts: string;
  readonly users: readonly TokenUser[];
  readonly mint: TokenMint;
  readonly patients: readonly Record<string, unknown>[];
  readonly edLocationId: string;
  readonly clinicLocationId: string;
}

/** The demo hospital's web server, on loopback only. It plays the host's part; nothing of the product depends on it. */
export interface DemoHost {
  /** Starts listening and gives the page's address. Throws `CPIS_PORT_UNAVAILABLE`. */
  start(port: number): Promise<string>;
  /** Tells the pages where their gateway is, once it runs. */
  useGateway(apiUrl: string): void;
  stop(): Promise<void>;
}

const maxTokenRequestBytes = 1_024;

/** Makes the demo hospital's web server. */
export function createDemoHost(options: DemoHostOptions): DemoHost {
  let gatewayUrl = "";
  let origin = "";
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site that resolves its own name to loopback carries its own name here.
    if (request.headers.host !== new URL(origin).host) return void response.writeHead(421).end();
    for (const [name, value] of securityHeaders(gatewayUrl)) response.setHeader(name, value);
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname === "/demo/token") {
      await sendToken(request, response);
      return;
    }
    if (request.method !== "GET") return void response.writeHead(405).end();
    if (pathname === "/demo/site") sendJson(response, site());
    else if (pathname === "/demo/patients") sendJson(response, options.patients);
    else await sendFile(pathname, response);
  }

  function site(): Record<string, unknown> {
    const { users, edLocationId, clinicLocationId } = options;
    const shown = users.map(({ id, givenName, familyName, jobRoleName }) => ({
      id,
      givenName,
      familyName,
      jobRoleName,
    }));
    return { gatewayUrl, edLocationId, clinicLocationId, users: shown };
  }

  async function sendToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Only this server's own page may ask. Browsers say which page asks, and scripts cannot change what they say.
    const ownPage = request.headers["sec-fetch-site"] === "same-origin" || request.headers.origin === origin;
    if (request.method !== "POST" || !ownPage) return void response.writeHead(403).end();
    const userId = await readUserId(request);
    const user = options.users.find((candidate) => candidate.id === userId);
    if (user === undefined) return void response.writeHead(404).end();
    sendJson(response, { token: await options.mint.mint(user) });
  }

  async function sendFile(pathname: string, response: ServerResponse): Promise<void> {
    const file = await findFile(options, pathname);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": file.type }).end(file.content);
  }

  return {
    start: async (port) => {
      const address = await listenOn(server, "127.0.0.1", port);
      origin = `http://127.0.0.1:${String(address.port)}`;
      return origin;
    },
    useGateway: (apiUrl) => {
      gatewayUrl = new URL(apiUrl).origin;
    },
    stop: () => closeServer(server),
  };
}

async function findFile(options: DemoHostOptions, pathname: string) {
  if (pathname.startsWith("/embed/"))
    return readStaticFile(options.scripts, pathname.slice("/embed/".length));
  if (pathname.startsWith("/assets/"))
    return readStaticFile(options.pages, pathname.slice("/assets/".length));
  // Every other address is a place inside the one page, which reads it itself.
  return /^\/[a-z-]*(\/[A-Z0-9]{7})?$/.test(pathname)
    ? readStaticFile(options.pages, "index.html")
    : undefined;
}

function securityHeaders(gatewayUrl: string): readonly (readonly [string, string])[] {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${gatewayUrl}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return [
    ["content-security-policy", policy],
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["cache-control", "no-store"],
  ];
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

async function readUserId(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > maxTokenRequestBytes) return undefined;
  }
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "userId" in body ? body.userId : undefined;
  } catch {
    return undefined;
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
