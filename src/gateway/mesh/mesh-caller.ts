import { createHmac } from "node:crypto";
import { buildAuthorisation, tokenMessage, tokenTimestamp } from "../../codec/mesh/authorisation.js";
import { meshMediaType } from "../../codec/mesh/workflows.js";
import type { MeshCredentials } from "../../domain/mesh-credentials.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";
import { pause } from "../../pipeline/pause.js";
import { parseRetryAfter } from "./answer-meaning.js";
import type { MeshAnswer, MeshConnection, MeshRequest } from "./mesh-connection.js";
import type { ClockWatch } from "../telemetry/clock-watch.js";

/** One call of the MESH API. */
export interface MeshCall {
  readonly method: MeshRequest["method"];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for every attempt. */
  readonly body?: () => Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether doing it twice is harmless. A first or only `POST` to the outbox is not: nothing tells two apart. */
  readonly repeatable: boolean;
  /** False for look-ups, which need the client certificate only. */
  readonly authorised: boolean;
}

/** Makes calls, repeating them exactly as far as that is harmless. */
export interface MeshCaller {
  /** The answer, whatever its status; a failure of transport is thrown. */
  call(call: MeshCall, signal: AbortSignal): Promise<MeshAnswer>;
}

/** What a caller needs from outside. */
export interface CallerDependencies {
  readonly connection: Pick<MeshConnection, "exchange">;
  readonly credentials: MeshCredentials;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly timers: Timers;
  readonly userAgent: string;
  /** Throws `CPIS_CERTIFICATE_UNUSABLE` once our own certificate is out of date: nothing is sent with it. */
  readonly checkCertificate: () => void;
  /** Told what MESH's clock says in each answer. */
  readonly clockWatch?: Pick<ClockWatch, "note"> | undefined;
}

const repeats = 3;
const firstPauseMs = 500;
const longestPauseMs = 60_000;
const busyStatuses: ReadonlySet<number> = new Set([425, 429, 502, 503, 504]);

/**
 * Calls with a fresh token each time: a nonce of its own with count 0, made after any wait, because MESH refuses a token
 * that it has seen (mesh section 3). A 403 is tried once more and then believed.
 */
export function createMeshCaller(dependencies: CallerDependencies): MeshCaller {
  return { call: (call, signal) => callWithRepeats(dependencies, call, signal) };
}

async function callWithRepeats(
  dependencies: CallerDependencies,
  call: MeshCall,
  signal: AbortSignal,
): Promise<MeshAnswer> {
  let forbidden = false;
  for (let attempt = 0; ; attempt += 1) {
    const mayRepeat = call.repeatable && attempt < repeats;
    const result = await tryOnce(dependencies, call, signal);
    if (result instanceof CpisError) {
      if (!mayRepeat || result.category !== "unavailable" || signal.aborted) throw result;
      await pause(dependencies.timers, backOffMs(attempt), signal);
    } else if (result.status === 403 && call.authorised && !forbidden) {
      forbidden = true;
      await result.discard();
    } else if (busyStatuses.has(result.status) && mayRepeat) {
      const asked = parseRetryAfter(result.headers["retry-after"], dependencies.clock.now());
      if (asked !== undefined && asked > longestPauseMs) return result;
      await result.discard();
      await pause(dependencies.timers, asked ?? backOffMs(attempt), signal);
    } else return result;
    if (signal.aborted) throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { reason: "stopped" } });
  }
}

function backOffMs(attempt: number): number {
  return firstPauseMs * 2 ** attempt;
}

async function tryOnce(
  dependencies: CallerDependencies,
  call: MeshCall,
  signal: AbortSignal,
): Promise<MeshAnswer | CpisError> {
  dependencies.checkCertificate();
  const request: MeshRequest = {
    method: call.method,
    path: call.path,
    repeatable: call.repeatable,
    headers: {
      accept: meshMediaType,
      "user-agent": dependencies.userAgent,
      ...call.headers,
      ...(call.authorised ? { authorization: makeToken(dependencies) } : {}),
    },
    ...(call.body === undefined ? {} : { body: call.body() }),
  };
  try {
    const answer = await dependencies.connection.exchange(request, signal);
    const { date } = answer.headers;
    dependencies.clockWatch?.note(typeof date === "string" ? date : date?.[0]);
    return answer;
  } catch (error) {
    if (error instanceof CpisError) return error;
    throw error;
  }
}

function makeToken({ credentials, clock, ids }: CallerDependencies): string {
  const { mailboxId, password, sharedKey } = credentials;
  const parts = { mailboxId, nonce: ids.uuid(), nonceCount: 0, timestamp: tokenTimestamp(clock.now()) };
  const hash = createHmac("sha256", sharedKey).update(tokenMessage(parts, password)).digest("hex");
  return buildAuthorisation(parts, hash);
}
