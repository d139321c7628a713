import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { DisplayEvent, LookupRequest, LookupView } from "../../src/contract/lookup.js";
import { parseDisplayEvents, parseLookupRequest } from "../../src/contract/parse-lookup.js";
import type { PageSettings } from "../../src/contract/settings.js";
import { isFinal, type LookupState } from "../../src/domain/lookup-state.js";

interface Held {
  readonly request: LookupRequest;
  version: number;
  state: LookupState;
  readonly more: Partial<LookupView>;
  readonly streams: Set<ServerResponse>;
}

/** One request that reached the gateway. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly atMs: number;
}

/**
 * A gateway reduced to its HTTP contract: a real server on a loopback port that can be told to be slow, to buffer, to
 * distrust a token, and that can be killed and started again with what it knew.
 */
export class ContractGateway {
  readonly seen: Seen[] = [];
  readonly lookups = new Map<string, Held>();
  readonly events = new Map<string, DisplayEvent[]>();
  /** Files served beside the API, so that a page can be of the same origin. */
  readonly files = new Map<string, { readonly type: string; readonly body: string }>();
  settings: Omit<PageSettings, "serverTime"> = {
    environment: "simulator",
    dwellMs: 0,
    eligibility: { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: false },
    accessMode: "unscheduled",
    discreet: false,
  };
  /** Which tokens are accepted. */
  accepts: (token: string) => boolean = () => true;
  /** Behind a proxy that passes a stream on only once it has ended. */
  buffersStreams = false;
  /** Answers a request instead of the contract, when it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** What a new lookup starts as. */
  firstState: () => LookupState = () => ({
    kind: "checking",
    since: new Date().toISOString(),
    phase: "asked",
  });
  private server: Server | undefined;
  private port = 0;
  private readonly sockets = new Set<Socket>();

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get openStreams(): number {
    return [...this.lookups.values()].reduce((sum, { streams }) => sum + streams.size, 0);
  }

  /** Lookup ids of every POST that asked, in order, repetitions included. */
  get asked(): readonly string[] {
    return this.posts;
  }
  private readonly posts: string[] = [];

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.answer(request, response));
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** As a killed process goes: every connection is cut at once. What it knew stays for the next start. */
  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  /** The register's answer arrives. */
  settle(lookupId: string, state: LookupState, more: Partial<LookupView> = {}): void {
    const held = this.held(lookupId);
    held.state = state;
    held.version += 1;
    Object.assign(held.more, more);
    for (const stream of held.streams) this.tell(stream, lookupId, held);
  }

  held(lookupId: string): Held {
    const held = this.lookups.get(lookupId);
    if (held === undefined) throw new Error("nobody asked that");
    return held;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const { method = "" } = request;
    const file = this.files.get(path);
    if (file !== undefined) {
      response.writeHead(200, { "content-type": file.type, "cache-control": "no-store" }).end(file.body);
      return;
    }
    this.seen.push({ method, path, token, atMs: Date.now() });
    if (this.intercept(request, response)) return;
    if (!this.accepts(token)) {
      problem(response, 401, "CPIS_TOKEN_REJECTED");
      return;
    }
    const body = method === "POST" ? await read(request) : undefined;
    const [, lookupId, part] = /^\/api\/v1\/lookups(?:\/([^/]+))?(?:\/(.+))?$/.exec(path) ?? [];
    if (path.startsWith("/api/v1/settings?"))
      json(response, 200, { ...this.settings, serverTime: new Date().toISOString() });
    else if (path === "/api/v1/lookups") this.open(response, parseLookupRequest(body));
    else if (lookupId === undefined || !this.lookups.has(lookupId))
      problem(response, 404, "CPIS_LOOKUP_NOT_FOUND");
    else if (part === undefined) json(response, 200, this.view(lookupId));
    else if (part === "stream") this.stream(request, response, lookupId);
    else this.report(response, lookupId, parseDisplayEvents(body).events);
  }

  private open(response: ServerResponse, request: LookupRequest): void {
    const { lookupId } = request;
    this.posts.push(lookupId);
    const isNew = !this.lookups.has(lookupId);
    if (isNew) {
      this.lookups.set(lookupId, {
        request,
        version: 1,
        state: this.firstState(),
        more: {},
        streams: new Set(),
      });
    }
    json(response, isNew ? 201 : 200, this.view(lookupId));
  }

  private view(lookupId: string): LookupView {
    const { version, state, more } = this.held(lookupId);
    return {
      lookupId,
      version,
      state,
      environment: "simulator",
      serverTime: new Date().toISOString(),
      accessMode: "unscheduled",
      reused: false,
      ...more,
    };
  }

  private stream(request: IncomingMessage, response: ServerResponse, lookupId: string): void {
    const held = this.held(lookupId);
    if (!this.buffersStreams) response.writeHead(200, { "content-type": "text/event-stream" });
    held.streams.add(response);
    request.once("close", () => held.streams.delete(response));
    response.once("close", () => held.streams.delete(response));
    this.tell(response, lookupId, held);
  }

  private tell(stream: ServerResponse, lookupId: string, { version, state }: Held): void {
    const final = isFinal(state);
    const event = `event: state\ndata: ${JSON.stringify({ lookupId, version, kind: state.kind, final })}\n\n`;
    if (this.buffersStreams && !final) return;
    stream.write(event);
    if (final) stream.end();
  }

  private report(response: ServerResponse, lookupId: string, events: readonly DisplayEvent[]): void {
    const known = this.events.get(lookupId) ?? [];
    for (const event of events) {
      if (known.some(({ eventId }) => eventId === event.eventId)) continue;
      if (event.sequence !== known.length + 1) {
        problem(response, 409, "CPIS_EVENT_OUT_OF_ORDER");
        return;
      }
      known.push(event);
    }
    this.events.set(lookupId, known);
    response.writeHead(204).end();
  }
}

async function read(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString("utf8"));
}

function json(response: ServerResponse, status: number, body: unknown, type = "application/json"): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(JSON.stringify(body));
}

/** Answers with problem details. */
export function problem(response: ServerResponse, status: number, code: string): void {
  json(
    response,
    status,
    { type: `urn:cpis:problem:${code}`, title: code, status, code },
    "application/problem+json",
  );
}
