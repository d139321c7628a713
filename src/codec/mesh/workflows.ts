/**
 * Workflow ids that CP-IS publishes. Both are settings: how acknowledgements are labelled is not published.
 *
 * @public
 */
export const cpisWorkflows = { upload: "CPIS_UPLOAD", report: "CPIS_REPORT" } as const;

/** Version 2 of the MESH API; without it the server answers in the older shapes. */
export const meshMediaType = "application/vnd.mesh.v2+json";

/** The root of every MESH path. */
const root = "/messageexchange";

/** Paths of the MESH API; every part is percent-encoded. */
export const meshPaths = {
  mailbox: (mailboxId: string): string => `${root}/${part(mailboxId)}`,
  inbox: (mailboxId: string): string => `${root}/${part(mailboxId)}/inbox`,
  message: (mailboxId: string, messageId: string): string =>
    `${root}/${part(mailboxId)}/inbox/${part(messageId)}`,
  messageChunk: (mailboxId: string, messageId: string, chunk: number): string =>
    `${root}/${part(mailboxId)}/inbox/${part(messageId)}/${chunk}`,
  acknowledge: (mailboxId: string, messageId: string): string =>
    `${root}/${part(mailboxId)}/inbox/${part(messageId)}/status/acknowledged`,
  outbox: (mailboxId: string): string => `${root}/${part(mailboxId)}/outbox`,
  outboxChunk: (mailboxId: string, messageId: string, chunk: number): string =>
    `${root}/${part(mailboxId)}/outbox/${part(messageId)}/${chunk}`,
  trackMessage: (mailboxId: string, messageId: string): string =>
    `${root}/${part(mailboxId)}/outbox/tracking?messageID=${part(messageId)}`,
  trackLocalId: (mailboxId: string, localId: string): string =>
    `${root}/${part(mailboxId)}/outbox/tracking/${part(localId)}`,
  lookUp: (odsCode: string, workflowId: string): string =>
    `${root}/endpointlookup/${part(odsCode)}/${part(workflowId)}`,
} as const;

function part(value: string): string {
  return encodeURIComponent(value);
}
