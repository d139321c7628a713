import type { FastifyReply } from "fastify";
import type { LocationPlan } from "../../config/plan.js";
import type { HostedPlan } from "../../config/hosted-plan.js";
import { sendProblem } from "../http/answer-problems.js";
import type { ApiRoutes } from "../http/api-server.js";
import { problemOfStatus } from "../http/problems.js";
import { refuseOtherMethods } from "../http/refuse-other-methods.js";
import type { EmbedScripts } from "./embed-scripts.js";
import { bannerPage } from "./hosted-html.js";
import { sendPage, sendRefusal } from "./send-page.js";

/** What the hosted pages are made of. */
export interface HostedRouteParts {
  readonly plan: HostedPlan;
  readonly places: { readonly locations: readonly LocationPlan[] };
  readonly scripts: () => Promise<EmbedScripts>;
  /** Where somebody may sign in on the page; absent where nobody may. */
  readonly signInAt?: string;
}

const bannerUrl = "/embed/banner";

/**
 * The banner page for a host's frame or a desktop shell, and the scripts of this version.
 *
 * The page's address names a location and the host's origin, never a patient. Only a configured origin gets a page, and
 * the page is pinned to that one: the browser shows it nowhere else, and its script talks to nobody else.
 */
export function hostedRoutes({ plan, places, scripts, signInAt }: HostedRouteParts): ApiRoutes {
  return async (scope) => {
    const loaded = await scripts();
    const signIn = signInAt === undefined ? {} : { signInAt };
    const hidden = { schema: { hide: true } };
    scope.get(bannerUrl, hidden, (request, reply) => {
      const { location = "", host = "" } = textsOf(request.query);
      if (!places.locations.some(({ id }) => id === location))
        return sendRefusal(reply, "CPIS_LOCATION_UNKNOWN", ancestorsOf(plan), 404);
      const place = { locationId: location, silenceMs: plan.hostSilenceMs };
      if (host === "shell") {
        if (!plan.desktopShell) return sendRefusal(reply, "CPIS_HOST_NOT_CONFIGURED", "'none'", 403);
        return sendPage(reply, bannerPage({ transport: "webview", ...place }, loaded, "'none'"));
      }
      if (!plan.hostOrigins.includes(host))
        return sendRefusal(reply, "CPIS_HOST_ORIGIN_UNKNOWN", "'none'", 403);
      return sendPage(
        reply,
        bannerPage({ transport: "message-port", hostOrigin: host, ...place, ...signIn }, loaded, host),
      );
    });
    scope.get("/embed/:file", hidden, (request, reply) => sendScript(reply, request.params, loaded));
    refuseOtherMethods(scope, bannerUrl, ["GET"]);
  };
}

/** The origins that may show a hosted page, as a policy names them. */
export function ancestorsOf({ hostOrigins }: HostedPlan): string {
  return hostOrigins.length === 0 ? "'none'" : hostOrigins.join(" ");
}

function sendScript(reply: FastifyReply, params: unknown, scripts: EmbedScripts): FastifyReply {
  const { file = "" } = textsOf(params);
  const code = scripts.get(file);
  if (code === undefined) return sendProblem(reply, problemOfStatus(404));
  // Public code: a host's page may load it from here and check its hash.
  return reply.header("access-control-allow-origin", "*").type("text/javascript; charset=utf-8").send(code);
}

/** The members of a query or of parameters that are single texts. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
