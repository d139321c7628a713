import { createHash, randomBytes } from "node:crypto";
import { CpisError } from "../../../errors/cpis-error.js";
import type { Clock } from "../../../ports/runtime.js";
import type { SignInChecks } from "./identity-provider.js";

/** A sign-in that was begun, and the secret by which its browser is known again. */
export interface BegunAttempt {
  readonly checks: SignInChecks;
  readonly browserSecret: string;
}

/** Sign-ins under way, in memory. `P` is what each is for. */
export interface SignInAttempts<P> {
  begin(purpose: P, isFresh: boolean): BegunAttempt;
  /** What an attempt is for; it stays as it is. */
  peek(state: string | null): P | undefined;
  /**
   * Uses an attempt up. Throws `CPIS_SIGN_IN_EXPIRED` for one that is too old or unknown, `CPIS_SIGN_IN_FORGED` in another
   * browser than the one that began, `CPIS_SIGN_IN_REPLAYED` the second time.
   */
  take(
    state: string,
    browserSecret: string | undefined,
  ): { readonly checks: SignInChecks; readonly purpose: P };
}

interface Attempt<P> {
  readonly checks: SignInChecks;
  readonly purpose: P;
  readonly browser: string;
  isUsed: boolean;
}

/** As long as somebody may look for their smartcard. */
const lifetimeMs = 600_000;
const mostAttempts = 2_000;

/** Remembers what each sign-in is bound to until its answer has come. */
export function createSignInAttempts<P>(clock: Clock): SignInAttempts<P> {
  const attempts = new Map<string, Attempt<P>>();
  const isOver = ({ checks }: Attempt<P>): boolean => clock.now() - checks.startedAt >= lifetimeMs;
  const sweep = (): void => {
    for (const [state, attempt] of attempts) if (isOver(attempt)) attempts.delete(state);
    const oldest = attempts.size >= mostAttempts ? attempts.keys().next().value : undefined;
    if (oldest !== undefined) attempts.delete(oldest);
  };
  return {
    begin(purpose, isFresh) {
      sweep();
      const [state, nonce, verifier, browserSecret] = [secret(), secret(), secret(), secret()];
      const checks = { state, nonce, verifier, startedAt: clock.now(), isFresh };
      attempts.set(state, { checks, purpose, browser: hashOf(browserSecret), isUsed: false });
      return { checks, browserSecret };
    },
    peek: (state) => attempts.get(state ?? "")?.purpose,
    take(state, browserSecret) {
      const attempt = attempts.get(state);
      if (attempt === undefined || isOver(attempt)) throw new CpisError("CPIS_SIGN_IN_EXPIRED");
      const isSameBrowser = browserSecret !== undefined && hashOf(browserSecret) === attempt.browser;
      if (!isSameBrowser) throw new CpisError("CPIS_SIGN_IN_FORGED");
      if (attempt.isUsed) throw new CpisError("CPIS_SIGN_IN_REPLAYED");
      attempt.isUsed = true;
      return attempt;
    },
  };
}

/** A secret of 256 bits, in the characters that an address and a cookie may carry. */
export function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Of a secret only its hash is kept. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
