import { randomUUID } from "node:crypto";
import { CompactEncrypt, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import type { LaunchPlan, LaunchSystemPlan } from "../../config/hosted-plan.js";

/** What can be wrong with a launch, by name. */
export type LaunchFault =
  /** Made two minutes ago. */
  | "expired"
  /** Its time has not begun: the system's clock is ahead. */
  | "not-yet"
  /** Valid for an hour. */
  | "too-long"
  /** Encrypted, but nobody signed it. */
  | "unsigned"
  /** Signed with `alg: none`. */
  | "algorithm-none"
  /** Signed, but readable by anybody. */
  | "not-encrypted"
  /** One character of the sealed text differs. */
  | "altered"
  /** Signed with a key that is not configured. */
  | "foreign-key"
  /** Signed by a system that is not configured. */
  | "foreign-issuer"
  /** Made for another gateway. */
  | "wrong-audience"
  /** Names no patient. */
  | "no-patient"
  /** Names a place that is not configured. */
  | "unknown-place";

/** Every fault. */
export const launchFaults: readonly LaunchFault[] = [
  "expired",
  "not-yet",
  "too-long",
  "unsigned",
  "algorithm-none",
  "not-encrypted",
  "altered",
  "foreign-key",
  "foreign-issuer",
  "wrong-audience",
  "no-patient",
  "unknown-place",
];

/** A record system that opens the banner by a link, with its keys and the gateway's. */
export interface LaunchingSystem {
  /** The gateway's configuration for it. */
  readonly plan: LaunchPlan;
  /** A launch for these claims, right or with one fault. */
  launch(claims: Readonly<Record<string, unknown>>, fault?: LaunchFault): Promise<string>;
  /** Signs with a new key from now on and makes the gateway's sealing key new too; the old ones stay trusted in the plan that is returned. */
  rotate(): Promise<LaunchPlan>;
}

const issuer = "https://pas.northgate.example";
const audience = "https://cpis.northgate.example";

interface Keys {
  readonly signing: CryptoKey;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly sealingPublic: CryptoKey;
  readonly sealingPrivate: JWK;
}

/** Makes a system with fresh keys. Its people and organisations are made up. */
export async function createLaunchingSystem(
  changes: Partial<Omit<LaunchSystemPlan, "issuer" | "trustedKeys">> = {},
): Promise<LaunchingSystem> {
  let keys = await makeKeys();
  const foreign = await makeKeys();
  let plan = planOf([keys], changes);
  return {
    get plan() {
      return plan;
    },
    async launch(claims, fault) {
      const said = {
        ...claims,
        ...(fault === "no-patient" ? { patient: undefined } : {}),
        ...(fault === "unknown-place" ? { location: "nowhere" } : {}),
      };
      const signed = await sign(said, fault === "foreign-key" ? foreign : keys, fault);
      if (fault === "not-encrypted" || fault === "algorithm-none") return signed;
      return spoiled(await seal(fault === "unsigned" ? JSON.stringify(said) : signed, keys), fault);
    },
    async rotate() {
      const before = keys;
      keys = await makeKeys();
      plan = planOf([keys, before], changes);
      return plan;
    },
  };
}

function planOf(
  keys: readonly Keys[],
  changes: Partial<Omit<LaunchSystemPlan, "issuer" | "trustedKeys">>,
): LaunchPlan {
  const asRecords = (jwks: readonly JWK[]) => ({ keys: jwks.map((jwk) => ({ ...jwk })) });
  return {
    audience,
    decryptionKeys: asRecords(keys.map(({ sealingPrivate }) => sealingPrivate)),
    systems: [
      {
        issuer,
        shape: "cpis",
        trustedKeys: asRecords(keys.map(({ publicJwk }) => publicJwk)),
        locations: {},
        practitioners: {},
        withoutUser: "not-identified",
        ...changes,
      },
    ],
  };
}

async function makeKeys(): Promise<Keys> {
  const signing = await generateKeyPair("ES256", { extractable: true });
  const sealing = await generateKeyPair("ECDH-ES+A256KW", { extractable: true });
  const kid = randomUUID();
  return {
    signing: signing.privateKey,
    kid,
    publicJwk: { ...(await exportJWK(signing.publicKey)), kid, alg: "ES256" },
    sealingPublic: sealing.publicKey,
    sealingPrivate: { ...(await exportJWK(sealing.privateKey)), kid, alg: "ECDH-ES+A256KW" },
  };
}

async function sign(
  claims: Readonly<Record<string, unknown>>,
  { signing, kid }: Keys,
  fault: LaunchFault | undefined,
): Promise<string> {
  const shift = fault === "expired" ? -120 : fault === "not-yet" ? 120 : 0;
  const issuedAt = Math.floor(Date.now() / 1000) + shift;
  const payload = {
    jti: randomUUID(),
    ...claims,
    iss: fault === "foreign-issuer" ? "https://elsewhere.example" : issuer,
    aud: fault === "wrong-audience" ? "https://elsewhere.example" : audience,
    iat: issuedAt,
    exp: issuedAt + (fault === "too-long" ? 3_600 : 60),
  };
  if (fault === "algorithm-none") {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part(payload)}.`;
  }
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid }).sign(signing);
}

async function seal(text: string, { sealingPublic, kid }: Keys): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", kid, cty: "JWT" })
    .encrypt(sealingPublic);
}

function spoiled(token: string, fault: LaunchFault | undefined): string {
  if (fault !== "altered") return token;
  const parts = token.split(".");
  const text = parts[3] ?? "";
  parts[3] = `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
  return parts.join(".");
}
