import { parseErrorBody, type MeshErrorBody } from "../../codec/mesh/error-body.js";
import type { ErrorCode } from "../../errors/codes.js";
import { CpisError, type ErrorContext } from "../../errors/cpis-error.js";
import type { MeshAnswer } from "./mesh-connection.js";
import { readText } from "./read-body.js";

const maxErrorBytes = 65_536;

/**
 * Reads an answer that is not a success and says what it means for a call that may be repeated (mesh section 6). The
 * status alone decides; the body only adds what the service desk will ask for.
 */
export async function toAnswerError(answer: MeshAnswer, nowEpochMs: number): Promise<CpisError> {
  const body = await readErrorBody(answer);
  const context = describe(answer, body, nowEpochMs);
  return new CpisError(codeOf(answer.status), { context });
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return "CPIS_MESH_FORBIDDEN";
  if (status === 404 || status === 410) return "CPIS_MESH_NOT_FOUND";
  if (status === 425 || status === 429 || status >= 500) return "CPIS_MESH_BUSY";
  return status >= 400 ? "CPIS_MESH_REJECTED" : "CPIS_MESH_MALFORMED";
}

async function readErrorBody(answer: MeshAnswer): Promise<MeshErrorBody> {
  try {
    return parseErrorBody(await readText(answer.body, maxErrorBytes));
  } catch {
    return { fields: [] };
  }
}

function describe(answer: MeshAnswer, body: MeshErrorBody, nowEpochMs: number): ErrorContext {
  const date = answer.headers["date"];
  const serverTime = typeof date === "string" ? Date.parse(date) : Number.NaN;
  // A wrong clock is the most frequent reason for a 403, and nothing else in the answer tells.
  const clockAheadSeconds = Math.round((nowEpochMs - serverTime) / 1_000);
  return {
    status: answer.status,
    internalId: body.internalId,
    event: body.event,
    code: body.code,
    fields: body.fields.length === 0 ? undefined : body.fields.join(" "),
    clockAheadSeconds:
      answer.status === 403 && Number.isFinite(clockAheadSeconds) ? clockAheadSeconds : undefined,
  };
}

/** Milliseconds that MESH asks us to wait, from either form of Retry-After; undefined where there is none. */
export function parseRetryAfter(
  value: string | readonly string[] | undefined,
  nowEpochMs: number,
): number | undefined {
  if (typeof value !== "string") return undefined;
  if (/^\s*\d{1,6}\s*$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowEpochMs);
}
