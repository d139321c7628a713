import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listenOn } from "../listen-on.js";
import { receiveBrowserCheck, type BrowserCheckPages } from "./browser-check.js";
import { findHostPage, sendLaunch, type HostPages } from "./host-pages.js";
import { serveCouncilDesk } from "./council-desk.js";
import type { CouncilFiles } from "./council-files.js";
import type { CouncilPages } from "./council-site.js";
import type { NationalSide } from "./national-side.js";
import { sendToken } from "./send-token.js";
import type { TokenMint, TokenUser } from "../user-token.js";
import { readStaticFile } from "./static-files.js";

/** What the demo's own web server serves. */
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
  readonly council: CouncilPages;
  readonly hosts: HostPages;
  readonly browserCheck: BrowserCheckPages;
  readonly councilFiles: CouncilFiles;
}

/** The demo's web server, on loopback only: the hospital's pages and the council's. It plays the host's part; nothing of the product depends on it. */
export interface DemoHost {
  /** Starts listening and gives the page's address. Throws `CPIS_PORT_UNAVAILABLE`. */
  start(port: number): Promise<string>;
  /** Tells the pages where their gateways are, once they run. */
  useGateways(hospital: string, council: string): void;
  /** Gives the demonstration's own corner a hold on the simulated national side. */
  useNationalSide(national: NationalSide): void;
  stop(): Promise<void>;
}

/** Makes the demo's web server. */
export function createDemoHost(options: DemoHostOptions): DemoHost {
  let gatewayUrl = "";
  let councilUrl = "";
  let national: NationalSide | undefined;
  let origin = "";
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  });

  const desk = {
    pages: options.council,
    files: options.councilFiles,
    gatewayUrl: () => councilUrl,
    national: () => national,
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site that resolves its own name to loopback carries its own name here.
    if (request.headers.host !== new URL(origin).host) return void response.writeHead(421).end();
    for (const [name, value] of securityHeaders([gatewayUrl, councilUrl])) response.setHeader(name, value);
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname === "/demo/token") return sendToken(request, response, origin, options);
    if (pathname === "/demo/launch") return sendLaunch(request, response, origin, options);
    if (pathname === "/browser-check/result")
      return receiveBrowserCheck(request, response, origin, options.browserCheck.take);
    if (await serveCouncilDesk(request, response, origin, desk)) return;
    if (request.method !== "GET") return void response.writeHead(405).end();
    if (pathname === "/demo/site") sendJson(response, site());
    else if (pathname === "/demo/patients") sendJson(response, options.patients);
    else if (pathname === "/browser-check/asked") sendJson(response, { asked: options.browserCheck.asked() });
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
    useGateways: (hospital, council) => {
      gatewayUrl = new URL(hospital).origin;
      councilUrl = new URL(council).origin;
    },
    useNationalSide: (side) => {
      national = side;
    },
    stop: () => closeServer(server),
  };
}

async function findFile(options: DemoHostOptions, pathname: string) {
  const { council } = options;
  if (pathname === "/") return readStaticFile(council.pages, "start.html");
  if (pathname === "/national") return readStaticFile(council.pages, "national.html");
  if (pathname.startsWith("/council/assets/"))
    return readStaticFile(council.pages, pathname.slice("/council/assets/".length));
  if (/^\/council(\/[a-z-]+(\/[A-Za-z0-9-]{1,40})?)?$/.test(pathname))
    return readStaticFile(council.pages, "index.html");
  if (/^\/hosts(\/|$)/.test(pathname)) return findHostPage(options.hosts, pathname);
  if (pathname === "/browser-check") return readStaticFile(options.browserCheck.pages, "index.html");
  if (pathname.startsWith("/browser-check/"))
    return readStaticFile(options.browserCheck.pages, pathname.slice("/browser-check/".length));
  if (pathname.startsWith("/embed/"))
    return readStaticFile(options.scripts, pathname.slice("/embed/".length));
  if (pathname.startsWith("/assets/"))
    return readStaticFile(options.pages, pathname.slice("/assets/".length));
  // Every other address is a place inside the one page, which reads it itself.
  return /^\/[a-z-]*(\/[A-Z0-9]{7})?$/.test(pathname)
    ? readStaticFile(options.pages, "index.html")
    : undefined;
}

function securityHeaders(gatewayUrls: readonly string[]): readonly (readonly [string, string])[] {
  const gateways = gatewayUrls.filter(Boolean).join(" ");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${gateways}`,
    `frame-src ${gateways || "'none'"}`,
    "base-uri 'none'",
    `form-action ${gateways || "'none'"}`,
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

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
