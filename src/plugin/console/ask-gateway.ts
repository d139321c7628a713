import { invalid, type Reader } from "../../contract/shape.js";
import { CpisError } from "../../errors/cpis-error.js";
import { refusalOf, unreachable } from "../gateway-errors.js";
import { within } from "../pause.js";

/** How one request is made. */
export interface Asking {
  readonly signal: AbortSignal;
  /** The page asks by itself: it keeps nobody signed in. */
  readonly background?: boolean;
}

/** One request: a body makes it a change. */
export interface ConsoleRequest<T> {
  readonly path: string;
  readonly body?: object;
  /** Reads the answer; absent where nobody needs it. */
  readonly reader?: Reader<T>;
  /** Whatever has not answered by then has not answered; in milliseconds. */
  readonly withinMs?: number;
}

/** Requests to the gateway that the page came from. Each throws a `CpisError`. */
export interface ConsoleConnection {
  /** Sent back with every change. */
  csrfToken: string;
  readonly json: <T>(request: ConsoleRequest<T>, asking: Asking) => Promise<T>;
  readonly file: (request: ConsoleRequest<never>, asking: Asking) => Promise<Blob>;
}

const usualMs = 20_000;

/** A connection with the browser's own cookie, to its own origin; nothing is kept in a cache. */
export function createConsoleConnection(): ConsoleConnection {
  const connection: ConsoleConnection = {
    csrfToken: "",
    json: (request, asking) =>
      inTime(request, asking, async (signal) => {
        const response = await send(request, { ...asking, signal }, connection.csrfToken);
        return response.status === 204 ? (undefined as never) : understood(request.reader, response);
      }),
    file: (request, asking) =>
      inTime(request, asking, async (signal) =>
        (await send(request, { ...asking, signal }, connection.csrfToken)).blob(),
      ),
  };
  return connection;
}

async function send(
  { path, body }: ConsoleRequest<unknown>,
  { signal, background = false }: Asking,
  csrfToken: string,
): Promise<Response> {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      accept: "application/json",
      ...(background ? { "x-cpis-background": "1" } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json", "x-cpis-csrf": csrfToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
    cache: "no-store",
    credentials: "same-origin",
    redirect: "error",
    // Without any referrer the browser would hide the origin too, by which the gateway knows its own page.
    referrerPolicy: "same-origin",
  });
  if (response.ok) return response;
  throw await refusalOf(response);
}

// What cannot be understood is no answer: the page must not draw half of it. A proxy's own page is none either.
async function understood<T>(reader: Reader<T> | undefined, response: Response): Promise<T> {
  if (reader === undefined) return undefined as T;
  if (response.headers.get("content-type")?.includes("json") !== true) throw unreachable();
  const read = reader(await response.json(), { path: "", issues: [] });
  if (read === invalid) throw unreachable();
  return read;
}

/** Ends with the caller's signal or after the time; a broken connection becomes its own error. */
async function inTime<T>(
  { withinMs = usualMs }: ConsoleRequest<unknown>,
  { signal: outer }: Asking,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, end } = within(outer);
  const timer = setTimeout(end, withinMs);
  try {
    return await work(signal);
  } catch (error) {
    throw CpisError.is(error) ? error : unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}
