import { createPrivateKey } from "node:crypto";
import { importPKCS8 } from "jose";
import * as openid from "openid-client";
import type { SignInPlan } from "../../../config/console-plan.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { Clock } from "../../../ports/runtime.js";

/** What one sign-in is bound to: made for it, kept here, and compared with the answer. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: only who began can exchange the code. */
  readonly verifier: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether the provider must say that the person proved it after `startedAt`. */
  readonly isFresh: boolean;
}

/** What the provider says of somebody, checked. */
export interface ProviderAnswer {
  readonly idToken: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
}

/** The OpenID provider, asked when somebody signs in and at no other time: where it is down, checks go on (H-04). */
export interface IdentityProvider {
  /** Where the browser goes. Throws `CPIS_SIGN_IN_UNAVAILABLE`. */
  addressFor(checks: SignInChecks): Promise<string>;
  /** Throws `CPIS_SIGN_IN_DECLINED`, `CPIS_SIGN_IN_REJECTED` or `CPIS_SIGN_IN_UNAVAILABLE`. */
  answerTo(returned: URLSearchParams, checks: SignInChecks): Promise<ProviderAnswer>;
}

/**
 * The library marks this as deprecated, so that nobody uses it in earnest. The settings let only the simulator's provider
 * on this machine speak plain HTTP.
 */
const permitPlainHttp: (of: openid.Configuration) => void = Reflect.get(openid, "allowInsecureRequests");

const answerSeconds = 10;
const metadataMs = 3_600_000;

/** Signs in by OpenID Connect's code flow; `redirectUri` is registered at the provider. */
export function createIdentityProvider(
  plan: SignInPlan,
  redirectUri: string,
  clock: Clock,
): IdentityProvider {
  let known: { readonly metadata: openid.ServerMetadata; readonly at: number } | undefined;
  const discover = async (): Promise<openid.ServerMetadata> => {
    if (known !== undefined && clock.now() - known.at < metadataMs) return known.metadata;
    const found = await openid
      .discovery(new URL(plan.issuer), plan.clientId, undefined, openid.None(), {
        timeout: answerSeconds,
        execute: isPlain(plan) ? [permitPlainHttp] : [],
      })
      .catch((cause: unknown) => {
        throw new CpisError("CPIS_SIGN_IN_UNAVAILABLE", { cause });
      });
    known = { metadata: found.serverMetadata(), at: clock.now() };
    return known.metadata;
  };
  return {
    async addressFor(checks) {
      const parameters = await requestParameters(plan, redirectUri, checks);
      return openid.buildAuthorizationUrl(await configure(plan, await discover()), parameters).href;
    },
    async answerTo(returned, checks) {
      const configuration = await configure(plan, await discover());
      const address = new URL(redirectUri);
      address.search = returned.toString();
      return exchange(configuration, address, checks, clock).catch((error: unknown) => {
        throw refusalOf(error);
      });
    },
  };
}

// Made anew for every sign-in, so that the provider's keys are fetched anew: a key that it replaced is no fault of the person.
async function configure(plan: SignInPlan, metadata: openid.ServerMetadata): Promise<openid.Configuration> {
  const { clientId, clockToleranceSeconds } = plan;
  const client = { [openid.clockTolerance]: clockToleranceSeconds };
  const configuration = new openid.Configuration(metadata, clientId, client, await proofOf(plan));
  configuration.timeout = answerSeconds;
  if (isPlain(plan)) permitPlainHttp(configuration);
  // The token came over TLS from the provider itself; its signature is checked all the same.
  openid.enableNonRepudiationChecks(configuration);
  return configuration;
}

async function proofOf({ credential }: SignInPlan): Promise<openid.ClientAuth> {
  if (credential.kind === "secret") return openid.ClientSecretPost(credential.secret);
  const pem = createPrivateKey(credential.key).export({ type: "pkcs8", format: "pem" }).toString();
  const key = await importPKCS8(pem, credential.algorithm);
  return openid.PrivateKeyJwt({ key, kid: credential.keyId });
}

// Signing in asks anew who it is, always: these workstations are shared, and the name is told to councils (H-33).
async function requestParameters(
  { scope, level }: SignInPlan,
  redirectUri: string,
  { state, nonce, verifier, isFresh }: SignInChecks,
): Promise<Record<string, string>> {
  return {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    acr_values: level === "AAL3" ? "AAL3_ANY" : "AAL2_OR_AAL3_ANY",
    prompt: "login",
    ...(isFresh ? { max_age: "0" } : {}),
  };
}

async function exchange(
  configuration: openid.Configuration,
  address: URL,
  { state, nonce, verifier, startedAt, isFresh }: SignInChecks,
  clock: Clock,
): Promise<ProviderAnswer> {
  const sinceStart = Math.ceil((clock.now() - startedAt) / 1000);
  const tokens = await openid.authorizationCodeGrant(configuration, address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
    ...(isFresh ? { maxAge: sinceStart } : {}),
  });
  const idToken = tokens.claims();
  if (idToken === undefined) throw new CpisError("CPIS_SIGN_IN_REJECTED");
  const userinfo = await openid.fetchUserInfo(configuration, tokens.access_token, idToken.sub);
  return { idToken, userinfo };
}

/** What the library throws when the provider could not be had, rather than when what it said was wrong. */
const silent: ReadonlySet<unknown> = new Set([
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
]);

function refusalOf(cause: unknown): CpisError {
  if (CpisError.is(cause)) return cause;
  if (cause instanceof openid.AuthorizationResponseError)
    return new CpisError("CPIS_SIGN_IN_DECLINED", { cause });
  const code = cause instanceof openid.ClientError ? cause.code : undefined;
  const isSilent = cause instanceof TypeError || silent.has(code);
  return new CpisError(isSilent ? "CPIS_SIGN_IN_UNAVAILABLE" : "CPIS_SIGN_IN_REJECTED", { cause });
}

function isPlain({ issuer }: SignInPlan): boolean {
  return issuer.startsWith("http:");
}
