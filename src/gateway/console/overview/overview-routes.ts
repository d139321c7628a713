import { overviewShape } from "../../../contract/console-shapes.js";
import { readerSchema } from "../../http/reader-schema.js";
import { consoleOperation } from "../console-operation.js";
import type { ConsoleRoutes } from "../console-routes.js";
import type { OverviewService } from "./overview-service.js";

const readOverview = consoleOperation({
  id: "readConsoleOverview",
  roles: ["administrator", "safeguarding-lead", "auditor"],
  summary: "How the gateway is, and what needs somebody. Counts only: nobody is named in it.",
  answer: { description: "The overview.", schema: readerSchema(overviewShape, new Map()) },
});

/** The console's first page. */
export function overviewRoutes(overview: OverviewService): ConsoleRoutes {
  return (scope) => {
    scope.get("/api/v1/console/overview", readOverview, () => overview.read());
  };
}
