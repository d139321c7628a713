import type { ConsolePlan } from "../../config/console-plan.js";
import { consoleRoles } from "../../domain/console-role.js";
import type { AuditTrail } from "../../ports/audit.js";
import type { Clock } from "../../ports/runtime.js";
import { consoleCookie } from "./console-cookies.js";
import { consoleOperation } from "./console-operation.js";
import { sessionOf, type ConsoleRoutes } from "./console-routes.js";
import type { ConsoleSessions } from "./console-session.js";

/** What signing out works with. */
export interface SignOutParts {
  readonly plan: ConsolePlan;
  readonly sessions: ConsoleSessions;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

const signOut = consoleOperation({
  id: "signOut",
  roles: consoleRoles,
  summary: "End the session, here and at once.",
  answer: { description: "Nobody is signed in any more." },
  problems: ["CPIS_REQUEST_FORGED"],
});

/** Signing out. The session ends even where its audit row cannot be written: nobody stays in against their will. */
export function signOutRoutes({ plan, sessions, audit, clock }: SignOutParts): ConsoleRoutes {
  const cookie = consoleCookie("cpis-console", plan.origin, "Strict");
  return (scope) => {
    scope.post("/console/sign-out", signOut, async (request, reply) => {
      const { id, actor } = sessionOf(request);
      sessions.end(id);
      cookie.clear(reply);
      await audit.append([{ at: clock.now(), action: "signed-out", actor }]);
      return reply.code(204).send();
    });
  };
}
