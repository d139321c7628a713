import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GatewayPlan } from "../../../config/plan.js";
import {
  auditChain,
  auditExport,
  auditPage,
  auditSearch,
  parseAuditExport,
  parseAuditSearch,
} from "../../../contract/parse-console-audit.js";
import type { Clock } from "../../../ports/runtime.js";
import { exportAudit, type ExportFormat } from "../../audit/export/export-audit.js";
import { auditOrigin } from "../../audit/export/fhir.js";
import { readChainId } from "../../audit/read-chain-id.js";
import { readerSchema } from "../../http/reader-schema.js";
import type { StoreContext } from "../../store/store-context.js";
import { consoleOperation } from "../console-operation.js";
import { sessionOf, type ConsoleRoutes } from "../console-routes.js";
import type { ChainWatch } from "../overview/chain-watch.js";
import { criteriaOf, readAuditPage } from "./audit-pages.js";
import { chainView } from "./chain-view.js";

const named = new Map();
const chainSchema = readerSchema(auditChain, named);

const search = consoleOperation({
  id: "searchAudit",
  roles: ["auditor"],
  summary: "The rows that an auditor looks for, newest first, 100 at a time.",
  description:
    "A POST because an NHS number is in no address. The search, its reason and the NHS number are in the audit before the first row.",
  body: readerSchema(auditSearch, named),
  answer: { description: "A page of rows.", status: 200, schema: readerSchema(auditPage, named) },
});

const exportRows = consoleOperation({
  id: "exportAudit",
  roles: ["auditor"],
  stepUp: true,
  summary:
    "The rows that a search would find as a file, oldest first: CSV, or FHIR AuditEvents, one in each line.",
  description:
    "That it was exported, why, and whether with NHS numbers, is in the audit before the first row.",
  body: readerSchema(auditExport, named),
  answer: {
    description: "The file, as a stream; `application/fhir+ndjson` for FHIR.",
    mediaType: "text/csv",
    schema: { type: "string" },
  },
});

const readChain = consoleOperation({
  id: "readAuditChain",
  roles: ["auditor"],
  summary: "What was found when the audit's chain was last read as a whole.",
  answer: { description: "The chain.", schema: chainSchema },
});

const verifyChain = consoleOperation({
  id: "verifyAuditChain",
  roles: ["auditor"],
  summary: "Reads the chain as a whole now, in the background; the answer does not wait for it.",
  answer: {
    description: "What was found the last time, and that it is being read.",
    status: 202,
    schema: chainSchema,
  },
});

/** What the audit is read from. */
export interface AuditRouteParts {
  readonly plan: Pick<GatewayPlan, "identity">;
  readonly store: StoreContext;
  readonly chain: ChainWatch;
  readonly clock: Clock;
}

/** The audit for auditors. */
export function auditRoutes(parts: AuditRouteParts): ConsoleRoutes {
  const { store, chain, clock } = parts;
  return (scope) => {
    scope.post("/api/v1/console/audit/search", search, (request, reply) =>
      readAuditPage(store, clock, {
        search: parseAuditSearch(request.body),
        actor: sessionOf(request).actor,
        signal: whileWaitedFor(reply),
      }),
    );
    scope.post("/api/v1/console/audit/export", exportRows, (request, reply) =>
      sendExport(request, reply, parts),
    );
    scope.get("/api/v1/console/audit/chain", readChain, () => chainView(chain));
    scope.post("/api/v1/console/audit/verify", verifyChain, (_request, reply) => {
      void chain.run();
      return reply.code(202).send(chainView(chain));
    });
  };
}

const formats: Readonly<Record<"csv" | "fhir", readonly [ExportFormat, mediaType: string, ending: string]>> =
  {
    csv: ["csv", "text/csv; charset=utf-8; header=present", "csv"],
    fhir: ["fhir-ndjson", "application/fhir+ndjson", "ndjson"],
  };

async function sendExport(
  request: FastifyRequest,
  reply: FastifyReply,
  { plan, store, clock }: AuditRouteParts,
): Promise<FastifyReply> {
  const { format, withSubjects = false, reason, ...chosen } = parseAuditExport(request.body);
  const [kind, mediaType, ending] = formats[format];
  const slices = exportAudit(store, {
    criteria: criteriaOf(chosen),
    format: kind,
    withSubjects,
    reason,
    origin: auditOrigin(plan, readChainId(store)),
    actor: sessionOf(request).actor,
    at: clock.now(),
  });
  // The first slice comes after the audit's own row: what cannot be written down is not handed out, and is a refusal.
  const first = await slices.next();
  reply.header("content-disposition", `attachment; filename="audit.${ending}"`).type(mediaType);
  return reply.send(Readable.from(textOf(first, slices)));
}

async function* textOf(
  first: IteratorResult<readonly string[]>,
  rest: AsyncIterable<readonly string[]>,
): AsyncGenerator<string> {
  if (first.done === true) return;
  yield linesOf(first.value);
  for await (const lines of rest) yield linesOf(lines);
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

// The answer's own event: the connection outlives it, and would gather one listener for each search.
function whileWaitedFor({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return gone.signal;
}
