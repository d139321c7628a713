import type { InboundMeshMessage, OutboundMeshHead } from "../../domain/mesh-message.js";
import { isNhsNumber } from "../../domain/nhs-number.js";
import { CpisError, type Issue } from "../../errors/cpis-error.js";
import { buildChunkRange, type ChunkRange } from "./chunks.js";
import { optional } from "./optional.js";

/** HTTP headers with names in lower case, as Node gives them. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const limits = {
  "mex-to": 100,
  "mex-workflowid": 300,
  "mex-filename": 300,
  "mex-localid": 300,
  "mex-subject": 500,
  "mex-content-type": 100,
} as const;

type LimitedHeader = keyof typeof limits;

/**
 * Writes the headers of a message's first or only part. Names are in lower case, as they arrive anyway.
 *
 * Throws `CPIS_MESH_MESSAGE_INVALID` with every fault: MESH would answer 400 or, worse, carry an NHS number in a field
 * that logs along the way may show.
 */
export function buildMexHeaders(head: OutboundMeshHead, range: ChunkRange): Readonly<Record<string, string>> {
  const values: Partial<Record<LimitedHeader, string>> = {
    "mex-to": head.to,
    "mex-workflowid": head.workflowId,
    "mex-localid": head.localId,
    ...(head.fileName === undefined ? {} : { "mex-filename": head.fileName }),
    ...(head.subject === undefined ? {} : { "mex-subject": head.subject }),
    ...(head.contentType === undefined ? {} : { "mex-content-type": head.contentType }),
  };
  const issues = findHeadFaults(values);
  if (issues.length > 0) throw new CpisError("CPIS_MESH_MESSAGE_INVALID", { issues });
  return { ...values, ...(range.total > 1 ? { "mex-chunk-range": buildChunkRange(range) } : {}) };
}

function findHeadFaults(values: Partial<Record<LimitedHeader, string>>): readonly Issue[] {
  const required = (["mex-to", "mex-workflowid", "mex-localid"] as const)
    .filter((name) => (values[name] ?? "").trim() === "")
    .map((name) => ({ path: name, message: "is missing" }));
  const present = Object.entries(values) as [LimitedHeader, string][];
  return [...required, ...present.flatMap(([name, value]) => findValueFaults(name, value))];
}

function findValueFaults(name: LimitedHeader, value: string): readonly Issue[] {
  const messages: string[] = [];
  if (value.length > limits[name]) messages.push(`is longer than ${limits[name]} characters`);
  if (!/^[\x20-\x7E]*$/.test(value)) messages.push("has a character that is not printable ASCII");
  if (name !== "mex-subject" && /https?:\/\//i.test(value)) messages.push("has a web address");
  if (holdsNhsNumber(value)) messages.push("holds an NHS number; these fields are not for personal data");
  return messages.map((message) => ({ path: name, message }));
}

function holdsNhsNumber(value: string): boolean {
  return (value.match(/(?<![0-9])[0-9]{10}(?![0-9])/g) ?? []).some(isNhsNumber);
}

/** All Mex headers of an answer, one value each. */
export function pickMexHeaders(headers: ReceivedHeaders): Readonly<Record<string, string>> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!lower.startsWith("mex-") || value === undefined) continue;
    picked[lower] = typeof value === "string" ? value : value.join(", ");
  }
  return picked;
}

/**
 * Reads what the headers of a download say about the message. Any of them may be missing; only the id, which the caller
 * asked for, is certain.
 */
export function parseMexHeaders(messageId: string, headers: ReceivedHeaders): InboundMeshMessage {
  const received = pickMexHeaders(headers);
  const text = (name: string): string | undefined => {
    const value = received[`mex-${name}`]?.trim();
    return value === "" ? undefined : value;
  };
  const facts = {
    messageId,
    received,
    ...optional("workflowId", text("workflowid")),
    ...optional("from", text("from")),
    ...optional("to", text("to")),
    ...optional("localId", text("localid")),
    ...optional("subject", text("subject")),
  };
  if (text("messagetype")?.toUpperCase() === "REPORT") {
    return {
      kind: "report",
      ...facts,
      succeeded: text("statussuccess")?.toUpperCase() === "SUCCESS",
      ...optional("event", text("statusevent")),
      ...optional("code", text("statuscode")),
      ...optional("description", text("statusdescription")),
      ...optional("linkedMessageId", text("linkedmsgid")),
    };
  }
  return {
    kind: "data",
    ...facts,
    compressed: isYes(text("content-compressed")),
    encrypted: isYes(text("content-encrypted")),
    ...optional("fileName", text("filename")),
    ...optional("contentType", text("content-type")),
    ...optional("checksum", text("content-checksum")),
  };
}

function isYes(value: string | undefined): boolean {
  return value?.toUpperCase() === "Y";
}
