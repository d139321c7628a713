import type { MeshMailboxAddress, MeshTracking, MeshTrackingStatus } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import { optional } from "./optional.js";

/** One page of a mailbox's listing. */
export interface InboxPage {
  readonly messageIds: readonly string[];
  /** Path of the next page, relative to the host; absent on the last. */
  readonly next?: string;
}

/** Reads a page of the listing. Throws `CPIS_MESH_MALFORMED`. */
export function parseInboxPage(text: string): InboxPage {
  const body = parseObject(text, "inbox");
  const ids = body["messages"];
  if (!Array.isArray(ids) || !ids.every(isMessageId)) throw malformed("inbox", "messages");
  const links = body["links"];
  return { messageIds: ids, ...optional("next", isObject(links) ? nonEmpty(links["next"]) : undefined) };
}

/**
 * The next page's path, if it is one of this mailbox on the same host: a link elsewhere would carry our token there.
 * Throws `CPIS_MESH_MALFORMED`.
 */
export function checkNextLink(next: string, inboxPath: string): string {
  if (next.startsWith(`${inboxPath}?`) && !/[\s\\]|^\/\//.test(next)) return next;
  throw malformed("inbox", "links.next");
}

/** The id of a message that was accepted. Throws `CPIS_MESH_MALFORMED`. */
export function parseAccepted(text: string): string {
  const body = parseObject(text, "outbox");
  const messageId = nonEmpty(body["message_id"]) ?? nonEmpty(body["messageID"]);
  if (messageId === undefined) throw malformed("outbox", "message_id");
  return messageId;
}

const statuses: ReadonlySet<string> = new Set<MeshTrackingStatus>([
  "uploading",
  "accepted",
  "acknowledged",
  "undeliverable",
  "error",
]);

/** Reads a tracking answer, in the version 2 or the version 1 spelling. Throws `CPIS_MESH_MALFORMED`. */
export function parseTracking(text: string): MeshTracking {
  const body = parseObject(text, "tracking");
  const field = (name: string, older: string): string | undefined =>
    nonEmpty(body[name]) ?? nonEmpty(body[older]);
  const status = field("status", "status")?.toLowerCase() ?? "";
  return {
    status: statuses.has(status) ? (status as MeshTrackingStatus) : "unrecognised",
    ...optional("messageId", field("message_id", "messageId")),
    ...optional("localId", field("local_id", "localId")),
    ...optional("event", field("status_event", "statusEvent")),
    ...optional("code", field("status_code", "statusCode")),
    ...optional("description", field("status_description", "statusDescription")),
  };
}

/** Reads a look-up, in the version 2 or the version 1 spelling. Throws `CPIS_MESH_MALFORMED`. */
export function parseLookUp(text: string): readonly MeshMailboxAddress[] {
  const results = parseObject(text, "look-up")["results"];
  if (!Array.isArray(results)) throw malformed("look-up", "results");
  return results.map((entry: unknown) => {
    const mailboxId = isObject(entry)
      ? (nonEmpty(entry["mailbox_id"]) ?? nonEmpty(entry["address"]))
      : undefined;
    if (!isObject(entry) || mailboxId === undefined) throw malformed("look-up", "mailbox_id");
    return { mailboxId, name: nonEmpty(entry["mailbox_name"]) ?? nonEmpty(entry["description"]) ?? "" };
  });
}

function isMessageId(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7E]{1,200}$/.test(value);
}

function parseObject(text: string, answer: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new CpisError("CPIS_MESH_MALFORMED", { context: { answer, fault: "not JSON" }, cause });
  }
  if (!isObject(body)) throw malformed(answer, "not an object");
  return body;
}

function malformed(answer: string, fault: string): CpisError {
  return new CpisError("CPIS_MESH_MALFORMED", { context: { answer, fault } });
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text with something in it, or undefined. */
export function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
