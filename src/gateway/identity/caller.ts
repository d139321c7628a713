import type { ServiceIdentifier } from "inversify";
import type { AuditActor } from "../../ports/audit.js";

/** Everything the query's author template needs of a person (spine-transport section 12). */
export interface PersonIdentity {
  readonly sdsUserId: string;
  readonly sdsRoleProfileId: string;
  readonly jobRoleCode: string;
  readonly jobRoleName: string;
  readonly orgOds: string;
  readonly orgName: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Who is calling, as far as the token says it. Whether that is enough is decided per request. */
export interface Caller {
  readonly kind: "person" | "system";
  /** Whose lookups these are. Equal for every token of the same person, or of the same system. */
  readonly owner: string;
  /** Milliseconds since 1970; a stream ends then. */
  readonly expiresAt: number;
  /** Undefined where the token does not name any. */
  readonly activityCodes?: readonly string[];
  readonly jobRoleCode?: string;
  /** The organisation the caller acts for; part of what answers may be shared within. */
  readonly organisationOdsCode?: string;
  /** Complete, or undefined: a query is never authored by half a person. */
  readonly person?: PersonIdentity;
  readonly actor: AuditActor;
}

/** Says who a request comes from. */
export interface TokenVerifier {
  /** Throws `CPIS_TOKEN_MISSING` or `CPIS_TOKEN_REJECTED`; never says why in more detail. */
  verify(authorization: string | undefined): Promise<Caller>;
}
export const TokenVerifier: ServiceIdentifier<TokenVerifier> = Symbol("TokenVerifier");
