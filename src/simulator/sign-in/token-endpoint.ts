import { createHash } from "node:crypto";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import type { Grant } from "./provider-tokens.js";

/** How the client proves itself. */
export type ClientProof =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "private-key"; readonly jwks: JSONWebKeySet };

const codeLifetimeMs = 60_000;

/** Whether the client is who it says, by its secret or by what it signed (`private_key_jwt`). */
export async function isClient(
  form: URLSearchParams,
  { clientId, proof, audience }: { clientId: string; proof: ClientProof; audience: readonly string[] },
): Promise<boolean> {
  if (proof.kind === "secret")
    return form.get("client_id") === clientId && form.get("client_secret") === proof.secret;
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  if (form.get("client_assertion_type") !== type) return false;
  const options = {
    issuer: clientId,
    subject: clientId,
    audience: [...audience],
    requiredClaims: ["jti", "exp"],
  };
  return jwtVerify(form.get("client_assertion") ?? "", createLocalJWKSet(proof.jwks), options).then(
    () => true,
    () => false,
  );
}

/** Whether a code may be exchanged: its own client, its own return address, in time, and the one who began (PKCE). */
export function isExchangeable(form: URLSearchParams, grant: Grant, now: number): boolean {
  const verifier = form.get("code_verifier") ?? "";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return (
    form.get("grant_type") === "authorization_code" &&
    form.get("redirect_uri") === grant.redirectUri &&
    challenge === grant.codeChallenge &&
    now - grant.madeAt <= codeLifetimeMs
  );
}
