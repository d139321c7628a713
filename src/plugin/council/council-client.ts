import type { CaseView } from "../../contract/council-case.js";
import type {
  CouncilDirectory,
  MailboxHealth,
  NoticeInbox,
  UploadList,
  WorkList,
} from "../../contract/council.js";
import { parseCaseView } from "../../contract/parse-council-case.js";
import {
  parseCouncilDirectory,
  parseMailboxHealth,
  parseNoticeInbox,
  parseUploadList,
  parseWorkList,
} from "../../contract/parse-council.js";
import type { RouteTarget } from "../../domain/notice-routing.js";
import type { PlanKind } from "../../domain/protection-record.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { GatewayConnection } from "../gateway-connection.js";

/** What a council's page asks of its gateway. Every method throws a `CpisError`; an answer that is not what it must be is one. */
export interface CouncilClient {
  readCase(localId: string, signal: AbortSignal): Promise<CaseView>;
  inbox(signal: AbortSignal): Promise<NoticeInbox>;
  workList(signal: AbortSignal): Promise<WorkList>;
  uploads(signal: AbortSignal): Promise<UploadList>;
  health(signal: AbortSignal): Promise<MailboxHealth>;
  directory(signal: AbortSignal): Promise<CouncilDirectory>;
  take(episodeId: string, signal: AbortSignal): Promise<void>;
  /** Writes the note first: a notice is never finished without the words that say what was done. */
  finish(episodeId: string, note: string, signal: AbortSignal): Promise<void>;
  pass(episodeId: string, to: RouteTarget, signal: AbortSignal): Promise<void>;
  /** Asks that a case goes into the next file, changed or not. */
  sendAgain(localId: string, signal: AbortSignal): Promise<void>;
  askDeletion(
    localId: string,
    order: { readonly kind: PlanKind; readonly start: string; readonly reason: string },
    signal: AbortSignal,
  ): Promise<void>;
  approveDeletion(localId: string, deletionId: string, signal: AbortSignal): Promise<void>;
}

/** The client over HTTP. Ids are escaped, and no address holds a name or an NHS number. */
export function createCouncilClient(connection: GatewayConnection): CouncilClient {
  const read = async <T>(path: string, parse: (body: unknown) => T, signal: AbortSignal): Promise<T> =>
    understood(parse, await connection.json({ path, signal }));
  const post = (path: string, body: object, signal: AbortSignal): Promise<unknown> =>
    connection.json({ path, body, signal });
  const caseAt = (localId: string): string => `/api/v1/cases/${encodeURIComponent(localId)}`;
  const notice = (episodeId: string, what: string): string =>
    `/api/v1/council/notices/${encodeURIComponent(episodeId)}/${what}`;
  return {
    readCase: (localId, signal) => read(caseAt(localId), parseCaseView, signal),
    inbox: (signal) => read("/api/v1/council/inbox", parseNoticeInbox, signal),
    workList: (signal) => read("/api/v1/council/work-list", parseWorkList, signal),
    uploads: (signal) => read("/api/v1/council/uploads", parseUploadList, signal),
    health: (signal) => read("/api/v1/council/health", parseMailboxHealth, signal),
    directory: (signal) => read("/api/v1/council/directory", parseCouncilDirectory, signal),
    take: async (episodeId, signal) => {
      await post(notice(episodeId, "take"), {}, signal);
    },
    finish: async (episodeId, note, signal) => {
      await post(notice(episodeId, "note"), { text: note }, signal);
      await post(notice(episodeId, "finish"), {}, signal);
    },
    pass: async (episodeId, to, signal) => {
      await post(notice(episodeId, "pass"), { to }, signal);
    },
    sendAgain: async (localId, signal) => {
      await post("/api/v1/council/uploads/wishes", { localId }, signal);
    },
    askDeletion: async (localId, order, signal) => {
      await post(`${caseAt(localId)}/deletion`, order, signal);
    },
    approveDeletion: async (localId, deletionId, signal) => {
      await post(`${caseAt(localId)}/deletion/approval`, { deletionId }, signal);
    },
  };
}

// What cannot be understood is no answer: the page must not draw half of it, nor take it for its own mistake.
function understood<T>(parse: (body: unknown) => T, body: unknown): T {
  try {
    return parse(body);
  } catch (cause) {
    throw new CpisError("CPIS_GATEWAY_UNREACHABLE", { cause });
  }
}
