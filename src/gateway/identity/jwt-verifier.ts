import { createHash } from "node:crypto";
import { jwtVerify } from "jose";
import type { IdentityPlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { Caller, TokenVerifier } from "./caller.js";
import type { KeySource } from "./key-source.js";
import { readClaims } from "./read-claims.js";

// Signatures by a key only its owner has. A shared secret would let any reader of the configuration mint users.
const algorithms = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];

const rememberedTokens = 2000;

/**
 * Verifies JWTs against the configured keys: signature, issuer, audience and times.
 *
 * A page sends the same token with every request, so the outcome of a signature check is remembered until the token
 * expires; the expiry itself is checked every time.
 */
export function createJwtVerifier(
  plan: Pick<IdentityPlan, "audience" | "issuer" | "clockToleranceSeconds">,
  clock: Clock,
  keys: KeySource,
): TokenVerifier {
  const known = new Map<string, Caller>();
  let version = keys.version();
  const toleranceMs = plan.clockToleranceSeconds * 1000;

  const check = async (token: string, tokenHash: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, keys.getKey, {
      algorithms,
      issuer: plan.issuer,
      audience: plan.audience,
      clockTolerance: plan.clockToleranceSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ["exp"],
    });
    return readClaims(payload, tokenHash);
  };
  return {
    async verify(authorization) {
      const token = bearerToken(authorization);
      const tokenHash = createHash("sha256").update(token).digest("base64url");
      if (version !== keys.version()) known.clear();
      version = keys.version();
      const remembered = known.get(tokenHash);
      const isCurrent = remembered !== undefined && remembered.expiresAt + toleranceMs > clock.now();
      // Where every token is remembered nobody would ask for the keys, and one taken away would go on working.
      if (isCurrent && keys.isFresh()) return remembered;
      known.delete(tokenHash);
      const caller = await check(token, tokenHash).catch((cause: unknown) => {
        if (CpisError.is(cause)) throw cause;
        throw new CpisError("CPIS_TOKEN_REJECTED", { cause });
      });
      remember(known, tokenHash, caller);
      return caller;
    },
  };
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === "") throw new CpisError("CPIS_TOKEN_MISSING");
  const match = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization);
  const token = match?.[1];
  if (token === undefined) throw new CpisError("CPIS_TOKEN_REJECTED");
  return token;
}

function remember(known: Map<string, Caller>, tokenHash: string, caller: Caller): void {
  const oldest = known.size >= rememberedTokens ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(tokenHash, caller);
}
