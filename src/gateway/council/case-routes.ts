import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CouncilPlan } from "../../config/council-plan.js";
import {
  parseCaseSearch,
  parseDeletionApproval,
  parseDeletionOrder,
  parseImportBatch,
} from "../../contract/parse-council-request.js";
import type { AuditActor } from "../../ports/audit.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { ApiRoutes } from "../http/api-server.js";
import { authenticate, callerOf } from "../http/authenticate.js";
import { refuseOtherMethods } from "../http/refuse-other-methods.js";
import type { TokenVerifier } from "../identity/caller.js";
import { caseOperations } from "./api/case-operations.js";
import { authoriseCouncil, type CouncilRole } from "./authorise-council.js";
import type { CaseService } from "./cases/case-service.js";

/** What the case routes work with. */
export interface CaseRouteParts {
  readonly plan: CouncilPlan;
  readonly verifier: TokenVerifier;
  readonly cases: CaseService;
}

const all = "/api/v1/cases";
const one = `${all}/:id`;
const everybody: readonly CouncilRole[] = ["social-worker", "data-officer", "case-system"];
const people: readonly CouncilRole[] = ["social-worker", "data-officer"];

/** Cases over HTTP. A search by words is a `POST`, because addresses are logged and words are about people. */
export function caseRoutes({ plan, verifier, cases }: CaseRouteParts): ApiRoutes {
  const actor = (request: FastifyRequest, permitted: readonly CouncilRole[]): AuditActor => {
    const caller = callerOf(request);
    authoriseCouncil(caller, plan, permitted);
    return caller.actor;
  };
  return (scope: FastifyInstance) => {
    authenticate(scope, verifier);
    scope.get(all, caseOperations.list, (request) => {
      actor(request, everybody);
      return cases.search(parseCaseSearch(fromQuery(request.query)));
    });
    scope.post(`${all}/search`, caseOperations.search, (request) => {
      actor(request, everybody);
      return cases.search(parseCaseSearch(request.body));
    });
    scope.post(`${all}/import`, { ...caseOperations.import, bodyLimit: 4 * 1024 * 1024 }, (request) => {
      const who = actor(request, ["data-officer", "case-system"]);
      return cases.import(parseImportBatch(request.body), who);
    });
    scope.get(one, caseOperations.read, (request) => {
      actor(request, everybody);
      return cases.view(idOf(request));
    });
    scope.put(one, caseOperations.save, (request) => {
      const who = actor(request, everybody);
      return cases.put(idOf(request), request.body, who);
    });
    scope.post(`${one}/deletion`, caseOperations.requestDeletion, (request) => {
      const who = actor(request, people);
      return cases.requestDeletion(idOf(request), parseDeletionOrder(request.body), who);
    });
    scope.post(`${one}/deletion/approval`, caseOperations.approveDeletion, (request) => {
      const who = actor(request, people);
      return cases.approveDeletion(idOf(request), parseDeletionApproval(request.body).deletionId, who);
    });
    refuseOtherMethods(scope, all, ["GET"]);
    for (const url of [`${all}/search`, `${all}/import`, `${one}/deletion`, `${one}/deletion/approval`]) {
      refuseOtherMethods(scope, url, ["POST"]);
    }
    refuseOtherMethods(scope, one, ["GET", "PUT"]);
  };
}

// Numbers in an address are text until somebody reads them; what is none is left for the parser to refuse.
function fromQuery(query: unknown): Record<string, unknown> {
  const { text: _never, ...filters } = { ...(query as Record<string, unknown>) };
  if (_never !== undefined) {
    throw new CpisError("CPIS_REQUEST_INVALID", {
      issues: [{ path: "text", message: "may not stand in an address: search with POST" }],
    });
  }
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [
      name,
      typeof value === "string" && /^[0-9]{1,9}$/.test(value) && name !== "workerId" ? Number(value) : value,
    ]),
  );
}

function idOf({ params }: FastifyRequest): string {
  const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  if (typeof id !== "string" || id === "") throw new CpisError("CPIS_CASE_NOT_FOUND");
  return id;
}
