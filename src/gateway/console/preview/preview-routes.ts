import type { GatewayPlan } from "../../../config/plan.js";
import type { ConsolePreview } from "../../../contract/console.js";
import { previewShape } from "../../../contract/console-shapes.js";
import { readerSchema } from "../../http/reader-schema.js";
import { consoleOperation } from "../console-operation.js";
import type { ConsoleRoutes } from "../console-routes.js";

const readPreview = consoleOperation({
  id: "readConsolePreview",
  roles: ["administrator", "safeguarding-lead", "auditor"],
  summary:
    "What of this site's configuration the banner shows, to draw it in every state. Nothing in it is about a patient.",
  answer: { description: "The site.", schema: readerSchema(previewShape, new Map()) },
});

/** What the preview of the banner needs to know of this site. */
export function previewRoutes(
  plan: Pick<GatewayPlan, "environment" | "contacts" | "locations">,
): ConsoleRoutes {
  return (scope) => {
    scope.get("/api/v1/console/preview", readPreview, (): ConsolePreview => {
      const { safeguardingTelephone } = plan.contacts;
      return {
        environment: plan.environment,
        ...(safeguardingTelephone === undefined ? {} : { safeguardingTelephone }),
        locations: plan.locations.map(({ id, name, accessMode, discreet }) => ({
          id,
          name,
          accessMode,
          discreet,
        })),
      };
    });
  };
}
