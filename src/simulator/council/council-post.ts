import type { Clock } from "../../ports/runtime.js";
import type { MeshSimulator } from "../mesh/create-mesh-simulator.js";
import { cpisMailboxId, type CouncilMailbox } from "./council-mailboxes.js";

/** A file that CP-IS sent to a council. */
export interface SentFile {
  readonly at: number;
  readonly kind: SentFileKind;
  readonly odsCode: string;
  readonly meshMessageId: string;
}

/** What CP-IS sends to councils. */
type SentFileKind = "upload-acknowledgement" | "access-notification" | "inactive-nhs-number";

/** Puts files into councils' mailboxes. */
export interface CouncilPost {
  readonly sent: readonly SentFile[];
  /** A council without a mailbox gets nothing. */
  send(
    file: { readonly kind: SentFileKind; readonly odsCode: string; readonly workflowId: string },
    xml: string,
  ): void;
}

/** Nothing has been sent. */
export function createCouncilPost(
  mesh: Pick<MeshSimulator, "deliver">,
  mailboxes: readonly CouncilMailbox[],
  clock: Clock,
): CouncilPost {
  const sent: SentFile[] = [];
  return {
    sent,
    send: ({ kind, odsCode, workflowId }, xml) => {
      const mailbox = mailboxes.find((each) => each.authority.odsCode === odsCode);
      if (mailbox === undefined) return;
      const meshMessageId = mesh.deliver({
        to: mailbox.mailboxId,
        from: cpisMailboxId,
        workflowId,
        chunks: [new TextEncoder().encode(xml)],
        metadata: { contentType: "text/xml" },
      });
      sent.push({ at: clock.now(), kind, odsCode, meshMessageId });
    },
  };
}
