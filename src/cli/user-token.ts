import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { IdentityPlan } from "../config/plan.js";

/** A made-up member of staff, with the claims a token carries for them. */
export interface TokenUser {
  readonly id: string;
  readonly sdsUserId: string;
  readonly sdsRoleProfileId: string;
  readonly jobRoleCode: string;
  readonly jobRoleName: string;
  readonly activityCodes: readonly string[];
  readonly givenName: string;
  readonly familyName: string;
}

/** Signs user tokens with a key made at start; stands where a hospital's own identity service would. */
export interface TokenMint {
  /** The public half, as the gateway is to trust it. */
  readonly trustedKeys: IdentityPlan["trustedKeys"];
  mint(user: TokenUser): Promise<string>;
}

/** What the tokens say about where they come from and where they are meant to go. */
export interface TokenPlace {
  readonly issuer: string;
  readonly audience: string;
  readonly organisation: { readonly odsCode: string; readonly name: string };
}

/** Makes a key pair that lives as long as the process. Tokens last ten minutes where nothing else is said. */
export async function createTokenMint(place: TokenPlace, lifetime = "10m"): Promise<TokenMint> {
  const keys = await generateKeyPair("ES256");
  const kid = randomUUID();
  const publicKey = { ...(await exportJWK(keys.publicKey)), kid, alg: "ES256", use: "sig" };
  return {
    trustedKeys: { keys: [publicKey] },
    mint: ({ id, ...claims }) =>
      new SignJWT({ ...claims, orgOds: place.organisation.odsCode, orgName: place.organisation.name })
        .setProtectedHeader({ alg: "ES256", kid })
        .setSubject(id)
        .setIssuer(place.issuer)
        .setAudience(place.audience)
        .setIssuedAt()
        .setExpirationTime(lifetime)
        .sign(keys.privateKey),
  };
}
