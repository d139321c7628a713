import { isObject, nonEmpty } from "./json-answers.js";
import { optional } from "./optional.js";

/** What an error answer says about itself. All of it may be missing; the HTTP status is what decides. */
export interface MeshErrorBody {
  /** MESH's own reference, which the service desk asks for. */
  readonly internalId?: string;
  readonly messageId?: string;
  readonly event?: string;
  readonly code?: string;
  /** Header or query fields that MESH refused. Names only: a value may be a secret. */
  readonly fields: readonly string[];
}

/**
 * Reads an error body in any of its three shapes, or none: it may be empty, HTML or cut off, and reading it must never
 * hide the status (mesh section 6). The server's free text is left out, because it may repeat what we sent.
 */
export function parseErrorBody(text: string): MeshErrorBody {
  const body = tryParse(text);
  if (!isObject(body)) return { fields: [] };
  const details = Array.isArray(body["detail"]) ? body["detail"].filter(isObject) : [];
  const first = details[0] ?? {};
  return {
    ...optional("internalId", nonEmpty(body["internal_id"])),
    ...optional("messageId", nonEmpty(body["message_id"]) ?? nonEmpty(body["messageID"])),
    ...optional("event", nonEmpty(first["event"]) ?? nonEmpty(body["errorEvent"])),
    ...optional("code", nonEmpty(first["code"]) ?? nonEmpty(body["errorCode"])),
    fields: details.flatMap((detail) => fieldName(detail["loc"])),
  };
}

function fieldName(location: unknown): readonly string[] {
  if (!Array.isArray(location)) return [];
  const parts = location.filter((part) => typeof part === "string" && /^[\w.-]{1,60}$/.test(part));
  return parts.length === 0 ? [] : [parts.join(".")];
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
