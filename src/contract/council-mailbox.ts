/** JSON about messages that were set aside: ids, codes and times, never what is in them. */
import type { Instant } from "../domain/instant.js";

/** A message from MESH that cannot be understood or fits nobody. Its bytes are kept; a person finds out what it is. */
export interface SetAsideView {
  readonly messageId: string;
  readonly receivedAt: Instant;
  /** A report is MESH's own, and has no content. */
  readonly kind: "file" | "report";
  /** Why, as a code of this product, and in its words. */
  readonly code: string;
  readonly says: string;
  readonly workflowId?: string;
  /** The sender's mailbox, as the message says. */
  readonly from?: string;
  readonly dealtWith?: { readonly at: Instant; readonly by: string; readonly reason: string };
}

/** Answer of `GET /api/v1/council/mailbox/set-aside`: newest first. */
export interface SetAsideList {
  readonly messages: readonly SetAsideView[];
}
