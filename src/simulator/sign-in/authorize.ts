import { randomBytes } from "node:crypto";
import type { Grant } from "./provider-tokens.js";
import type { SignInPerson } from "./sign-in-people.js";

/** A client that the provider knows. */
export interface ProviderClient {
  readonly clientId: string;
  /** Where it may be returned to; absent, to any console on this machine. */
  readonly redirectUris?: readonly string[] | undefined;
}

/** What a browser came with. */
export interface AuthorizeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce?: string;
  readonly codeChallenge: string;
  readonly level: "AAL2" | "AAL3";
  /** Whether the person must show anew who they are. */
  readonly again: boolean;
  /** Seconds that an earlier sign-in may be old. */
  readonly maxAge?: number;
}

/** Reads a request as strictly as the real provider; undefined where it must not even answer its return address. */
export function readAuthorizeRequest(
  query: URLSearchParams,
  { clientId, redirectUris }: ProviderClient,
): AuthorizeRequest | undefined {
  const said = (name: string): string => query.get(name) ?? "";
  const isOurs = said("client_id") === clientId && isReturnAddress(said("redirect_uri"), redirectUris);
  const isCodeFlow = said("response_type") === "code" && said("scope").split(" ").includes("openid");
  // The real one takes requests without PKCE; here a gateway that leaves it out is found.
  const isProtected = said("code_challenge_method") === "S256" && said("code_challenge").length === 43;
  if (!isOurs || !isCodeFlow || !isProtected || said("state") === "") return undefined;
  const maxAge = query.get("max_age");
  const nonce = query.get("nonce");
  return {
    clientId,
    redirectUri: said("redirect_uri"),
    state: said("state"),
    codeChallenge: said("code_challenge"),
    level: said("acr_values").includes("AAL2") ? "AAL2" : "AAL3",
    again: said("prompt").split(" ").includes("login"),
    ...(nonce === null ? {} : { nonce }),
    ...(maxAge === null ? {} : { maxAge: Number(maxAge) }),
  };
}

function isReturnAddress(address: string, listed: ProviderClient["redirectUris"]): boolean {
  if (listed !== undefined) return listed.includes(address);
  return /^http:\/\/(?:127\.0\.0\.1|localhost):\d+\/console\/callback$/.test(address);
}

/** Whether an earlier sign-in of this browser does. */
export function isStillSignedIn(
  { again, maxAge }: AuthorizeRequest,
  signedInAt: number,
  now: number,
): boolean {
  return !again && (maxAge === undefined || now - signedInAt <= maxAge * 1000);
}

/** Where the browser goes with its code, or with the provider's no. */
export function returnAddress(request: AuthorizeRequest, answer: Readonly<Record<string, string>>): string {
  const address = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(answer)) address.searchParams.set(name, value);
  address.searchParams.set("state", request.state);
  return address.href;
}

/** The grant that a code stands for, and the code. */
export function makeGrant(
  request: AuthorizeRequest,
  person: SignInPerson,
  signedInAt: number,
  now: number,
): { readonly code: string; readonly grant: Grant } {
  const { clientId, redirectUri, codeChallenge, level, nonce } = request;
  return {
    code: randomBytes(24).toString("base64url"),
    grant: {
      person,
      clientId,
      redirectUri,
      codeChallenge,
      level,
      signedInAt,
      madeAt: now,
      ...(nonce === undefined ? {} : { nonce }),
    },
  };
}
