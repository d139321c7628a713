import type { FastifyRequest } from "fastify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import { parseReasonOrder } from "../../../contract/parse-council-request.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { callerOf } from "../../http/authenticate.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import type { TokenVerifier } from "../../identity/caller.js";
import { setAsideOperations } from "../api/council-operations.js";
import { admitCouncil } from "../admit-council.js";
import type { SetAsideService } from "./set-aside-service.js";

const root = "/api/v1/council/mailbox/set-aside";

/** Messages that were set aside: everybody sees that there are some, the data officer has their bytes. */
export function setAsideRoutes(parts: {
  readonly plan: CouncilPlan;
  readonly verifier: TokenVerifier;
  readonly setAside: SetAsideService;
}): ApiRoutes {
  const { plan, verifier, setAside } = parts;
  return (scope) => {
    admitCouncil(scope, verifier, plan);
    scope.get(root, setAsideOperations.list, () => setAside.list());
    scope.get(`${root}/:id/content`, setAsideOperations.content, async (request, reply) => {
      const who = callerOf(request).actor;
      const bytes = await setAside.content(idOf(request), who);
      return (
        reply
          // Whatever it is, a browser must not open it.
          .type("application/octet-stream")
          .header("content-disposition", 'attachment; filename="message"')
          .header("x-content-type-options", "nosniff")
          .send(Buffer.from(bytes))
      );
    });
    scope.post(`${root}/:id/dealing`, setAsideOperations.dealWith, async (request, reply) => {
      const who = callerOf(request).actor;
      await setAside.dealWith(idOf(request), parseReasonOrder(request.body).reason, who);
      return reply.code(204).send();
    });
    refuseOtherMethods(scope, root, ["GET"]);
    refuseOtherMethods(scope, `${root}/:id/content`, ["GET"]);
    refuseOtherMethods(scope, `${root}/:id/dealing`, ["POST"]);
  };
}

function idOf({ params }: FastifyRequest): string {
  const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  if (typeof id !== "string" || id === "") throw new CpisError("CPIS_MAILBOX_MESSAGE_NOT_FOUND");
  return id;
}
