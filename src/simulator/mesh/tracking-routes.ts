import type { RouteContext } from "./inbox-routes.js";
import { meshErrors } from "./mesh-answers.js";
import type { MeshExchange } from "./mesh-exchange.js";
import { compactTime, type SimulatedMailbox, type SimulatedMessage } from "./mesh-message.js";
import { collectWithinMs } from "./message-vault.js";

/** What tracking and look-ups need besides. */
export interface DirectoryRouteContext extends RouteContext {
  readonly mailboxes: readonly SimulatedMailbox[];
}

/** `GET /{mb}/outbox/tracking?messageID={id}` and, the older way, `GET /{mb}/outbox/tracking/{localId}`. */
export function track(
  context: DirectoryRouteContext,
  exchange: MeshExchange,
  mailbox: SimulatedMailbox,
): void {
  const { answers, vault } = context;
  const { parts, query, response, version } = exchange;
  const localId = parts[3];
  const messageId = [...query].find(([name]) => name.toLowerCase() === "messageid")?.[1] ?? "";
  const found =
    localId === undefined
      ? [vault.find(messageId)].filter((each) => each?.sender === mailbox.mailboxId)
      : vault.findByLocalId(mailbox.mailboxId, localId);
  const [message, another] = found;
  if (another !== undefined) answers.plain(response, 300);
  else if (message === undefined) answers.error(response, version, 404, meshErrors.noSuchMessage);
  else answers.json(response, version, 200, describe(context, message, version));
}

function describe(
  { mailboxes }: DirectoryRouteContext,
  message: SimulatedMessage,
  version: 1 | 2,
): Readonly<Record<string, unknown>> {
  const recipient = mailboxes.find(({ mailboxId }) => mailboxId === message.recipient);
  const failed = message.status === "undeliverable";
  const expiresAt = message.acceptedAt === undefined ? undefined : message.acceptedAt + collectWithinMs;
  const facts = {
    localId: message.metadata.localId,
    fileName: message.metadata.fileName,
    statusEvent: failed ? "SEND" : undefined,
    statusCode: failed ? "14" : undefined,
    statusDescription: failed ? "Message not collected by recipient after 5 days" : undefined,
  };
  if (version === 1) {
    return {
      ...facts,
      messageId: message.messageId,
      dtsId: message.messageId,
      workflowId: message.workflowId,
      sender: message.sender,
      recipient: message.recipient,
      recipientName: recipient?.name,
      meshRecipientOdsCode: recipient?.odsCode,
      messageType: "Data",
      chunkCount: message.totalChunks,
      status: `${message.status.charAt(0).toUpperCase()}${message.status.slice(1)}`,
      statusSuccess: failed ? "ERROR" : "SUCCESS",
      uploadTimestamp: compactTime(message.uploadedAt),
      expiryTime: expiresAt === undefined ? "" : compactTime(expiresAt),
      downloadTimestamp: message.acknowledgedAt === undefined ? "" : compactTime(message.acknowledgedAt),
    };
  }
  return {
    message_id: message.messageId,
    local_id: facts.localId,
    workflow_id: message.workflowId,
    filename: facts.fileName,
    upload_timestamp: withoutZone(message.uploadedAt),
    expiry_time: expiresAt === undefined ? undefined : withoutZone(expiresAt),
    recipient: message.recipient,
    recipient_name: recipient?.name,
    recipient_ods_code: recipient?.odsCode,
    status: message.status,
    status_success: !failed,
    status_event: facts.statusEvent,
    status_code: facts.statusCode,
    status_description: facts.statusDescription,
    status_timestamp: message.acknowledgedAt === undefined ? undefined : withoutZone(message.acknowledgedAt),
  };
}

// ISO without a zone, meaning UTC, as the service writes it.
function withoutZone(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, -1);
}

/** `GET /endpointlookup/{ods}/{workflow}` and `GET /workflowsearch/{workflow}`; no token. */
export function lookUp({ answers, mailboxes }: DirectoryRouteContext, exchange: MeshExchange): void {
  const { parts, response, version } = exchange;
  const [kind, first, second] = parts;
  const byOrganisation = kind === "endpointlookup";
  const workflowId = byOrganisation ? second : first;
  if (first === undefined || workflowId === undefined) {
    answers.plain(response, 404);
    return;
  }
  const found = mailboxes.filter(
    ({ odsCode, receives }) => receives.includes(workflowId) && (!byOrganisation || odsCode === first),
  );
  const results = found.map(({ mailboxId, name }) =>
    version === 1 && byOrganisation
      ? { address: mailboxId, description: name, endpoint_type: "MESH" }
      : { mailbox_id: mailboxId, mailbox_name: name },
  );
  answers.json(response, version, 200, { results });
}
