import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CouncilPlan } from "../../config/council-plan.js";
import type { MailboxHealth, WorkList } from "../../contract/council.js";
import {
  parseNoteOrder,
  parsePassOrder,
  parseReasonOrder,
  parseSendWishOrder,
  parseUploadOrder,
} from "../../contract/parse-council-request.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";
import type { ApiRoutes } from "../http/api-server.js";
import { callerOf } from "../http/authenticate.js";
import { openEventStream, type EventStream } from "../http/event-stream.js";
import { refuseOtherMethods } from "../http/refuse-other-methods.js";
import type { TokenVerifier } from "../identity/caller.js";
import {
  noticeOperations,
  readOperations,
  streamOperation,
  uploadOperations,
} from "./api/council-operations.js";
import { admitCouncil } from "./admit-council.js";
import type { CouncilChanges } from "./council-changes.js";
import { toCouncilDirectory } from "./directory-view.js";
import type { NoticeService } from "./notices/notice-service.js";
import type { UploadService } from "./uploads/upload-service.js";

/** What the council's routes work with. */
export interface CouncilRouteParts {
  readonly plan: CouncilPlan;
  readonly verifier: TokenVerifier;
  readonly notices: NoticeService;
  readonly uploads: UploadService;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly workList: () => Promise<WorkList>;
  readonly health: () => Promise<MailboxHealth>;
  /** Lets a round begin now rather than at its time. */
  readonly wake: () => void;
}

const root = "/api/v1/council";

/** Inbox, work list, uploads, health and the stream of changes. */
export function councilRoutes(parts: CouncilRouteParts): ApiRoutes {
  return (scope) => {
    admitCouncil(scope, parts.verifier, parts.plan);
    readRoutes(scope, parts);
    noticeRoutes(scope, parts);
    uploadRoutes(scope, parts);
    streamRoute(scope, parts);
  };
}

function readRoutes(scope: FastifyInstance, parts: CouncilRouteParts): void {
  const { notices, uploads, workList, health } = parts;
  const readDirectory = () => Promise.resolve(toCouncilDirectory(parts.plan, parts.clock.now()));
  const reads = [
    [`${root}/inbox`, readOperations.inbox, () => notices.inbox()],
    [`${root}/work-list`, readOperations.workList, workList],
    [`${root}/health`, readOperations.health, health],
    [`${root}/directory`, readOperations.directory, readDirectory],
    [`${root}/uploads`, readOperations.uploads, () => uploads.list()],
  ] as const;
  for (const [url, operation, read] of reads) {
    scope.get(url, operation, () => read());
    refuseOtherMethods(scope, url, url.endsWith("/uploads") ? ["GET", "POST"] : ["GET"]);
  }
}

function noticeRoutes(scope: FastifyInstance, { notices }: CouncilRouteParts): void {
  const one = `${root}/notices/:id`;
  scope.post(`${one}/take`, noticeOperations.take, (request) =>
    notices.take(idOf(request), callerOf(request).actor),
  );
  scope.post(`${one}/finish`, noticeOperations.finish, (request) =>
    notices.finish(idOf(request), callerOf(request).actor),
  );
  scope.post(`${one}/note`, noticeOperations.note, (request) =>
    notices.note(idOf(request), parseNoteOrder(request.body).text, callerOf(request).actor),
  );
  scope.post(`${one}/pass`, noticeOperations.pass, (request) =>
    notices.pass(idOf(request), parsePassOrder(request.body).to, callerOf(request).actor),
  );
  for (const act of ["take", "finish", "note", "pass"]) refuseOtherMethods(scope, `${one}/${act}`, ["POST"]);
}

function uploadRoutes(scope: FastifyInstance, { uploads, wake }: CouncilRouteParts): void {
  scope.post(`${root}/uploads`, uploadOperations.order, async (request, reply) => {
    const who = callerOf(request).actor;
    const ordered = await uploads.order(parseUploadOrder(request.body).kind, who);
    wake();
    return reply.code(ordered.kind === "queued" ? 202 : 200).send(ordered);
  });
  scope.post(`${root}/uploads/wishes`, uploadOperations.wish, async (request, reply) => {
    const who = callerOf(request).actor;
    const wished = await uploads.wish(parseSendWishOrder(request.body).localId, who);
    wake();
    return reply.code(202).send(wished);
  });
  scope.post(`${root}/uploads/resumption`, uploadOperations.resume, async (request, reply) => {
    const who = callerOf(request).actor;
    await uploads.resume(parseReasonOrder(request.body).reason, who);
    return reply.code(204).send();
  });
  scope.post(`${root}/uploads/:id/closure`, uploadOperations.close, async (request, reply) => {
    const who = callerOf(request).actor;
    const sequenceNumber = Number(idOf(request));
    if (!Number.isSafeInteger(sequenceNumber)) throw new CpisError("CPIS_UPLOAD_NOT_FOUND");
    await uploads.close(sequenceNumber, parseReasonOrder(request.body).reason, who);
    return reply.code(204).send();
  });
  refuseOtherMethods(scope, `${root}/uploads/wishes`, ["POST"]);
  refuseOtherMethods(scope, `${root}/uploads/resumption`, ["POST"]);
  refuseOtherMethods(scope, `${root}/uploads/:id/closure`, ["POST"]);
}

function streamRoute(scope: FastifyInstance, parts: CouncilRouteParts): void {
  const streams = new Set<EventStream>();
  scope.addHook("preClose", (done) => {
    for (const stream of streams) stream.end();
    done();
  });
  scope.get(`${root}/stream`, streamOperation, async (request, reply) => {
    const stream = openEventStream(parts.timers, callerOf(request).expiresAt - parts.clock.now());
    const stop = parts.changes.subscribe((event) => stream.send(event.kind, event));
    streams.add(stream);
    stream.body.once("close", () => {
      stop();
      streams.delete(stream);
    });
    return reply.type("text/event-stream; charset=utf-8").header("x-accel-buffering", "no").send(stream.body);
  });
  refuseOtherMethods(scope, `${root}/stream`, ["GET"]);
}

function idOf({ params }: FastifyRequest): string {
  const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  if (typeof id !== "string" || id === "") throw new CpisError("CPIS_NOTICE_NOT_FOUND");
  return id;
}
