import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CouncilPlan } from "../../config/council-plan.js";
import {
  parseCaseSearch,
  parseDeletionApproval,
  parseDeletionOrder,
  parseImportBatch,
} from "../../contract/parse-council-request.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { ApiRoutes } from "../http/api-server.js";
import { callerOf } from "../http/authenticate.js";
import { refuseOtherMethods } from "../http/refuse-other-methods.js";
import type { TokenVerifier } from "../identity/caller.js";
import { caseOperations } from "./api/case-operations.js";
import { admitCouncil } from "./admit-council.js";
import type { CaseService } from "./cases/case-service.js";

/** What the case routes work with. */
export interface CaseRouteParts {
  readonly plan: CouncilPlan;
  readonly verifier: TokenVerifier;
  readonly cases: CaseService;
}

const all = "/api/v1/cases";
const one = `${all}/:id`;

/** Cases over HTTP. A search by words is a `POST`, because addresses are logged and words are about people. */
export function caseRoutes({ plan, verifier, cases }: CaseRouteParts): ApiRoutes {
  return (scope: FastifyInstance) => {
    admitCouncil(scope, verifier, plan);
    scope.get(all, caseOperations.list, (request) => cases.search(parseCaseSearch(fromQuery(request.query))));
    scope.post(`${all}/search`, caseOperations.search, (request) =>
      cases.search(parseCaseSearch(request.body)),
    );
    scope.post(`${all}/import`, { ...caseOperations.import, bodyLimit: 4 * 1024 * 1024 }, (request) =>
      cases.import(parseImportBatch(request.body), callerOf(request).actor),
    );
    scope.get(one, caseOperations.read, (request) => cases.view(idOf(request)));
    scope.put(one, caseOperations.save, (request) =>
      cases.put(idOf(request), request.body, callerOf(request).actor),
    );
    scope.post(`${one}/deletion`, caseOperations.requestDeletion, (request) =>
      cases.requestDeletion(idOf(request), parseDeletionOrder(request.body), callerOf(request).actor),
    );
    scope.post(`${one}/deletion/approval`, caseOperations.approveDeletion, (request) => {
      const { deletionId } = parseDeletionApproval(request.body);
      return cases.approveDeletion(idOf(request), deletionId, callerOf(request).actor);
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
