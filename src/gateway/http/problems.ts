import type { Problem } from "../../contract/lookup.js";
import { errorCodes, type ErrorCode } from "../../errors/codes.js";
import { CpisError } from "../../errors/cpis-error.js";

/** Media type of RFC 9457. */
export const problemType = "application/problem+json";

const statuses: Partial<Readonly<Record<ErrorCode, number>>> = {
  CPIS_REQUEST_INVALID: 400,
  CPIS_TOKEN_MISSING: 401,
  CPIS_TOKEN_REJECTED: 401,
  CPIS_TOKEN_KEYS_UNAVAILABLE: 503,
  CPIS_ROLE_NOT_PERMITTED: 403,
  CPIS_SESSION_MISSING: 401,
  CPIS_STEP_UP_NEEDED: 403,
  CPIS_REQUEST_FORGED: 403,
  CPIS_SIGN_IN_UNAVAILABLE: 503,
  CPIS_SIGN_IN_DECLINED: 403,
  CPIS_SIGN_IN_EXPIRED: 410,
  CPIS_SIGN_IN_REPLAYED: 410,
  CPIS_SIGN_IN_FORGED: 403,
  CPIS_SIGN_IN_REJECTED: 403,
  CPIS_SIGN_IN_LEVEL_TOO_LOW: 403,
  CPIS_SIGN_IN_NO_ROLE: 403,
  CPIS_SIGN_IN_NOT_PERMITTED: 403,
  CPIS_SIGN_IN_OTHER_PERSON: 403,
  CPIS_LOOKUP_NOT_FOUND: 404,
  CPIS_LOCATION_UNKNOWN: 404,
  CPIS_CONFIG_INVALID: 422,
  CPIS_CERTIFICATE_UNUSABLE: 422,
  CPIS_CONFIG_NOT_CHANGEABLE: 409,
  CPIS_CONFIG_FILE_CHANGED: 409,
  CPIS_CONFIG_NOT_WRITTEN: 503,
  CPIS_CHANGE_NOT_FOUND: 404,
  CPIS_CHANGE_NOT_POSSIBLE: 409,
  CPIS_CHANGE_SECOND_PERSON: 403,
  CPIS_LOOKUP_CONFLICT: 409,
  CPIS_EVENT_OUT_OF_ORDER: 409,
  CPIS_CASE_INVALID: 422,
  CPIS_CASE_NOT_FOUND: 404,
  CPIS_DELETION_REFUSED: 422,
  CPIS_NOTICE_NOT_FOUND: 404,
  CPIS_NOTICE_CONFLICT: 409,
  CPIS_MAILBOX_MESSAGE_NOT_FOUND: 404,
  CPIS_UPLOAD_NOT_POSSIBLE: 409,
  CPIS_UPLOAD_NOT_FOUND: 404,
  CPIS_TAKEOVER_NOT_FOUND: 404,
  CPIS_TAKEOVER_INVALID: 422,
  CPIS_TAKEOVER_NOT_POSSIBLE: 409,
  CPIS_TAKEOVER_UNDECIDED: 409,
  CPIS_TAKEOVER_CHANGED: 409,
  CPIS_TAKEOVER_SECOND_PERSON: 403,
  CPIS_TOO_MANY_REQUESTS: 429,
  CPIS_PAUSE_NOT_FOUND: 404,
  CPIS_LAUNCH_MISSING: 400,
  CPIS_LAUNCH_MALFORMED: 400,
  CPIS_LAUNCH_IN_CLEAR: 400,
  CPIS_LAUNCH_UNSIGNED: 403,
  CPIS_LAUNCH_ALTERED: 403,
  CPIS_LAUNCH_ISSUER_UNKNOWN: 403,
  CPIS_LAUNCH_FOR_ANOTHER: 403,
  CPIS_LAUNCH_EXPIRED: 410,
  CPIS_LAUNCH_REPLAYED: 410,
  CPIS_STORE_FAILED: 503,
};

// Faults that the HTTP layer finds before any of our code sees the request.
const details: Readonly<Record<number, string>> = {
  400: "The request is not valid HTTP or JSON.",
  404: "There is nothing at this address.",
  405: "This address does not answer that method.",
  408: "The request took too long to arrive.",
  413: "The body is larger than this address accepts.",
  414: "The address is longer than this server accepts.",
  415: "This address accepts application/json only.",
  429: "Too many requests; wait a moment.",
  431: "The headers are larger than this server accepts.",
};

/** Problem details of a code. Title and detail are ours: nothing of the request is repeated. */
export function problemOf(code: ErrorCode, status = statuses[code] ?? 500): Problem {
  const detail = code === "CPIS_REQUEST_INVALID" ? details[status] : undefined;
  return {
    type: `urn:cpis:problem:${code}`,
    title: errorCodes[code].text,
    status,
    code,
    ...(detail === undefined || status === 400 ? {} : { detail }),
  };
}

/** Problem details of a refusal by the HTTP layer itself. */
export function problemOfStatus(status: number): Problem {
  const code = status === 429 ? "CPIS_TOO_MANY_REQUESTS" : "CPIS_REQUEST_INVALID";
  const detail = details[status];
  return { ...problemOf(code, status), ...(detail === undefined ? {} : { detail }) };
}

/**
 * The one place where an error becomes an HTTP answer.
 *
 * A `CpisError` keeps its code; a refusal of the HTTP layer keeps its status; everything else is our own fault and says
 * nothing about itself, because its message may quote what it failed on.
 */
export function toProblem(error: unknown): Problem {
  if (CpisError.is(error)) {
    const problem = problemOf(error.code);
    const { issues } = error;
    return issues.length === 0 ? problem : { ...problem, issues };
  }
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500
    ? problemOfStatus(status)
    : problemOf("CPIS_INTERNAL");
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** The HTTP status of a code. */
export function statusOfCode(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
