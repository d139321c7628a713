import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Clock } from "../../../ports/runtime.js";
import type { TokenVerifier } from "../../identity/caller.js";
import { createJwtVerifier } from "../../identity/jwt-verifier.js";
import { fixedKeys } from "../../identity/key-source.js";

/** Tokens for the pages of launches: nobody signs in there, and their system's server is not at hand. */
export interface SessionTokens {
  readonly lifetimeMs: number;
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The gateway's verifier, which also accepts these. */
  verifier(inner: TokenVerifier): TokenVerifier;
}

const issuer = "urn:cpis:launch-session";
const audience = "urn:cpis:gateway";

/** The end in any case. A page that nobody uses ends itself much sooner, and forgets its token. */
const lifetimeMs = 3_600_000;

/**
 * Signs with a key that lives as long as the process: a restart ends every session, and its page says so.
 *
 * A token is ours only by its signature; what it says of its issuer merely chooses which keys are tried.
 */
export function createSessionTokens(clock: Clock): SessionTokens {
  const keys = generateKeyPair("ES256");
  const own = keys.then(async ({ publicKey }) =>
    createJwtVerifier(
      {
        issuer,
        audience,
        clockToleranceSeconds: 0,
      },
      clock,
      fixedKeys([{ ...(await exportJWK(publicKey)), alg: "ES256" }]),
    ),
  );
  return {
    lifetimeMs,
    async sign(claims) {
      const { privateKey } = await keys;
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "ES256" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeMs / 1000)
        .sign(privateKey);
    },
    verifier: (inner) => ({
      verify: async (authorization) => (isSession(authorization) ? await own : inner).verify(authorization),
    }),
  };
}

function isSession(authorization: string | undefined): boolean {
  try {
    return decodeJwt(authorization?.replace(/^Bearer +/i, "") ?? "").iss === issuer;
  } catch {
    return false;
  }
}
