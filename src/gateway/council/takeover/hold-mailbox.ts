import { pause } from "../../../pipeline/pause.js";
import type { MeshMailbox } from "../../../ports/mailbox.js";
import type { Timers } from "../../../ports/telemetry.js";

/** What reads a mailbox. */
type HeldMailbox = Pick<MeshMailbox, "mailboxId" | "check" | "list" | "download" | "acknowledge">;

/**
 * A mailbox that is not read while a take-over is not approved.
 *
 * What one system takes out of a mailbox the other never sees: until the approval, notices and answers belong to the system that the
 * council still works with (H-18, H-20).
 */
export function holdMailbox(
  mailbox: HeldMailbox,
  isHeld: () => Promise<boolean>,
  timers: Timers,
  askAgainMs: number,
): HeldMailbox {
  return {
    mailboxId: mailbox.mailboxId,
    check: (signal) => mailbox.check(signal),
    async list(signal) {
      while ((await isHeld()) && !signal.aborted) await pause(timers, askAgainMs, signal);
      return mailbox.list(signal);
    },
    download: (messageId, sink, signal) => mailbox.download(messageId, sink, signal),
    acknowledge: (messageId, signal) => mailbox.acknowledge(messageId, signal),
  };
}
