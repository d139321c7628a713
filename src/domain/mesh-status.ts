/** What a MESH status or error code means. A code says nothing without its event (mesh section 6). */

/** What went wrong with a message, in words that a state or a work item can be keyed on. */
export type MeshFault =
  | "data-file-missing"
  | "server-certificate"
  | "credentials"
  | "malformed-message"
  | "sender-mismatch"
  | "recipient-missing"
  | "control-file-version"
  | "message-type"
  | "recipient-not-registered"
  | "not-collected"
  /** The one code that names CP-IS: the file was refused before it was processed. The same bytes will be too. */
  | "bad-cpis-file"
  | "sender-not-permitted"
  | "workflow-not-registered"
  | "expiry-period"
  | "no-such-message"
  | "poll-failed"
  | "mailbox-not-enabled"
  /** Addressing by patient, which CP-IS never uses. */
  | "patient-addressing"
  | "unrecognised";

/** A status as a report, an error body, a tracking answer or a control file carries it. */
export interface MeshStatus {
  readonly event?: string;
  readonly code?: string;
  readonly succeeded: boolean;
}

/** The meaning of a status. */
export type MeshStatusMeaning =
  /** Transport succeeded; nothing is said about what CP-IS made of the file. */
  | { readonly kind: "succeeded" }
  /** Success was claimed, but the client is still trying: keep waiting. */
  | { readonly kind: "delayed" }
  /** `sameBytesMayGoAgain` is false wherever MESH or CP-IS looked at the message and refused it. */
  | { readonly kind: "failed"; readonly fault: MeshFault; readonly sameBytesMayGoAgain: boolean };

const anyEvent = "*";

// Codes 15 to 17 have no event in the published table; SEND is presumed, because the local client reports its own
// RECEIVE faults under the same numbers.
const faults: Readonly<Record<string, Readonly<Record<string, MeshFault>>>> = {
  "2": { COLLECT: "data-file-missing" },
  "3": { TRANSFER: "server-certificate" },
  "4": { TRANSFER: "credentials" },
  "6": { [anyEvent]: "malformed-message" },
  "7": { SEND: "sender-mismatch" },
  "8": { SEND: "recipient-missing" },
  "9": { SEND: "control-file-version" },
  "11": { SEND: "message-type" },
  "12": { SEND: "recipient-not-registered" },
  "14": { SEND: "not-collected" },
  "15": { SEND: "bad-cpis-file", RECEIVE: "poll-failed" },
  "16": { SEND: "sender-not-permitted", RECEIVE: "server-certificate" },
  "17": { SEND: "workflow-not-registered", RECEIVE: "credentials" },
  "18": { SEND: "workflow-not-registered" },
  "19": { SEND: "expiry-period" },
  "20": { RECEIVE: "no-such-message" },
  "100": { [anyEvent]: "mailbox-not-enabled" },
};

// Nobody has looked at the content of these, so today's data may be sent again once the cause is gone.
const notLookedAt: ReadonlySet<MeshFault> = new Set([
  "not-collected",
  "server-certificate",
  "credentials",
  "poll-failed",
  "mailbox-not-enabled",
]);

/**
 * Decides what a status means.
 *
 * Codes are compared as numbers (`0` and `00` are one code) and events by their first word, without case; a missing event
 * is taken as SEND. Anything unknown is a failure, never a success.
 */
export function decideMeshStatus(status: MeshStatus): MeshStatusMeaning {
  const code = normaliseCode(status.code);
  const event = normaliseEvent(status.event);
  if (status.succeeded) {
    if (code === "5") return { kind: "delayed" };
    if (code === undefined || code === "0") return { kind: "succeeded" };
  }
  const fault = findFault(code, event);
  return { kind: "failed", fault, sameBytesMayGoAgain: notLookedAt.has(fault) };
}

function findFault(code: string | undefined, event: string): MeshFault {
  if (code === undefined) return "unrecognised";
  if (code.startsWith("EPL-")) return "patient-addressing";
  const byEvent = faults[code];
  return byEvent?.[event] ?? byEvent?.[anyEvent] ?? "unrecognised";
}

function normaliseCode(code: string | undefined): string | undefined {
  const text = code?.trim().toUpperCase() ?? "";
  if (text === "") return undefined;
  return /^[0-9]+$/.test(text) ? String(Number(text)) : text;
}

// Older clients write a sentence that begins with the word: "Transfer to DTS Server".
function normaliseEvent(event: string | undefined): string {
  return /^\s*(COLLECT|TRANSFER|SEND|RECEIVE)\b/i.exec(event ?? "")?.[1]?.toUpperCase() ?? "SEND";
}
