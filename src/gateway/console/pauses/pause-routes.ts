import { parsePauseRequest, pauseRequest, pauseShape, pausesShape } from "../../../contract/parse-pause.js";
import type { PauseSwitch } from "../../../ports/pause-switch.js";
import { readerSchema } from "../../http/reader-schema.js";
import { consoleOperation } from "../console-operation.js";
import { sessionOf, type ConsoleRoutes } from "../console-routes.js";

const url = "/api/v1/console/pauses";
const none = new Map<never, string>();

const readPauses = consoleOperation({
  id: "readPauses",
  roles: ["administrator", "safeguarding-lead", "auditor"],
  summary: "The pauses that are on, oldest first.",
  answer: { description: "Every one of them.", schema: readerSchema(pausesShape, none) },
});

const beginPause = consoleOperation({
  id: "beginPause",
  roles: ["administrator", "safeguarding-lead"],
  stepUp: true,
  summary: "Switches checks off: of the whole site, of one location, or those that nobody presses for.",
  description:
    "Once it is answered no query of its scope leaves, those included that were waiting to; whoever opens a patient reads “not checked: switched off”. Answers that are held stay readable. A council's uploads and mailbox go on.",
  body: readerSchema(pauseRequest, none),
  answer: { status: 201, description: "The pause, which is on.", schema: readerSchema(pauseShape, none) },
});

const endPause = consoleOperation({
  id: "endPause",
  roles: ["administrator"],
  stepUp: true,
  summary: "Ends one pause; others stay on. What it kept back is not sent now.",
  path: { id: "The pause's id." },
  answer: { description: "The pause, which is over.", schema: readerSchema(pauseShape, none) },
  problems: ["CPIS_PAUSE_NOT_FOUND", "CPIS_REQUEST_FORGED"],
});

/** The pause switch. */
export function pauseRoutes(pauses: PauseSwitch): ConsoleRoutes {
  return (scope) => {
    scope.get(url, readPauses, () => ({ pauses: pauses.list() }));
    scope.post(url, beginPause, async (request, reply) => {
      const pause = await pauses.begin(parsePauseRequest(request.body), sessionOf(request).actor);
      return reply.code(201).send(pause);
    });
    scope.post(`${url}/:id/end`, endPause, (request) => {
      const { id } = request.params as { readonly id: string };
      return pauses.end(id, sessionOf(request).actor);
    });
  };
}
