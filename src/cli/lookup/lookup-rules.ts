import { readFileSync } from "node:fs";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Terminal } from "../terminal.js";
import type { LookupOptions } from "./lookup-options.js";

/**
 * What a call lacks outside the simulator, in words, or nothing.
 *
 * A check there is an act about a real child: none of this has a default.
 */
export function missingOutsideSimulator(
  argument: string | undefined,
  options: LookupOptions,
  terminal: Terminal,
): string | undefined {
  if (argument !== undefined && argument !== "-") {
    return "give the NHS number on standard input only; arguments are seen by others on this machine.";
  }
  if (options.location === undefined) return "add --location: it decides whether the council is told.";
  if (options.tokenFile === undefined && terminal.variables["CPIS_USER_TOKEN"] === undefined) {
    return "give the user's token with --token-file or in CPIS_USER_TOKEN.";
  }
  if (options.confirmReportedToCouncil !== true) {
    return "add --confirm-reported-to-council: the check may tell a council that the child's record was opened.";
  }
  return undefined;
}

/** The user's token, from the file that was named or from CPIS_USER_TOKEN. Throws `CPIS_CONFIG_UNREADABLE`. */
export function readToken({ tokenFile }: LookupOptions, terminal: Terminal): string {
  if (tokenFile === undefined) return (terminal.variables["CPIS_USER_TOKEN"] ?? "").trim();
  try {
    return readFileSync(tokenFile, "utf8").trim();
  } catch (cause) {
    const detail = `The token file cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}
