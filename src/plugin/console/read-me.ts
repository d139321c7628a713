import type { ConsoleMe } from "../../contract/console.js";
import { instant, list, object, oneOf, optional, text } from "../../contract/shape.js";
import { consoleRoles, type ConsoleRole } from "../../domain/console-role.js";
import type { Environment } from "../../domain/environment.js";

const role = oneOf(Object.fromEntries(consoleRoles.map((one) => [one, true])) as Record<ConsoleRole, true>);

/** Who is signed in, as the gateway says it. */
export const meShape = object<ConsoleMe>(
  {
    name: text(),
    userId: text(),
    roles: list(role, { atMost: consoleRoles.length }),
    environment: oneOf<Environment>({ simulator: true, integration: true, production: true }),
    siteName: text(),
    csrfToken: text(),
    now: instant,
    idleEndsAt: instant,
    endsAt: instant,
    steppedUpUntil: optional(instant),
  },
  "ignore",
);
