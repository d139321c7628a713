import { randomBytes, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import type { GatewayPlan, HospitalPlan, SpinePlan } from "../../src/config/plan.js";

/** Mints tokens as a host system would. */
export interface TokenMint {
  readonly jwks: GatewayPlan["identity"]["trustedKeys"];
  /** A complete nurse at an emergency department, with what the test changes. `undefined` removes a claim. */
  token(changes?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>;
}

interface TokenOptions {
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
}

export const nurse = {
  sub: "nurse-1",
  sdsUserId: "999900000101",
  sdsRoleProfileId: "999900000102",
  jobRoleCode: "R8001",
  jobRoleName: "Nurse Access Role",
  activityCodes: ["B0107", "B0170"],
  orgOds: "ZZ9A1",
  orgName: "Northgate General Hospital",
  givenName: "Ama",
  familyName: "O’Rell",
} as const;

export async function createTokenMint(): Promise<TokenMint> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "test", alg: "ES256" };
  return { jwks: { keys: [jwk] }, token: (changes, options) => mint(privateKey, changes, options) };
}

async function mint(
  key: CryptoKey,
  changes: Readonly<Record<string, unknown>> = {},
  options: TokenOptions = {},
): Promise<string> {
  const all: Readonly<Record<string, unknown>> = { ...nurse, ...changes };
  const claims = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: "test" })
    .setIssuer(options.issuer ?? "https://epr.northgate.example")
    .setAudience(options.audience ?? "cpis-gateway")
    .setIssuedAt(now)
    .setExpirationTime(now + (options.expiresIn ?? 600))
    .sign(key);
}

export interface PlanChanges {
  readonly storeFile: string;
  readonly spine: SpinePlan;
  readonly trustedKeys: GatewayPlan["identity"]["trustedKeys"];
  readonly sealingKey?: string;
  readonly lookups?: Partial<GatewayPlan["lookups"]>;
  readonly limits?: Partial<GatewayPlan["limits"]>;
  readonly http?: Partial<GatewayPlan["http"]>;
  readonly identity?: Partial<HospitalPlan["identity"]>;
  readonly contacts?: GatewayPlan["contacts"];
  readonly console?: GatewayPlan["console"];
}

/** Three locations: an emergency department, a clinic and one that is switched off. */
export function gatewayPlan(changes: PlanChanges): HospitalPlan {
  return {
    hash: "0123456789ab",
    environment: "simulator",
    locations: [
      location("ed", "Emergency department", "unscheduled"),
      { ...location("clinic", "Community paediatrics", "scheduled"), discreet: true, idleClearMs: 120_000 },
      { ...location("ward", "Ward not yet live", "unscheduled"), enabled: false },
    ],
    eligibility: { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: false },
    identity: {
      audience: "cpis-gateway",
      issuer: "https://epr.northgate.example",
      trustedKeys: changes.trustedKeys,
      clockToleranceSeconds: 0,
      unscheduledActivity: "B0107",
      scheduledActivity: "B0170",
      rolesNeverAutomatic: ["R8010"],
      nominatedPerson: {
        given: "Ines",
        family: "Vale",
        jobRoleCode: "R0260",
        jobRoleName: "Named Nurse for Safeguarding",
      },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
      jobRoleCodeSystem: "1.2.826.0.1285.0.2.1.104",
      ...changes.identity,
    },
    limits: { perUserPerMinute: 30, perSitePerMinute: 120, ...changes.limits },
    lookups: {
      dwellMs: 1000,
      answerMs: 30_000,
      lateAnswerMs: 120_000,
      contentTtlMs: 900_000,
      reuseWindowMs: 43_200_000,
      ...changes.lookups,
    },
    spine: changes.spine,
    http: {
      host: "127.0.0.1",
      port: 0,
      allowedOrigins: ["https://epr.northgate.example"],
      ...changes.http,
    },
    store: {
      file: changes.storeFile,
      sealingKey: changes.sealingKey ?? randomBytes(32).toString("base64"),
    },
    contacts: changes.contacts ?? { safeguardingTelephone: "01632960155", officeHours: {} },
    ...(changes.console === undefined ? {} : { console: changes.console }),
    logLevel: "silent",
  };
}

function location(id: string, name: string, accessMode: "unscheduled" | "scheduled") {
  return { id, name, accessMode, enabled: true, discreet: false };
}

export const newLookupId = (): string => randomUUID();
