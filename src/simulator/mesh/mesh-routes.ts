import { acknowledge, download, listInbox } from "./inbox-routes.js";
import { meshErrors } from "./mesh-answers.js";
import type { MeshExchange } from "./mesh-exchange.js";
import type { MeshFaultName, MeshOperation } from "./mesh-faults.js";
import type { SimulatedMailbox } from "./mesh-message.js";
import { sendFirst, sendNext, type OutboxRouteContext } from "./outbox-routes.js";
import type { TokenCheck } from "./token-check.js";
import { lookUp, track, type DirectoryRouteContext } from "./tracking-routes.js";

/** What the whole API needs. */
export interface ApiContext extends OutboxRouteContext, DirectoryRouteContext {
  readonly checkToken: TokenCheck;
}

/** Which operation a request asks for; undefined for a path that MESH does not have. */
export function operationOf(method: string, parts: readonly string[]): MeshOperation | undefined {
  const [first, second, third, fourth, fifth] = parts;
  if (first === "endpointlookup" || first === "workflowsearch" || first === "_ping") return "look-up";
  const reading = method === "GET" || method === "HEAD";
  if (second === undefined) return method === "POST" || reading ? "handshake" : undefined;
  if (second === "count") return reading ? "count" : undefined;
  if (second === "inbox") {
    if (third === undefined) return reading ? "list" : undefined;
    if (fourth === "status") return method === "PUT" && fifth === "acknowledged" ? "acknowledge" : undefined;
    return reading ? "download" : undefined;
  }
  if (second !== "outbox") return undefined;
  if (third === "tracking") return reading ? "track" : undefined;
  if (method !== "POST") return undefined;
  if (third === undefined) return "send";
  return fourth === undefined ? undefined : "send-chunk";
}

/** Does what a request asks for, once its token has proved whose mailbox it is. */
export function answerExchange(
  context: ApiContext,
  exchange: MeshExchange,
  operation: MeshOperation,
  fault: MeshFaultName | undefined,
): void {
  const { answers } = context;
  const { response, version, parts } = exchange;
  if (operation === "look-up") {
    if (parts[0] === "_ping") answers.json(response, version, 200, { ping: "pong" });
    else lookUp(context, exchange);
    return;
  }
  const mailbox = context.findMailbox(parts[0] ?? "");
  if (mailbox === undefined) {
    answers.error(response, version, 403, meshErrors.noMailbox);
    return;
  }
  if (!context.checkToken(exchange.header("authorization"), mailbox)) {
    answers.plain(response, 403);
    return;
  }
  answerMailbox(context, exchange, operation, mailbox, fault);
}

function answerMailbox(
  context: ApiContext,
  exchange: MeshExchange,
  operation: Exclude<MeshOperation, "look-up">,
  mailbox: SimulatedMailbox,
  fault: MeshFaultName | undefined,
): void {
  switch (operation) {
    case "handshake":
      handshake(context, exchange, mailbox);
      return;
    case "list":
      listInbox(context, exchange, mailbox, fault);
      return;
    case "download":
      download(context, exchange, mailbox, fault);
      return;
    case "acknowledge":
      acknowledge(context, exchange, mailbox);
      return;
    case "send":
      sendFirst(context, exchange, mailbox);
      return;
    case "send-chunk":
      sendNext(context, exchange, mailbox);
      return;
    case "track":
      track(context, exchange, mailbox);
      return;
    case "count":
      count(context, exchange, mailbox);
      return;
  }
}

function handshake(
  { answers }: ApiContext,
  { header, response, version }: MeshExchange,
  mailbox: SimulatedMailbox,
): void {
  const missing = ["mex-clientversion", "mex-osname", "mex-osversion"].filter(
    (name) => header(name) === undefined,
  );
  if (missing.length > 0) {
    answers.fields(
      response,
      missing.map((name) => ({ loc: ["header", name], msg: "field required" })),
    );
  } else if (version === 1) answers.json(response, 1, 200, { mailboxId: mailbox.mailboxId });
  else answers.empty(response, 200);
}

function count(
  { answers, vault }: ApiContext,
  { response, version }: MeshExchange,
  mailbox: SimulatedMailbox,
): void {
  const waiting = vault.inbox(mailbox.mailboxId).length;
  const older = { internalID: "", allResultsIncluded: true };
  answers.json(response, version, 200, { count: waiting, ...(version === 1 ? older : {}) });
}
