import { parseUncheckedPatient } from "../../contract/parse-lookup.js";
import type { TokenVerifier } from "../identity/caller.js";
import type { UncheckedReports } from "../lookup/unchecked-reports.js";
import { operations } from "./api-description.js";
import type { ApiRoutes } from "./api-server.js";
import { authenticate, callerOf } from "./authenticate.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

const url = "/api/v1/unchecked-patients";

/** What pages could not ask, over HTTP; who may say so is who may ask. */
export function uncheckedRoutes(reports: UncheckedReports, verifier: TokenVerifier): ApiRoutes {
  return (scope) => {
    authenticate(scope, verifier);
    scope.post(url, { schema: operations.reportUnchecked }, async (request, reply) => {
      await reports.note(parseUncheckedPatient(request.body), callerOf(request));
      return reply.code(204).send();
    });
    refuseOtherMethods(scope, url, ["POST"]);
  };
}
