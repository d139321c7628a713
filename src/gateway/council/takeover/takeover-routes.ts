import type { FastifyInstance } from "fastify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import { parseReasonOrder } from "../../../contract/parse-council-request.js";
import {
  parseTakeoverDecisions,
  parseTakeoverProposal,
  parseTakeoverRevision,
} from "../../../contract/parse-takeover.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor } from "../../../ports/audit.js";
import type { ApiRoutes } from "../../http/api-server.js";
import { callerOf } from "../../http/authenticate.js";
import { refuseOtherMethods } from "../../http/refuse-other-methods.js";
import type { TokenVerifier } from "../../identity/caller.js";
import { takeoverOperations } from "../api/takeover-operations.js";
import { admitCouncil } from "../admit-council.js";
import type { UploadService } from "../uploads/upload-service.js";
import type { TakeoverService } from "./takeover-service.js";

/** What the routes of a take-over work with. */
export interface TakeoverRouteParts {
  readonly plan: Pick<CouncilPlan, "authority" | "roles">;
  readonly verifier: TokenVerifier;
  readonly takeover: TakeoverService;
  readonly uploads: Pick<UploadService, "order">;
  /** Lets a round begin now rather than at its time. */
  readonly wake: () => void;
}

const root = "/api/v1/council/takeover";
/** Five thousand children with their plans are a megabyte and a half. */
const bodyLimit = 32 * 1024 * 1024;

/** Taking over from another system, for data officers only: the difference names every child of the council. */
export function takeoverRoutes(parts: TakeoverRouteParts): ApiRoutes {
  const { takeover } = parts;
  return (scope: FastifyInstance) => {
    admitCouncil(scope, parts.verifier, parts.plan);
    scope.get(root, takeoverOperations.read, () => takeover.view());
    scope.post(`${root}/difference`, { ...takeoverOperations.compare, bodyLimit }, (request) =>
      takeover.compare(parseTakeoverProposal(request.body)),
    );
    scope.post(root, { ...takeoverOperations.propose, bodyLimit }, async (request, reply) => {
      const who = callerOf(request).actor;
      return reply.code(201).send(await takeover.propose(parseTakeoverProposal(request.body), who));
    });
    const orders: Readonly<Record<OrderName, Order>> = {
      decisions: (body, who) => takeover.decide(parseTakeoverDecisions(body), who),
      renewal: (body, who) => takeover.renew(parseTakeoverRevision(body).revision, who),
      approval: async (body, who) => {
        await takeover.approve(parseTakeoverRevision(body).revision, who);
        await orderFirst(parts, who);
        return takeover.view();
      },
      withdrawal: (body, who) => takeover.withdraw(parseReasonOrder(body).reason, who),
      release: (body, who) => takeover.release(parseReasonOrder(body).reason, who),
    };
    for (const [name, order] of Object.entries(orders) as [OrderName, Order][]) {
      scope.post(`${root}/${name}`, takeoverOperations[name], (request) =>
        order(request.body, callerOf(request).actor),
      );
      refuseOtherMethods(scope, `${root}/${name}`, ["POST"]);
    }
    refuseOtherMethods(scope, `${root}/difference`, ["POST"]);
    refuseOtherMethods(scope, root, ["GET", "POST"]);
  };
}

type OrderName = "decisions" | "renewal" | "approval" | "withdrawal" | "release";
type Order = (body: unknown, who: AuditActor) => ReturnType<TakeoverService["view"]>;

// The approval stands where the file cannot be made yet: uploads may be stopped for another reason, and the schedule makes it later.
async function orderFirst({ uploads, wake }: TakeoverRouteParts, who: AuditActor): Promise<void> {
  try {
    await uploads.order("full", who);
  } catch (thrown) {
    if (!CpisError.is(thrown, "CPIS_UPLOAD_NOT_POSSIBLE")) throw thrown;
  }
  wake();
}
