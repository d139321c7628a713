import { setTimeout as pause } from "node:timers/promises";
import { parseLookupView } from "../../contract/parse-lookup-view.js";
import { parseProblem } from "../../contract/parse-problem.js";
import type { LookupRequest, LookupView } from "../../contract/lookup.js";
import { isFinal, type LookupState } from "../../domain/lookup-state.js";
import { CpisError } from "../../errors/cpis-error.js";
import { type LookupReport, reportOfProblem, reportOfView } from "./lookup-report.js";

const betweenReadsMs = 150;

/** A gateway's API and a token for it. */
export interface GatewayAccess {
  readonly apiUrl: string;
  readonly token: string;
}

/** A gateway to ask: one that runs in this process, or one that was running already. */
export interface LookupSite extends GatewayAccess {
  readonly locationId: string;
  stop(): Promise<void>;
}

/**
 * Asks once, over the same API that a page uses, and reads until the answer is definite or its time is up.
 *
 * The question is posted a single time: when the connection fails the answer is unknown, and asking again would be
 * another act. Reading again is not.
 */
export async function askGateway(access: GatewayAccess, request: LookupRequest): Promise<LookupReport> {
  const path = new URL("/api/v1/lookups", access.apiUrl);
  try {
    const posted = await exchange(path, access, { method: "POST", body: JSON.stringify(request) });
    if (!posted.ok) return reportOfProblem(parseProblem(posted.body));
    return await readUntilSettled(access, parseLookupView(posted.body, request.lookupId), request);
  } catch (error) {
    return reportOfFault(error);
  }
}

async function readUntilSettled(
  access: GatewayAccess,
  first: LookupView,
  request: LookupRequest,
): Promise<LookupReport> {
  const path = new URL(`/api/v1/lookups/${request.lookupId}`, access.apiUrl);
  let view = first;
  while (!isSettled(view.state)) {
    await pause(betweenReadsMs);
    const read = await exchange(path, access, { method: "GET" });
    if (!read.ok) return reportOfProblem(parseProblem(read.body));
    view = parseLookupView(read.body, request.lookupId);
  }
  return reportOfView(view, request.locationId);
}

// A terminal does not wait ten minutes for a late answer: *no answer yet* is its answer.
function isSettled(state: LookupState): boolean {
  return isFinal(state) || state.kind === "failed";
}

async function exchange(
  path: URL,
  access: GatewayAccess,
  init: { readonly method: string; readonly body?: string },
): Promise<{ readonly ok: boolean; readonly body: unknown }> {
  const response = await fetch(path, {
    ...init,
    headers: {
      authorization: `Bearer ${access.token}`,
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
    },
  });
  return { ok: response.ok, body: await response.json() };
}

function reportOfFault(error: unknown): LookupReport {
  if (!CpisError.is(error, "CPIS_MESSAGE_MALFORMED"))
    return { outcome: "failed", reason: "gateway-unreachable" };
  // A record that cannot be read is a positive that cannot be read (design section 5).
  const reason = error.context["claimed"] === "record" ? "record-unreadable" : "answer-unreadable";
  return { outcome: "failed", reason };
}
