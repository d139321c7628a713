import { readFileSync } from "node:fs";
import { CpisError } from "../../errors/cpis-error.js";
import { errorReason } from "../../config/error-reason.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

/** Options of every command that talks to a council's gateway. */
export interface CouncilOptions {
  readonly gateway: string;
  readonly tokenFile?: string;
}

/** A council's gateway, asked with the user's token. */
export type CouncilClient = (path: string, body?: object) => Promise<unknown>;

/** The token comes from a file or from CPIS_USER_TOKEN, never from the command line, where others can read it. */
export function openCouncilClient({ gateway, tokenFile }: CouncilOptions, terminal: Terminal): CouncilClient {
  const token = (
    tokenFile === undefined ? terminal.variables["CPIS_USER_TOKEN"] : readToken(tokenFile)
  )?.trim();
  if (token === undefined || token === "") {
    throw new UsageFault("A user token is needed: --token-file <file>, or the variable CPIS_USER_TOKEN.");
  }
  if (!URL.canParse(gateway))
    throw new UsageFault("--gateway must be an address such as https://gateway:8460.");
  return async (path, body) => {
    const headers = { authorization: `Bearer ${token}` };
    const request =
      body === undefined
        ? { headers }
        : {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(body),
          };
    const response = await fetch(new URL(path, gateway), request).catch((cause: unknown) => {
      throw new CpisError("CPIS_GATEWAY_UNREACHABLE", {
        detail: `The gateway cannot be reached at ${gateway}.`,
        cause,
      });
    });
    if (response.ok) return (await response.json()) as unknown;
    if (response.status === 401) throw new CpisError("CPIS_TOKEN_REJECTED");
    if (response.status === 403) throw new CpisError("CPIS_ROLE_NOT_PERMITTED");
    throw new CpisError("CPIS_REQUEST_INVALID", {
      detail: "The gateway refused the request.",
      context: { status: response.status },
    });
  };
}

function readToken(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}
