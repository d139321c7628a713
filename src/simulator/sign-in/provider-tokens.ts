import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from "jose";
import type { ProviderFault } from "./provider-faults.js";
import { simulatorJobRoleCodes, type NationalRole, type SignInPerson } from "./sign-in-people.js";

/** A sign-in that the provider has made a code for. */
export interface Grant {
  readonly person: SignInPerson;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly nonce?: string;
  readonly level: "AAL2" | "AAL3";
  /** Milliseconds since 1970. */
  readonly signedInAt: number;
  readonly madeAt: number;
}

/** The keys of the provider, and what it signs with them. */
export interface ProviderTokens {
  jwks(): { readonly keys: readonly JWK[] };
  /** Signs with a new key from now on; the old one is no longer published. */
  rotate(): Promise<void>;
  idToken(grant: Grant, issuer: string, now: number, fault?: ProviderFault): Promise<string>;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

let made = 0;

async function newKey(): Promise<SigningKey> {
  made += 1;
  const kid = `sign-in-${String(made)}`;
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

/** Keys made for this start. */
export async function createProviderTokens(): Promise<ProviderTokens> {
  let current = await newKey();
  return {
    jwks: () => ({ keys: [current.jwk] }),
    async rotate() {
      current = await newKey();
    },
    async idToken(grant, issuer, now, fault) {
      const claims = idClaims(grant, issuer, now, fault);
      if (fault === "unsigned") return new UnsecuredJWT(claims).encode();
      const { kid, privateKey } = fault === "unknown-key" ? await newKey() : current;
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
    },
  };
}

function idClaims(grant: Grant, issuer: string, now: number, fault?: ProviderFault): Record<string, unknown> {
  const seconds = Math.floor(now / 1000);
  const isWeak = fault === "weak-proof";
  return {
    iss: fault === "wrong-issuer" ? "https://elsewhere.example" : issuer,
    aud: fault === "wrong-audience" ? "another-client" : grant.clientId,
    sub: grant.person.userId,
    iat: fault === "expired-token" ? seconds - 1200 : seconds,
    exp: fault === "expired-token" ? seconds - 600 : seconds + 600,
    auth_time: Math.floor(grant.signedInAt / 1000) - (fault === "old-sign-in" ? 3600 : 0),
    acr: isWeak ? "AAL1_USERPASS" : `${grant.level}_ANY`,
    authentication_assurance_level: isWeak ? "1" : grant.level.slice(3),
    id_assurance_level: "3",
    ...(grant.nonce === undefined ? {} : { nonce: fault === "wrong-nonce" ? "another" : grant.nonce }),
  };
}

/** What the provider tells of a person, in the words of CIS2. */
export function userinfoOf(
  { userId, title, givenName, familyName, roles }: SignInPerson,
  fault?: ProviderFault,
): Record<string, unknown> {
  const held = fault === "no-role" ? [] : fault === "two-roles" ? [...roles, secondJob(roles)] : roles;
  return {
    sub: fault === "another-subject" ? "999800039999" : userId,
    uid: userId,
    nhsid_useruid: userId,
    name: `${familyName} ${givenName} ${title}`,
    title,
    given_name: givenName,
    family_name: familyName,
    ...(held.length === 0 ? {} : { nhsid_nrbac_roles: held.map(rbacRole) }),
    nhsid_user_orgs: held.map(({ organisation }) => ({
      org_code: organisation.odsCode,
      org_name: organisation.name,
    })),
  };
}

function secondJob([first]: readonly NationalRole[]): NationalRole {
  const organisation = first?.organisation ?? { odsCode: "ZZ9A1", name: "Northgate General Hospital" };
  return {
    roleProfileId: "999800049999",
    jobRoleCode: simulatorJobRoleCodes.auditor,
    jobRoleName: "Information Governance Access Role",
    activityCodes: [],
    organisation,
  };
}

function rbacRole({ roleProfileId, jobRoleCode, jobRoleName, activityCodes, organisation }: NationalRole) {
  return {
    person_orgid: `${roleProfileId.slice(0, 8)}9000`,
    person_roleid: roleProfileId,
    org_code: organisation.odsCode,
    role_name: `"Clinical":"Clinical Provision":"${jobRoleName}"`,
    ...(jobRoleCode === undefined ? {} : { role_code: `S8000:G8000:${jobRoleCode}` }),
    activity_codes: activityCodes,
    activities: activityCodes.map((code) => `Activity ${code}`),
  };
}
