import { CpisError } from "../errors/cpis-error.js";
import { refusalOf, unreachable } from "./gateway-errors.js";
import { within } from "./pause.js";

/**
 * Gives the token that says who the user is, for one request.
 *
 * Called for every request, so that a change of user is noticed at once; the host keeps the token. `rejected` says that
 * the gateway did not accept the last one.
 */
export type TokenSource = (hint: { readonly rejected: boolean }) => Promise<string>;

/** One request to the gateway. Nothing about a patient may be in `path`: addresses reach logs. */
export interface GatewayRequest {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly body?: unknown;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
  readonly accept?: string;
}

/** Authorised requests to one gateway. */
export interface GatewayConnection {
  /** The JSON of a 2xx answer, undefined for none. Throws a `CpisError` for everything else. */
  json(request: GatewayRequest): Promise<unknown>;
  /** An answer whose body is still to be read; `signal` also ends the reading. */
  open(request: GatewayRequest): Promise<Response>;
}

/** Whatever has not answered by then has not answered. */
const answerWithinMs = 10_000;

/** A connection to the gateway at a base address. Keeps nothing: no cookie, no cache, no storage. */
export function createGatewayConnection(gatewayUrl: string, getToken: TokenSource): GatewayConnection {
  const base = gatewayUrl.replace(/\/+$/, "");
  const open = async (request: GatewayRequest): Promise<Response> => {
    const first = await send(base, request, await tokenFrom(getToken, false, request.signal));
    if (first.status !== 401) return accepted(first);
    // Expired in the host's hands, perhaps in the middle of a lookup: one new token, one repetition.
    return accepted(await send(base, request, await tokenFrom(getToken, true, request.signal)));
  };
  return {
    open,
    json: (request) =>
      inTime(request.signal, async (signal) => {
        const response = await open({ ...request, signal });
        if (response.status === 204) return undefined;
        // A log-in page or a proxy's own page is no answer of the gateway.
        if (response.headers.get("content-type")?.includes("json") !== true) throw unreachable();
        return response.json() as Promise<unknown>;
      }),
  };
}

async function send(base: string, request: GatewayRequest, token: string): Promise<Response> {
  const { path, signal, body, keepalive = false, accept = "application/json" } = request;
  return fetch(`${base}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      accept,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
    keepalive,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await refusalOf(response);
}

async function tokenFrom(getToken: TokenSource, rejected: boolean, signal: AbortSignal): Promise<string> {
  const given = Promise.resolve()
    .then(() => getToken({ rejected }))
    // What the host's own code says may hold anything, so it is not passed on.
    .catch(() => "");
  const token = await Promise.race([given, ended(signal)]);
  if (typeof token === "string" && token !== "") return token;
  throw new CpisError("CPIS_TOKEN_MISSING");
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(unreachable());
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** Runs work that ends with the caller's signal or after the answer time; a broken connection becomes its own error. */
async function inTime<T>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, end } = within(outer);
  const timer = setTimeout(end, answerWithinMs);
  try {
    return await work(signal);
  } catch (error) {
    throw CpisError.is(error) ? error : unreachable(error);
  } finally {
    clearTimeout(timer);
    end();
  }
}
