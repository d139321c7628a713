import type { FastifyRequest } from "fastify";
import {
  parseChangeApproval,
  parseCheckRequest,
  parseProposal,
  parseRefusal,
} from "../../../contract/parse-configuration.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { PlanInForce } from "../../configuration/plan-in-force.js";
import type { ActingPerson, RunningConfiguration } from "../../configuration/running-configuration.js";
import { sessionOf, type ConsoleRoutes } from "../console-routes.js";
import { configurationOperations } from "./configuration-operations.js";
import { changeView, checkView, configurationView, historyDetail } from "./configuration-views.js";

/** A configuration may have 256 KiB, and JSON writes some of its characters as six. */
const bodyLimit = 1_048_576;

/**
 * The configuration in the console.
 *
 * Where the gateway was started without a file it can be read and not changed (`CPIS_CONFIG_NOT_CHANGEABLE`).
 */
export function configurationRoutes(
  running: RunningConfiguration | undefined,
  inForce: PlanInForce,
): ConsoleRoutes {
  const changeable = (): RunningConfiguration => {
    if (running === undefined) throw new CpisError("CPIS_CONFIG_NOT_CHANGEABLE");
    return running;
  };
  const { read, readHistory, check, propose, approve, refuse, withdraw } = configurationOperations;
  const root = "/api/v1/console/configuration";
  const changes = `${root}/changes`;
  return (scope) => {
    scope.get(root, read, (request) => configurationView(running, inForce, sessionOf(request)));
    scope.get(`${root}/history/:digest`, readHistory, (request) => {
      if (running === undefined) throw new CpisError("CPIS_CHANGE_NOT_FOUND");
      return historyDetail(running, parameter(request, "digest"));
    });
    scope.post(`${root}/check`, { ...check, bodyLimit }, (request) => {
      const configuration = changeable();
      return checkView(configuration.check(parseCheckRequest(request.body)));
    });
    scope.post(changes, { ...propose, bodyLimit }, async (request, reply) => {
      const change = await changeable().propose(parseProposal(request.body), personOf(request));
      return reply.code(201).send(changeView(change, sessionOf(request)));
    });
    scope.post(`${changes}/:id/approve`, approve, async (request) => {
      parseChangeApproval(request.body);
      const change = await changeable().approve(parameter(request, "id"), personOf(request));
      return changeView(change, sessionOf(request));
    });
    scope.post(`${changes}/:id/refuse`, refuse, async (request) => {
      const { reason } = parseRefusal(request.body);
      const change = await changeable().refuse(parameter(request, "id"), reason, personOf(request));
      return changeView(change, sessionOf(request));
    });
    scope.post(`${changes}/:id/withdraw`, withdraw, async (request) => {
      const change = await changeable().withdraw(parameter(request, "id"), personOf(request));
      return changeView(change, sessionOf(request));
    });
  };
}

function personOf(request: FastifyRequest): ActingPerson {
  const { userId, name, actor } = sessionOf(request);
  return { userId, name, actor };
}

// The router has found the parameter; what it holds anybody may have made up.
function parameter(request: FastifyRequest, name: "id" | "digest"): string {
  const { [name]: value = "" } = request.params as Readonly<Partial<Record<typeof name, string>>>;
  return value.length <= 80 ? value : "";
}
