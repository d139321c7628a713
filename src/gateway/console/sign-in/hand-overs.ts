import { createHash } from "node:crypto";
import type { ServiceIdentifier } from "inversify";
import { CpisError } from "../../../errors/cpis-error.js";
import type { Clock } from "../../../ports/runtime.js";
import { hashOf, secret } from "./sign-in-attempts.js";

/** Somebody who signed in for a banner page, as the claims of a host's token would say it. */
export type UserClaims = Readonly<Record<string, unknown>>;

/** Sign-ins that wait for the page that asked for them. */
export interface HandOvers {
  /** Returns a code that works once, for the page that knows what `challenge` is the hash of. */
  leave(claims: UserClaims, challenge: string): string;
  /** Throws `CPIS_SIGN_IN_EXPIRED` for a code that is unknown, used or past its minute, `CPIS_SIGN_IN_FORGED` from another page. */
  take(code: string, verifier: string): UserClaims;
}
export const HandOvers: ServiceIdentifier<HandOvers> = Symbol("HandOvers");

const lifetimeMs = 60_000;
const mostWaiting = 500;

/** Holds them in memory, by the hash of their codes. */
export function createHandOvers(clock: Clock): HandOvers {
  const waiting = new Map<
    string,
    { readonly claims: UserClaims; readonly challenge: string; readonly endsAt: number }
  >();
  return {
    leave(claims, challenge) {
      for (const [id, { endsAt }] of waiting) if (clock.now() >= endsAt) waiting.delete(id);
      const oldest = waiting.size >= mostWaiting ? waiting.keys().next().value : undefined;
      if (oldest !== undefined) waiting.delete(oldest);
      const code = secret();
      waiting.set(hashOf(code), { claims, challenge, endsAt: clock.now() + lifetimeMs });
      return code;
    },
    take(code, verifier) {
      const id = hashOf(code);
      const left = waiting.get(id);
      waiting.delete(id);
      if (left === undefined || clock.now() >= left.endsAt) throw new CpisError("CPIS_SIGN_IN_EXPIRED");
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      if (challenge !== left.challenge) throw new CpisError("CPIS_SIGN_IN_FORGED");
      return left.claims;
    },
  };
}
