import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ConsolePlan } from "../../../config/console-plan.js";
import type { Environment } from "../../../domain/environment.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { Logger } from "../../../ports/runtime.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { limitRequest } from "../../http/limit-requests.js";
import { statusOfCode } from "../../http/problems.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import { consoleCookie } from "../console-cookies.js";
import type { ConsoleSessions } from "../console-session.js";
import { sendJobChoice, sendSignInRefusal } from "./sign-in-pages.js";
import type { SignInPurpose, SignInResult, SignIns } from "./sign-ins.js";

/** What the sign-in routes work with. */
export interface SignInRouteParts {
  readonly plan: ConsolePlan;
  readonly environment: Environment;
  readonly signIns: SignIns;
  readonly sessions: ConsoleSessions;
  readonly logger: Logger;
}

const urls = {
  signIn: "/console/sign-in",
  callback: "/console/callback",
  role: "/console/role",
  stepUp: "/console/step-up",
} as const;

/** Where the provider returns browsers to; registered there. */
export function redirectUriOf({ origin }: Pick<ConsolePlan, "origin">): string {
  return `${origin}${urls.callback}`;
}

/** A page of the console; nothing else may be returned to. */
const ownPage = /^\/console(?:\/[\w/-]*)?(?:#[\w/=&-]*)?$/;

/** Of one address; a whole site may come from one. */
const perMinute = 300;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Signing in by the browser's address: a person follows these, so every answer is a page or leads to one. */
export function signInRoutes(parts: SignInRouteParts): ApiRoutes {
  return (scope) => {
    const { plan, signIns } = parts;
    const session = consoleCookie("cpis-console", plan.origin, "Strict");
    const attempt = consoleCookie("cpis-console-sign-in", plan.origin, "Lax");
    const begin = async (reply: FastifyReply, purpose: SignInPurpose): Promise<FastifyReply> => {
      const { address, browserSecret } = await signIns.begin(purpose);
      attempt.set(reply, browserSecret);
      return reply.redirect(address, 303);
    };
    const goOn = (reply: FastifyReply, result: SignInResult): FastifyReply => {
      if (result.kind === "choose") {
        attempt.set(reply, result.browserSecret);
        return reply.redirect(urls.role, 303);
      }
      attempt.clear(reply);
      if (result.kind === "handed-over") return reply.redirect(`${result.returnTo}#${result.code}`, 303);
      session.set(reply, result.opened.secret);
      return reply.redirect(result.returnTo, 303);
    };
    const isForBanner = (request: FastifyRequest): boolean => {
      const { searchParams } = new URL(request.url, plan.origin);
      return signIns.kindOf(searchParams.get("state"), attempt.read(request)) === "banner";
    };
    const { get, post } = pageRoutes(scope, parts, isForBanner);
    get(urls.signIn, (request, reply) => {
      const instead = parts.sessions.find(session.read(request), true)?.id;
      const ended = instead === undefined ? {} : { instead };
      return begin(reply, { kind: "console", returnTo: returnTo(request), ...ended });
    });
    get(urls.stepUp, async (request, reply) => {
      const current = parts.sessions.find(session.read(request));
      if (current === undefined) throw new CpisError("CPIS_SESSION_MISSING");
      return begin(reply, { kind: "step-up", returnTo: returnTo(request), session: current });
    });
    get(urls.callback, async (request, reply) => {
      const { searchParams } = new URL(request.url, plan.origin);
      return goOn(reply, await signIns.finish(searchParams, attempt.read(request)));
    });
    get(urls.role, async (request, reply) =>
      sendJobChoice(reply, parts.environment, signIns.choice(attempt.read(request))),
    );
    post(urls.role, async (request, reply) => {
      if (request.headers.origin !== plan.origin) throw new CpisError("CPIS_REQUEST_FORGED");
      return goOn(reply, await signIns.choose(attempt.read(request), choiceIn(request.body)));
    });
    for (const url of [urls.signIn, urls.callback, urls.stepUp]) refuseOtherMethods(scope, url, ["GET"]);
    refuseOtherMethods(scope, urls.role, ["GET", "POST"]);
  };
}

interface PageRoutes {
  readonly get: (url: string, handler: Handler) => void;
  readonly post: (url: string, handler: Handler) => void;
}

// A refusal is a page in words, with its code; nothing of what the browser brought is repeated or logged.
function pageRoutes(
  scope: FastifyInstance,
  { logger, environment }: Pick<SignInRouteParts, "logger" | "environment">,
  isForBanner: (request: FastifyRequest) => boolean,
): PageRoutes {
  const count = scope.createRateLimit({ max: perMinute, keyGenerator: ({ ip }) => ip });
  const inWords =
    (handler: Handler): Handler =>
    async (request, reply) => {
      const next = isForBanner(request) ? "close" : "again";
      try {
        await limitRequest(count, request, reply);
        return await handler(request, reply);
      } catch (error) {
        if (!CpisError.is(error)) throw error;
        logger.warn("sign-in-refused", { code: error.code, ...reasonOf(error.cause) });
        return sendSignInRefusal(reply, environment, error.code, statusOfCode(error.code), next);
      }
    };
  // A window that a banner page opened must not lose it on the way.
  scope.addHook("onSend", async (_request, reply) => {
    reply.raw.removeHeader("cross-origin-opener-policy");
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 4_096 },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
  const hidden = { schema: { hide: true } };
  return {
    get: (url, handler) => {
      scope.get(url, hidden, inWords(handler));
    },
    post: (url, handler) => {
      scope.post(url, hidden, inWords(handler));
    },
  };
}

function returnTo({ query }: FastifyRequest): string {
  const said = typeof query === "object" && query !== null && "return" in query ? query.return : undefined;
  return typeof said === "string" && ownPage.test(said) ? said : "/console";
}

function choiceIn(body: unknown): { readonly formToken: string; readonly roleProfileId: string } {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  return { formToken: form.get("token") ?? "", roleProfileId: form.get("role") ?? "" };
}

// The library's own word for what was wrong: an administrator needs it, and it quotes nothing of the answer.
function reasonOf(cause: unknown): { readonly reason?: string } {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? { reason: code } : {};
}
