import type { FastifyReply } from "fastify";
import type { Environment } from "../../../domain/environment.js";
import { sendProblem } from "../../http/answer-problems.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { problemOfStatus } from "../../http/problems.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import type { EmbedScripts } from "../../hosted/embed-scripts.js";
import { textsOf } from "../../hosted/hosted-routes.js";
import { consoleHtml, isConsoleScript, scriptsUrl, type ConsoleHtml } from "./console-html.js";

const pageUrl = "/console";

/**
 * The console's page and its scripts. They are public code without a word about anybody: whoever is not signed in gets
 * the page too, and it says so.
 *
 * The scripts are read when somebody first asks for them: a package without them must not keep a gateway from checking.
 */
export function consolePages(scripts: () => Promise<EmbedScripts>, environment: Environment): ApiRoutes {
  return (scope) => {
    let reading: Promise<EmbedScripts> | undefined;
    const loaded = (): Promise<EmbedScripts> => (reading ??= scripts());
    const hidden = { schema: { hide: true } };
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("cross-origin-resource-policy", "same-origin");
    });
    scope.get(pageUrl, hidden, async (_request, reply) =>
      sendPage(reply, consoleHtml(await loaded(), environment)),
    );
    scope.get(`${scriptsUrl}/:file`, hidden, async (request, reply) =>
      sendScript(reply, request.params, await loaded()),
    );
    refuseOtherMethods(scope, pageUrl, ["GET"]);
  };
}

function sendPage(reply: FastifyReply, { html, policy }: ConsoleHtml): FastifyReply {
  return (
    reply
      .header("content-security-policy", policy)
      // Not even the origin is hidden from ourselves: by it the API knows this page.
      .header("referrer-policy", "same-origin")
      .header("cross-origin-opener-policy", "same-origin")
      .header("permissions-policy", "camera=(), geolocation=(), microphone=()")
      .type("text/html; charset=utf-8")
      .send(html)
  );
}

function sendScript(reply: FastifyReply, params: unknown, scripts: EmbedScripts): FastifyReply {
  const { file = "" } = textsOf(params);
  const code = isConsoleScript(file) ? scripts.get(file) : undefined;
  if (code === undefined) return sendProblem(reply, problemOfStatus(404));
  return reply.type("text/javascript; charset=utf-8").send(code);
}
