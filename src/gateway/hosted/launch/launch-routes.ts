import type { FastifyInstance, FastifyReply } from "fastify";
import type { HostedPlan } from "../../../config/hosted-plan.js";
import { parseNhsNumber } from "../../../domain/nhs-number.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { statusOfCode } from "../../http/problems.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import type { EmbedScripts } from "../embed-scripts.js";
import { ancestorsOf, textsOf } from "../hosted-routes.js";
import { bannerPage } from "../hosted-html.js";
import { sendPage, sendRefusal } from "../send-page.js";
import type { Launches, LaunchTicket } from "./launches.js";

/** What the launch routes work with. */
export interface LaunchRouteParts {
  readonly plan: HostedPlan;
  readonly launches: Launches;
  readonly scripts: () => Promise<EmbedScripts>;
}

const urls = {
  launch: "/embed/launch",
  launches: "/embed/launches",
  launched: "/embed/launched",
  session: "/embed/session",
} as const;

/** Parameters by which systems are known to name patients in the clear. */
const clearNames = /^(patient|pat\.nhs|nhs(_?number|no)?|birth_?date|dob|surname|family(name)?|mrn)$/i;

/**
 * Opening the banner by a link. The launch is used up by the first request; what follows is an opaque code in the
 * fragment, which reaches no server, no log and no referrer, and which the page takes out of its address at once.
 */
export function launchRoutes({ plan, launches, scripts }: LaunchRouteParts): ApiRoutes {
  return async (scope) => {
    const loaded = await scripts();
    const hidden = { schema: { hide: true } };
    acceptForms(scope);
    const follow = async (reply: FastifyReply, said: Readonly<Record<string, string>>) => {
      try {
        return await reply.redirect(pageOf(await launches.accept(launchIn(said))), 303);
      } catch (error) {
        if (!CpisError.is(error)) throw error;
        return sendRefusal(reply, error.code, ancestorsOf(plan), statusOfCode(error.code));
      }
    };
    scope.get(urls.launch, hidden, (request, reply) => follow(reply, textsOf(request.query)));
    scope.post(urls.launch, hidden, (request, reply) => follow(reply, textsOf(request.body)));
    scope.post(urls.launches, hidden, async (request, reply) => {
      const url = pageOf(await launches.accept(launchIn(textsOf(request.body))));
      return reply.code(201).send({ url });
    });
    scope.get(urls.launched, hidden, (request, reply) => {
      const { location = "" } = textsOf(request.query);
      const settings = { transport: "launch", locationId: location, silenceMs: plan.hostSilenceMs } as const;
      return sendPage(reply, bannerPage(settings, loaded, ancestorsOf(plan)));
    });
    scope.post(urls.session, hidden, (request) => {
      const { code = "" } = textsOf(request.body);
      return launches.redeem(code);
    });
    refuseOtherMethods(scope, urls.launch, ["GET", "POST"]);
    refuseOtherMethods(scope, urls.launched, ["GET"]);
    refuseOtherMethods(scope, urls.launches, ["POST"]);
    refuseOtherMethods(scope, urls.session, ["POST"]);
  };
}

// A host's page may post the launch into a frame, which keeps it out of the address altogether.
function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
}

function launchIn(said: Readonly<Record<string, string>>): string {
  const isClear = Object.entries(said).some(([name, value]) => clearNames.test(name) || namesPatient(value));
  if (isClear) throw new CpisError("CPIS_LAUNCH_IN_CLEAR");
  const { t = "" } = said;
  if (t === "") throw new CpisError("CPIS_LAUNCH_MISSING");
  return t;
}

function namesPatient(value: string): boolean {
  return (
    value.length < 200 && (value.match(/\d[\d -]{8,11}\d/g) ?? []).some((text) => parseNhsNumber(text).ok)
  );
}

function pageOf({ code, locationId }: LaunchTicket): string {
  return `${urls.launched}?location=${encodeURIComponent(locationId)}#${code}`;
}
