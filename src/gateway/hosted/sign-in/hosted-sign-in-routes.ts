import { createHash } from "node:crypto";
import type { ConsolePlan } from "../../../config/console-plan.js";
import type { LocationPlan } from "../../../config/plan.js";
import type { Environment } from "../../../domain/environment.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { Logger } from "../../../ports/runtime.js";
import { consoleCookie } from "../../console/console-cookies.js";
import type { HandOvers } from "../../console/sign-in/hand-overs.js";
import { sendSignInRefusal } from "../../console/sign-in/sign-in-pages.js";
import type { SignIns } from "../../console/sign-in/sign-ins.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { limitRequest } from "../../http/limit-requests.js";
import { statusOfCode } from "../../http/problems.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import { textsOf } from "../hosted-routes.js";
import type { SessionTokens } from "../launch/session-tokens.js";

/** What signing in for a banner page works with. */
export interface HostedSignInParts {
  readonly plan: Pick<ConsolePlan, "origin">;
  readonly places: { readonly locations: readonly LocationPlan[]; readonly environment: Environment };
  readonly signIns: SignIns;
  readonly handOvers: HandOvers;
  readonly tokens: SessionTokens;
  readonly logger: Logger;
}

const urls = {
  begin: "/embed/sign-in",
  done: "/embed/signed-in",
  session: "/embed/sign-in/session",
} as const;

const perMinute = 300;

/**
 * Signing in for a banner page in a frame, whose host says no user: in a window of its own, because the provider is
 * shown in no frame.
 *
 * The window hands a code to the page that opened it, and only that page can use it, once. What it gets is a token in the
 * page's memory; the person is the one whom the provider vouched for, never anybody else (H-33).
 */
export function hostedSignInRoutes(parts: HostedSignInParts): ApiRoutes {
  return (scope) => {
    const hidden = { schema: { hide: true }, bodyLimit: 4_096 };
    const cookie = consoleCookie("cpis-console-sign-in", parts.plan.origin, "Lax");
    const count = scope.createRateLimit({ max: perMinute, keyGenerator: ({ ip }) => ip });
    // The banner's page keeps its hold of this window, or nothing could be handed back.
    scope.addHook("onSend", async (_request, reply) => {
      reply.raw.removeHeader("cross-origin-opener-policy");
    });
    scope.get(urls.begin, hidden, async (request, reply) => {
      try {
        await limitRequest(count, request, reply);
        const { location = "", challenge = "" } = textsOf(request.query);
        const isKnown = parts.places.locations.some(({ id }) => id === location);
        if (!isKnown || !/^[\w-]{43}$/.test(challenge)) throw new CpisError("CPIS_REQUEST_INVALID");
        const purpose = { kind: "banner", locationId: location, challenge, returnTo: urls.done } as const;
        const { address, browserSecret } = await parts.signIns.begin(purpose);
        cookie.set(reply, browserSecret);
        return await reply.redirect(address, 303);
      } catch (error) {
        if (!CpisError.is(error)) throw error;
        parts.logger.warn("sign-in-refused", { code: error.code });
        return sendSignInRefusal(
          reply,
          parts.places.environment,
          error.code,
          statusOfCode(error.code),
          "close",
        );
      }
    });
    scope.get(urls.done, hidden, (_request, reply) =>
      reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(page),
    );
    scope.post(urls.session, hidden, async (request) => {
      const { code = "", verifier = "" } = textsOf(request.body);
      const claims = parts.handOvers.take(code, verifier);
      const { givenName, familyName } = textsOf(claims);
      const name = [givenName, familyName].filter(Boolean).join(" ");
      return { token: await parts.tokens.sign(claims), expiresInMs: parts.tokens.lifetimeMs, name };
    });
    refuseOtherMethods(scope, urls.begin, ["GET"]);
    refuseOtherMethods(scope, urls.done, ["GET"]);
    refuseOtherMethods(scope, urls.session, ["POST"]);
  };
}

// The code is taken out of the address before it is handed on, and to this origin alone.
const script = `const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (opener !== null && code !== "") {
  opener.postMessage({ type: "cpis:signed-in", code }, location.origin);
  close();
}`;

const page = `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Signed in</title></head>
<body><main><h1>Signed in</h1><p>You can close this window. Where the banner does not go on, its page could not be reached: sign in there again.</p></main>
<script>${script}</script></body></html>`;

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
