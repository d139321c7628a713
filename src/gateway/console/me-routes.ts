import type { GatewayPlan } from "../../config/plan.js";
import type { ConsoleMe } from "../../contract/console.js";
import { consoleRoles } from "../../domain/console-role.js";
import { toInstant } from "../../domain/instant.js";
import type { Clock } from "../../ports/runtime.js";
import { consoleOperation } from "./console-operation.js";
import { sessionOf, type ConsoleRoutes } from "./console-routes.js";
import { isSteppedUp } from "./console-session.js";

const text = { type: "string" } as const;
const instant = { type: "string", format: "date-time" } as const;

const readMe = consoleOperation({
  id: "readConsoleMe",
  roles: consoleRoles,
  summary: "Who is signed in, as what, and how long for.",
  answer: {
    description: "The person, and the token that every change must carry.",
    schema: {
      type: "object",
      properties: {
        name: text,
        userId: text,
        roles: { type: "array", items: { type: "string", enum: consoleRoles } },
        environment: { type: "string", enum: ["simulator", "integration", "production"] },
        siteName: text,
        csrfToken: text,
        now: instant,
        idleEndsAt: instant,
        endsAt: instant,
        steppedUpUntil: instant,
      },
      required: [
        "name",
        "userId",
        "roles",
        "environment",
        "siteName",
        "csrfToken",
        "now",
        "idleEndsAt",
        "endsAt",
      ],
    },
  },
});

/** Who is signed in. */
export function meRoutes(plan: Pick<GatewayPlan, "environment" | "identity">, clock: Clock): ConsoleRoutes {
  return (scope) => {
    scope.get("/api/v1/console/me", readMe, (request): ConsoleMe => {
      const session = sessionOf(request);
      const now = clock.now();
      const { name, userId, roles, csrfToken, idleEndsAt, endsAt, steppedUpUntil } = session;
      return {
        name,
        userId,
        roles,
        environment: plan.environment,
        siteName: plan.identity.organisation.name,
        csrfToken,
        now: toInstant(now),
        idleEndsAt: toInstant(Math.min(idleEndsAt, endsAt)),
        endsAt: toInstant(endsAt),
        ...(steppedUpUntil !== undefined && isSteppedUp(session, now)
          ? { steppedUpUntil: toInstant(steppedUpUntil) }
          : {}),
      };
    });
  };
}
