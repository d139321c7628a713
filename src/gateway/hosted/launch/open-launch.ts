import { createHash } from "node:crypto";
import {
  compactDecrypt,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
} from "jose";
import type { KeySetPlan, LaunchPlan, LaunchSystemPlan } from "../../../config/hosted-plan.js";
import type { ErrorCode } from "../../../errors/codes.js";
import { CpisError } from "../../../errors/cpis-error.js";

/** A launch whose seal, signature, audience and times are right. What it says is still to be read. */
export interface OpenedLaunch {
  readonly system: LaunchSystemPlan;
  readonly payload: JWTPayload;
  /** Names it among all launches of its system; a launch with the same is the same. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const algorithms = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];
const sealing = ["ECDH-ES", "ECDH-ES+A256KW", "RSA-OAEP-256"];

/** A launch lasts as long as a browser needs to follow it. */
const longestSeconds = 60;
const toleranceSeconds = 5;

/**
 * Opens a launch: encrypted to this gateway on the outside, signed by its system on the inside.
 *
 * Throws the code of the first thing that is wrong, in the order in which it protects the patient: readable by others,
 * unsigned, altered, unknown system, for another gateway, out of its time.
 */
export async function openLaunch(token: string, plan: LaunchPlan, nowEpochMs: number): Promise<OpenedLaunch> {
  const signed = await unsealed(token, plan.decryptionKeys);
  if (!isCompact(signed, 3) || algorithmOf(signed) === "none") throw new CpisError("CPIS_LAUNCH_UNSIGNED");
  const system = plan.systems.find(({ issuer }) => issuer === issuerOf(signed));
  if (system === undefined) throw new CpisError("CPIS_LAUNCH_ISSUER_UNKNOWN");
  const payload = await verified(signed, system, plan.audience, nowEpochMs);
  const { iat = 0, exp = 0, jti } = payload;
  if (exp - iat > longestSeconds) throw new CpisError("CPIS_LAUNCH_MALFORMED");
  if (iat * 1000 > nowEpochMs + toleranceSeconds * 1000) throw new CpisError("CPIS_LAUNCH_EXPIRED");
  return { system, payload, id: jti ?? digestOf(signed), expiresAt: (exp + toleranceSeconds) * 1000 };
}

async function unsealed(token: string, { keys }: KeySetPlan): Promise<string> {
  if (isCompact(token, 3)) {
    // Its middle part is readable by anybody, whoever signed it.
    throw new CpisError(algorithmOf(token) === "none" ? "CPIS_LAUNCH_UNSIGNED" : "CPIS_LAUNCH_IN_CLEAR");
  }
  try {
    const { plaintext } = await compactDecrypt(
      token,
      ({ kid, alg }) => importJWK({ ...(keys.find((key) => key["kid"] === kid) ?? {}) }, alg),
      { keyManagementAlgorithms: sealing, contentEncryptionAlgorithms: ["A256GCM"] },
    );
    return new TextDecoder().decode(plaintext);
  } catch (cause) {
    throw new CpisError("CPIS_LAUNCH_ALTERED", { cause });
  }
}

async function verified(
  signed: string,
  system: LaunchSystemPlan,
  audience: string,
  nowEpochMs: number,
): Promise<JWTPayload> {
  try {
    const keys = createLocalJWKSet(system.trustedKeys as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(signed, keys, {
      algorithms,
      audience,
      issuer: system.issuer,
      clockTolerance: toleranceSeconds,
      currentDate: new Date(nowEpochMs),
      requiredClaims: ["exp", "iat", ...(system.shape === "cpis" ? ["jti"] : [])],
    });
    return payload;
  } catch (cause) {
    throw new CpisError(codeOf(cause), { cause });
  }
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof errors.JWTExpired) return "CPIS_LAUNCH_EXPIRED";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "CPIS_LAUNCH_ALTERED";
  if (error.claim === "aud") return "CPIS_LAUNCH_FOR_ANOTHER";
  return error.claim === "nbf" && error.reason === "check_failed"
    ? "CPIS_LAUNCH_EXPIRED"
    : "CPIS_LAUNCH_MALFORMED";
}

// The signature itself is left out: another signature over the same words makes no other launch.
function digestOf(signed: string): string {
  return createHash("sha256")
    .update(signed.split(".")[1] ?? "")
    .digest("base64url");
}

function isCompact(token: string, parts: number): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(token) && token.split(".").length === parts;
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}

function issuerOf(signed: string): string | undefined {
  try {
    return decodeJwt(signed).iss;
  } catch {
    return undefined;
  }
}
