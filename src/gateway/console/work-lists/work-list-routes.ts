import type { FastifyRequest } from "fastify";
import type { ConsoleWorkList, WorkListName } from "../../../contract/console.js";
import { workListNames, workListShape } from "../../../contract/console-shapes.js";
import { CpisError } from "../../../errors/cpis-error.js";
import { sendProblem } from "../../http/answer-problems.js";
import { problemOfStatus } from "../../http/problems.js";
import { readerSchema } from "../../http/reader-schema.js";
import { consoleOperation } from "../console-operation.js";
import { sessionOf, type ConsoleRoutes } from "../console-routes.js";
import { parseCursor, type WorkListCursor } from "./work-list-cursor.js";
import type { WorkLists } from "./work-lists.js";

const readWorkList = consoleOperation({
  id: "readConsoleWorkList",
  roles: ["administrator", "safeguarding-lead"],
  summary: "What somebody has to look at, oldest first, 50 at a time.",
  description:
    "A safeguarding lead reads the patients too, and each reading is in the audit; to an administrator nobody is named but the user who asked.",
  path: { list: `One of ${workListNames.join(", ")}.` },
  query: { after: { type: "string", description: "The `next` of the page before." } },
  answer: { description: "A page of the list.", schema: readerSchema(workListShape, new Map()) },
  problems: ["CPIS_REQUEST_INVALID"],
});

/** The lists of what somebody has to look at. */
export function workListRoutes(lists: WorkLists): ConsoleRoutes {
  return (scope) => {
    scope.get("/api/v1/console/work-lists/:list", readWorkList, async (request, reply) => {
      const name = listOf(request.params);
      if (name === undefined) return sendProblem(reply, problemOfStatus(404));
      return readPage(lists, name, request);
    });
  };
}

function readPage(lists: WorkLists, name: WorkListName, request: FastifyRequest): Promise<ConsoleWorkList> {
  const after = cursorIn(request.query);
  const { roles, actor } = sessionOf(request);
  return roles.includes("safeguarding-lead")
    ? lists.readWithPatients(name, actor, after)
    : lists.read(name, after);
}

function listOf(params: unknown): WorkListName | undefined {
  const { list } = params as { readonly list: string };
  return workListNames.find((name) => name === list);
}

function cursorIn(query: unknown): WorkListCursor | undefined {
  const { after } = query as { readonly after?: unknown };
  if (after === undefined) return undefined;
  const cursor = typeof after === "string" ? parseCursor(after) : undefined;
  if (cursor !== undefined) return cursor;
  throw new CpisError("CPIS_REQUEST_INVALID", {
    issues: [{ path: "after", message: "must be the `next` of the page before, once" }],
  });
}
