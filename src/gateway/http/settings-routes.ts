import type { GatewayPlan } from "../../config/plan.js";
import type { PageSettings } from "../../contract/settings.js";
import { toInstant } from "../../domain/instant.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { TokenVerifier } from "../identity/caller.js";
import { operations } from "./api-description.js";
import type { ApiRoutes } from "./api-server.js";
import { authenticate } from "./authenticate.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

/** The slice of the plan that pages are told. */
export type SettingsPlan = Pick<
  GatewayPlan,
  "environment" | "lookups" | "eligibility" | "locations" | "contacts"
>;

const url = "/api/v1/settings";

/** What a page must know before anything is asked. */
export function settingsRoutes(plan: SettingsPlan, verifier: TokenVerifier, clock: Clock): ApiRoutes {
  return (scope) => {
    authenticate(scope, verifier);
    scope.get(url, { schema: operations.readSettings }, (request): PageSettings => {
      const location = plan.locations.find(({ id }) => id === locationIdOf(request.query));
      const { safeguardingTelephone } = plan.contacts;
      return {
        environment: plan.environment,
        serverTime: toInstant(clock.now()),
        dwellMs: plan.lookups.dwellMs,
        eligibility: plan.eligibility,
        discreet: location?.discreet ?? false,
        ...(location === undefined ? {} : { accessMode: location.accessMode }),
        ...(location?.idleClearMs === undefined ? {} : { idleMs: location.idleClearMs }),
        ...(safeguardingTelephone === undefined ? {} : { safeguardingTelephone }),
      };
    });
    refuseOtherMethods(scope, url, ["GET"]);
  };
}

function locationIdOf(query: unknown): string {
  const named =
    typeof query === "object" && query !== null && "locationId" in query ? query.locationId : undefined;
  if (typeof named === "string" && named !== "" && named.length <= 256) return named;
  throw new CpisError("CPIS_REQUEST_INVALID", {
    issues: [{ path: "locationId", message: "must be given once" }],
  });
}
