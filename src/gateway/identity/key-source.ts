import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { IdentityPlan } from "../../config/plan.js";
import { isRecord } from "../../config/draft.js";
import { keySetFaults } from "../../config/trusted-keys.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";

/** The keys that sign user tokens, wherever they are kept. */
export interface KeySource {
  /** Throws `CPIS_TOKEN_KEYS_UNAVAILABLE` where no keys could be had yet. */
  readonly getKey: JWTVerifyGetKey;
  /** Changes with the keys, so that a token of a key that was taken away is looked at again. */
  version(): number;
  /** Whether they were looked at lately; what an older look allowed must be looked at again. */
  isFresh(): boolean;
}

/** What fetches keys. */
export interface KeySourceParts {
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
}

/** Keys older than this are fetched anew: a key that its owner took away must not be believed for longer. */
const freshMs = 600_000;

/** Between two fetches, whatever comes: anybody can send a token with a key nobody knows. */
const coolDownMs = 30_000;

const answerMs = 5_000;
const maxBytes = 65_536;

/**
 * The keys that stand in a configuration, or those at its address. Of an address the keys outlive a change of the
 * configuration: it may not answer just then.
 */
export function createKeySources(parts: KeySourceParts): (keys: IdentityPlan["trustedKeys"]) => KeySource {
  const byAddress = new Map<string, KeySource>();
  return ({ keys, url }) => {
    if (url === undefined) return fixedKeys(keys);
    const source = byAddress.get(url) ?? remoteKeys(url, parts);
    byAddress.set(url, source);
    return source;
  };
}

/** Keys that stay as they are. */
export function fixedKeys(keys: IdentityPlan["trustedKeys"]["keys"]): KeySource {
  const getKey = createLocalJWKSet({ keys } as unknown as JSONWebKeySet);
  return { getKey, version: () => 0, isFresh: () => true };
}

/**
 * Keys at an address: fetched when the first token comes, again when they are old, and when a token names a key that is
 * not among them.
 *
 * While the address does not answer, or answers something that is no set of public keys, the last good keys are kept,
 * and an alarm stands: a host whose key server is down must not lose its banner (H-04).
 */
function remoteKeys(url: string, { clock, telemetry }: KeySourceParts): KeySource {
  let text: string | undefined;
  let find: JWTVerifyGetKey | undefined;
  let version = 0;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const take = async (): Promise<void> => {
    try {
      const answer = await fetchKeySet(url);
      fetchedAt = clock.now();
      telemetry.alarmOver("token-keys-unreachable");
      if (answer === text) return;
      text = answer;
      find = createLocalJWKSet(JSON.parse(answer) as JSONWebKeySet);
      version += 1;
    } catch {
      telemetry.alarm("token-keys-unreachable");
    }
  };
  const refresh = async (): Promise<void> => {
    if (fetching === undefined) {
      if (clock.now() - triedAt < coolDownMs) return;
      triedAt = clock.now();
      fetching = take().finally(() => (fetching = undefined));
    }
    await fetching;
  };
  const found: JWTVerifyGetKey = (header, token) => {
    if (find === undefined) throw new CpisError("CPIS_TOKEN_KEYS_UNAVAILABLE");
    return find(header, token);
  };
  const isFresh = (): boolean => clock.now() - fetchedAt < freshMs;
  return {
    version: () => version,
    isFresh,
    async getKey(header, token) {
      if (!isFresh()) await refresh();
      try {
        return await found(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        return found(header, token);
      }
    },
  };
}

async function fetchKeySet(url: string): Promise<string> {
  // An address that sends elsewhere is not the one that was configured.
  const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(answerMs) });
  const text = await answer.text();
  if (!answer.ok || text.length > maxBytes) throw new CpisError("CPIS_TOKEN_KEYS_UNAVAILABLE");
  const keys = keysIn(JSON.parse(text));
  if (keys.length === 0 || keySetFaults(url, keys).length > 0)
    throw new CpisError("CPIS_TOKEN_KEYS_UNAVAILABLE");
  return text;
}

function keysIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const keys: unknown = typeof value === "object" && value !== null && "keys" in value ? value.keys : [];
  return Array.isArray(keys) ? keys.filter(isRecord) : [];
}
