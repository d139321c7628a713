import type { ServerResponse } from "node:http";

/** The shapes a client asked for with its Accept header. */
export type ApiVersion = 1 | 2;

/** The version an Accept header names; 1 where it names none, undefined where the MESH type is malformed. */
export function parseAccept(accept: string | undefined): ApiVersion | undefined {
  const named = /vnd\.mesh([^;,\s]*)/i.exec(accept ?? "")?.[1];
  if (named === undefined) return 1;
  const version = /^\.v([12])\+json$/i.exec(named)?.[1];
  return version === undefined ? undefined : version === "2" ? 2 : 1;
}

/** An error that MESH describes by event and code. */
export interface DescribedError {
  readonly event: string;
  readonly code: string;
  readonly msg: string;
  readonly messageId?: string;
}

/** Errors by the names that routes use. */
export const meshErrors = {
  dataMissing: { event: "COLLECT", code: "02", msg: "Data file is missing or inaccessible" },
  malformedHeaders: { event: "TRANSFER", code: "06", msg: "Malformed control file" },
  recipientMissing: { event: "SEND", code: "08", msg: "TO_DTS missing" },
  recipientUnknown: { event: "SEND", code: "12", msg: "Unregistered to address" },
  senderNotPermitted: { event: "SEND", code: "16", msg: "Sender may not send this type" },
  workflowNotRegistered: { event: "SEND", code: "17", msg: "Workflow ID not registered for mailbox" },
  noSuchMessage: { event: "RECEIVE", code: "20", msg: "Message does not exist" },
  noMailbox: { event: "SEND", code: "EPL-151", msg: "No mailbox matched" },
  gone: { event: "SEND", code: "Message already accepted", msg: "Message no longer available for download" },
  chunks: { event: "SEND", code: "InvalidHeaderChunks", msg: "Invalid chunk values" },
  encodingChanged: {
    event: "SEND",
    code: "cannot change content encoding",
    msg: "cannot change content encoding",
  },
  encoding: { event: "SEND", code: "UnsupportedContentEncoding", msg: "Unsupported content encoding" },
} as const satisfies Record<string, DescribedError>;

/** Writes answers of one simulator; every error has a reference of its own. */
export interface MeshAnswers {
  json(response: ServerResponse, version: ApiVersion, status: number, body: unknown): void;
  empty(response: ServerResponse, status: number, headers?: Readonly<Record<string, string>>): void;
  error(response: ServerResponse, version: ApiVersion, status: number, error: DescribedError): void;
  /** A header or query field that is missing or wrong: the same shape in both versions. */
  fields(
    response: ServerResponse,
    faults: readonly { readonly loc: readonly string[]; readonly msg: string }[],
  ): void;
  /** A fault that is not described. */
  plain(response: ServerResponse, status: number): void;
}

/** Answers whose references come from `nextId`. */
export function createMeshAnswers(nextId: () => string): MeshAnswers {
  const send = (response: ServerResponse, status: number, type: string, body: unknown): void => {
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "Content-Type": type, "Content-Length": bytes.byteLength });
    response.end(bytes);
  };
  return {
    json: (response, version, status, body) => {
      send(response, status, `application/vnd.mesh.v${version}+json`, body);
    },
    empty: (response, status, headers = {}) => {
      response.writeHead(status, { ...headers, "Content-Length": 0 });
      response.end();
    },
    error: (response, version, status, { event, code, msg, messageId }) => {
      const body =
        version === 1
          ? { messageID: messageId, errorEvent: event, errorCode: code, errorDescription: msg }
          : { message_id: messageId, internal_id: nextId(), detail: [{ event, code, msg }] };
      send(response, status, `application/vnd.mesh.v${version}+json`, body);
    },
    fields: (response, faults) => {
      send(response, 400, "application/json", {
        detail: faults.map((fault) => ({ ...fault, type: "value_error" })),
      });
    },
    plain: (response, status) => {
      send(response, status, "application/json", {
        internal_id: nextId(),
        message: "An internal error occurred.",
      });
    },
  };
}
