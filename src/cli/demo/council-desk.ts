import type { IncomingMessage, ServerResponse } from "node:http";
import type { CouncilFiles } from "./council-files.js";
import { councilSite, type CouncilPages } from "./council-site.js";
import type { NationalSide } from "./national-side.js";
import { isFromOwnPage, readJson } from "./own-page.js";
import { sendToken } from "./send-token.js";

const maxBodyBytes = 8_192;

/** What the council's corner of the demonstration is served from. */
export interface CouncilDesk {
  readonly pages: CouncilPages;
  readonly files: CouncilFiles;
  readonly gatewayUrl: () => string;
  /** Undefined until it runs. */
  readonly national: () => NationalSide | undefined;
}

/**
 * Answers what the council's pages and the national corner ask of the demonstration itself; false where it is none of these.
 *
 * Only a page of this server may change anything.
 */
export async function serveCouncilDesk(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  desk: CouncilDesk,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? "/", origin);
  if (pathname === "/demo/council/token") await sendToken(request, response, origin, desk.pages);
  else if (pathname === "/demo/council/site") send(response, councilSite(desk.pages, desk.gatewayUrl()));
  else if (pathname === "/demo/national") await serveNational(request, response, origin, desk);
  else if (pathname.startsWith("/demo/council/files/")) await serveFile(request, response, origin, desk);
  else return false;
  return true;
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  { files, pages }: CouncilDesk,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", origin);
  const localId = decodeURIComponent(pathname.slice("/demo/council/files/".length));
  if (request.method === "GET") {
    send(response, files.read(localId));
    return;
  }
  if (request.method !== "POST" || !isFromOwnPage(request, origin)) return void response.writeHead(403).end();
  const user = pages.users.find(({ id }) => id === searchParams.get("user"));
  const by = user === undefined ? undefined : `${user.familyName.toUpperCase()}, ${user.givenName}`;
  const body = await readJson(request, maxBodyBytes);
  send(response, by === undefined ? undefined : files.add(localId, body, by, Date.now()));
}

async function serveNational(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  desk: CouncilDesk,
): Promise<void> {
  const national = desk.national();
  if (request.method === "GET" || national === undefined) {
    send(response, { acts: national?.acts ?? [] });
    return;
  }
  if (request.method !== "POST" || !isFromOwnPage(request, origin)) return void response.writeHead(403).end();
  const body = await readJson(request, maxBodyBytes);
  const id = typeof body === "object" && body !== null && "id" in body ? body.id : undefined;
  send(response, typeof id === "string" && national.act(id) ? { done: true } : undefined);
}

function send(response: ServerResponse, body: unknown): void {
  if (body === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
