import type { IncomingMessage, ServerResponse } from "node:http";
import type { TokenMint, TokenUser } from "../user-token.js";
import { isFromOwnPage, readJson } from "./own-page.js";

const maxTokenRequestBytes = 1_024;

/** Gives a short-lived token for one of the users: only to this server's own page. */
export async function sendToken(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  { users, mint }: { readonly users: readonly TokenUser[]; readonly mint: TokenMint },
): Promise<void> {
  if (request.method !== "POST" || !isFromOwnPage(request, origin)) return void response.writeHead(403).end();
  const userId = await readUserId(request);
  const user = users.find((candidate) => candidate.id === userId);
  if (user === undefined) return void response.writeHead(404).end();
  const token = JSON.stringify({ token: await mint.mint(user) });
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(token);
}

async function readUserId(request: IncomingMessage): Promise<unknown> {
  const body = await readJson(request, maxTokenRequestBytes);
  return typeof body === "object" && body !== null && "userId" in body ? body.userId : undefined;
}
