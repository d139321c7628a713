import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseProblem } from "../../contract/parse-problem.js";
import { errorCodes, type ErrorCode } from "../../errors/codes.js";
import { CpisError } from "../../errors/cpis-error.js";
import { errorReason } from "../../config/error-reason.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

/** Options of every command that talks to a council's gateway. */
export interface CouncilOptions {
  readonly gateway: string;
  readonly tokenFile?: string;
}

/** How one request differs from an ordinary one. */
export interface CouncilRequest {
  /** Pauses before each further attempt; only for what may be asked twice without harm. */
  readonly retryAfterMs?: readonly number[];
  /** The answer is no JSON. */
  readonly as?: "bytes";
}

/** A council's gateway, asked with the user's token. */
export type CouncilClient = (path: string, body?: object, request?: CouncilRequest) => Promise<unknown>;

/**
 * The token comes from a file or from CPIS_USER_TOKEN, never from the command line, where others can read it. The file is read
 * anew for each request, because a long import outlives a token.
 */
export function openCouncilClient({ gateway, tokenFile }: CouncilOptions, terminal: Terminal): CouncilClient {
  const readToken = (): string => {
    const text = tokenFile === undefined ? terminal.variables["CPIS_USER_TOKEN"] : readTokenFile(tokenFile);
    const token = text?.trim() ?? "";
    if (token !== "") return token;
    throw new UsageFault("A user token is needed: --token-file <file>, or the variable CPIS_USER_TOKEN.");
  };
  readToken();
  if (!URL.canParse(gateway))
    throw new UsageFault("--gateway must be an address such as https://gateway:8460.");
  return async (path, body, { retryAfterMs = [], as } = {}) => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask(gateway, path, readToken(), body);
      if (answer.kind === "answered") return readAnswer(answer.response, as);
      const pauseMs = retryAfterMs[attempt];
      if (pauseMs === undefined) throw answer.fault;
      await pause(Math.max(pauseMs, answer.pauseMs));
    }
  };
}

type Answer =
  | { readonly kind: "answered"; readonly response: Response }
  | { readonly kind: "away"; readonly fault: CpisError; readonly pauseMs: number };

const away: ReadonlySet<number> = new Set([429, 502, 503, 504]);

async function ask(gateway: string, path: string, token: string, body: object | undefined): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const request =
    body === undefined
      ? { headers }
      : {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  try {
    const response = await fetch(new URL(path, gateway), request);
    if (!away.has(response.status)) return { kind: "answered", response };
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after") ?? 0);
    const pauseMs = Number.isFinite(seconds) ? Math.min(seconds, 60) * 1000 : 0;
    return { kind: "away", fault: refused(response.status), pauseMs };
  } catch (cause) {
    const detail = `The gateway cannot be reached at ${gateway}.`;
    return { kind: "away", fault: new CpisError("CPIS_GATEWAY_UNREACHABLE", { detail, cause }), pauseMs: 0 };
  }
}

async function readAnswer(response: Response, as: CouncilRequest["as"]): Promise<unknown> {
  if (response.ok && as === "bytes") return new Uint8Array(await response.arrayBuffer());
  if (response.ok) return response.status === 204 ? undefined : ((await response.json()) as unknown);
  if (response.status === 401) throw new CpisError("CPIS_TOKEN_REJECTED");
  throw (await readProblem(response)) ?? refused(response.status);
}

// What the gateway says of itself, by its code; a page of somebody's proxy has none.
async function readProblem(response: Response): Promise<CpisError | undefined> {
  try {
    const { code, issues = [] } = parseProblem(await response.json());
    return isErrorCode(code) ? new CpisError(code, { issues }) : undefined;
  } catch {
    return response.status === 403 ? new CpisError("CPIS_ROLE_NOT_PERMITTED") : undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function refused(status: number): CpisError {
  return new CpisError("CPIS_REQUEST_INVALID", {
    detail: "The gateway refused the request.",
    context: { status },
  });
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}
