import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CpisError } from "../../errors/cpis-error.js";
import {
  isStillSignedIn,
  makeGrant,
  readAuthorizeRequest,
  returnAddress,
  type AuthorizeRequest,
} from "./authorize.js";
import type { ProviderFault } from "./provider-faults.js";
import { choicePage } from "./provider-page.js";
import { createProviderTokens, userinfoOf, type Grant, type ProviderTokens } from "./provider-tokens.js";
import { signInPeople, type SignInPerson } from "./sign-in-people.js";
import { isClient, isExchangeable, type ClientProof } from "./token-endpoint.js";

/** How the provider is set up. */
export interface OpenIdProviderOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly clientId?: string;
  readonly proof?: ClientProof;
  /** Where the gateway may be returned to; any console on this machine by default. */
  readonly redirectUris?: readonly string[];
  readonly people?: readonly SignInPerson[];
}

/** The national sign-in in a box: an OpenID provider on a real socket, on loopback, that speaks as CIS2 does. */
export interface OpenIdProvider {
  readonly clientId: string;
  readonly people: readonly SignInPerson[];
  /** What it does wrong from now on; undefined for nothing. */
  fault: ProviderFault | undefined;
  readonly redirectUris: readonly string[] | undefined;
  /** Throws `CPIS_PORT_UNAVAILABLE`. */
  start(): Promise<{ readonly issuer: string }>;
  stop(): Promise<void>;
  rotateKeys(): Promise<void>;
}

/** The secret that the gateway and the simulated provider share; of no use anywhere else. */
export const simulatorClientSecret = "a secret of the simulator only";

const host = "127.0.0.1";
const cookieName = "simulated-sign-in";

interface State {
  readonly tokens: ProviderTokens;
  readonly proof: ClientProof;
  readonly requests: Map<string, AuthorizeRequest>;
  readonly grants: Map<string, Grant>;
  readonly accessTokens: Map<string, SignInPerson>;
  readonly browsers: Map<string, { readonly person: SignInPerson; readonly signedInAt: number }>;
  issuer: string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Creates the provider; nothing is bound before `start`. */
export async function createOpenIdProvider(options: OpenIdProviderOptions = {}): Promise<OpenIdProvider> {
  const state: State = {
    tokens: await createProviderTokens(),
    proof: options.proof ?? { kind: "secret", secret: simulatorClientSecret },
    requests: new Map(),
    grants: new Map(),
    accessTokens: new Map(),
    browsers: new Map(),
    issuer: "",
  };
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    // Thrown here, it would end the whole process, and with it whatever is tried beside the provider.
    if (!URL.canParse(path, state.issuer)) {
      sendJson(response, { error: "invalid_request" }, 400);
      return;
    }
    const url = new URL(path, state.issuer);
    answer({ request, response, url }, state, provider).catch(() => response.destroy());
  });
  const provider: OpenIdProvider = {
    clientId: options.clientId ?? "cpis-gateway",
    people: options.people ?? signInPeople,
    redirectUris: options.redirectUris,
    fault: undefined,
    rotateKeys: () => state.tokens.rotate(),
    async start() {
      await new Promise<void>((resolve, reject) => {
        server.once("error", (cause) => {
          reject(new CpisError("CPIS_PORT_UNAVAILABLE", { cause, context: { port: options.port ?? 0 } }));
        });
        server.listen(options.port ?? 0, host, resolve);
      });
      const { port } = server.address() as AddressInfo;
      state.issuer = `http://${host}:${String(port)}`;
      return { issuer: state.issuer };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return provider;
}

async function answer(exchange: Exchange, state: State, provider: OpenIdProvider): Promise<void> {
  const { request, response, url } = exchange;
  if (provider.fault === "out-of-order") {
    response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>");
    return;
  }
  const route = `${request.method ?? "GET"} ${url.pathname}`;
  switch (route) {
    case "GET /.well-known/openid-configuration":
      sendJson(response, discovery(state.issuer));
      return;
    case "GET /jwks":
      sendJson(response, state.tokens.jwks());
      return;
    case "GET /authorize":
      authorize(exchange, state, provider);
      return;
    case "POST /choose":
      choose(exchange, await readForm(request), state, provider);
      return;
    case "POST /token":
      await exchangeCode(exchange, await readForm(request), state, provider);
      return;
    case "GET /userinfo":
      tell(exchange, state, provider);
      return;
    default:
      sendJson(response, { error: "not_found" }, 404);
  }
}

function discovery(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    acr_values_supported: ["AAL2_OR_AAL3_ANY", "AAL2_ANY", "AAL3_ANY"],
  };
}

