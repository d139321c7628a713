import type { ConsoleRole } from "../domain/console-role.js";

/** How long somebody stays signed in to the console. */
export interface ConsoleSessionsPlan {
  /** Without any act of the person. */
  readonly idleMs: number;
  /** In any case. */
  readonly longestMs: number;
  /** After a fresh sign-in, for dangerous actions. */
  readonly stepUpMs: number;
}

/** How this gateway proves itself to the provider. */
export type ClientCredential =
  | { readonly kind: "secret"; readonly secret: string }
  | {
      readonly kind: "private-key";
      /** PEM. */
      readonly key: string;
      readonly keyId: string;
      readonly algorithm: "RS256" | "RS512" | "PS256" | "ES256";
    };

/** The OpenID provider that says who people are. */
export interface SignInPlan {
  readonly issuer: string;
  readonly clientId: string;
  readonly credential: ClientCredential;
  /** The least authenticator assurance level that is accepted. */
  readonly level: "AAL2" | "AAL3";
  readonly scope: string;
  readonly clockToleranceSeconds: number;
}

/** What a person is here who signs in with one of these codes. */
export interface ConsoleRoleRule {
  readonly role: ConsoleRole;
  readonly activityCodes: readonly string[];
  readonly jobRoleCodes: readonly string[];
}

/** The administrators' console. */
export interface ConsolePlan {
  /** Where browsers reach it: what sign-in returns to, and the only `Origin` that may change anything. */
  readonly origin: string;
  readonly sessions: ConsoleSessionsPlan;
  readonly signIn: SignInPlan;
  readonly roles: readonly ConsoleRoleRule[];
  /** ODS codes of the organisations for which people must work. */
  readonly organisations: readonly string[];
}