function authorize({ request, response, url }: Exchange, state: State, provider: OpenIdProvider): void {
  const asked = readAuthorizeRequest(url.searchParams, provider);
  if (asked === undefined) {
    sendJson(response, { error: "invalid_request" }, 400);
    return;
  }
  if (provider.fault === "declined") {
    redirect(response, returnAddress(asked, { error: "access_denied" }));
    return;
  }
  const earlier = state.browsers.get(cookieOf(request));
  if (earlier !== undefined && isStillSignedIn(asked, earlier.signedInAt, Date.now())) {
    grantTo(response, state, asked, earlier.person, earlier.signedInAt);
    return;
  }
  const requestId = randomBytes(16).toString("hex");
  state.requests.set(requestId, asked);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(choicePage(requestId, provider.people));
}

function choose({ response }: Exchange, form: URLSearchParams, state: State, provider: OpenIdProvider): void {
  const requestId = form.get("request") ?? "";
  const asked = state.requests.get(requestId);
  const person = provider.people.find(({ id }) => id === form.get("person"));
  state.requests.delete(requestId);
  if (asked === undefined || person === undefined) {
    sendJson(response, { error: "invalid_request" }, 400);
    return;
  }
  const browser = randomBytes(16).toString("hex");
  const signedInAt = Date.now();
  state.browsers.set(browser, { person, signedInAt });
  response.setHeader("set-cookie", `${cookieName}=${browser}; Path=/; HttpOnly; SameSite=Lax`);
  grantTo(response, state, asked, person, signedInAt);
}

function grantTo(
  response: ServerResponse,
  state: State,
  asked: AuthorizeRequest,
  person: SignInPerson,
  signedInAt: number,
): void {
  const { code, grant } = makeGrant(asked, person, signedInAt, Date.now());
  state.grants.set(code, grant);
  redirect(response, returnAddress(asked, { code }));
}

async function exchangeCode(
  { response }: Exchange,
  form: URLSearchParams,
  { issuer, proof, grants, tokens, accessTokens }: State,
  { fault, clientId }: OpenIdProvider,
): Promise<void> {
  const audience = [issuer, `${issuer}/token`];
  if (fault === "client-refused" || !(await isClient(form, { clientId, proof, audience }))) {
    sendJson(response, { error: "invalid_client" }, 401);
    return;
  }
  const code = form.get("code") ?? "";
  const grant = grants.get(code);
  grants.delete(code);
  if (grant === undefined || !isExchangeable(form, grant, Date.now())) {
    sendJson(response, { error: "invalid_grant" }, 400);
    return;
  }
  const access_token = randomBytes(24).toString("base64url");
  accessTokens.set(access_token, grant.person);
  const id_token = await tokens.idToken(grant, issuer, Date.now(), fault);
  const answered = { access_token, token_type: "Bearer", expires_in: 300, scope: "openid" };
  sendJson(response, fault === "no-id-token" ? answered : { ...answered, id_token });
}

function tell({ request, response }: Exchange, { accessTokens }: State, { fault }: OpenIdProvider): void {
  const person = accessTokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
  if (person === undefined) sendJson(response, { error: "invalid_token" }, 401);
  else sendJson(response, userinfoOf(person, fault));
}

function cookieOf({ headers }: IncomingMessage): string {
  return new RegExp(`(?:^|; )${cookieName}=([0-9a-f]+)`).exec(headers.cookie ?? "")?.[1] ?? "";
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
