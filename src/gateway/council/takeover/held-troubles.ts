import type { MailboxTrouble } from "../../../contract/council.js";

// A mailbox that is left alone on purpose is not silent, and nobody here knows whether it is read.
const meaningless: ReadonlySet<MailboxTrouble> = new Set<MailboxTrouble>([
  "never-read",
  "not-read-for-an-hour",
  "not-read-for-a-day",
  "message-near-expiry",
  "no-notice-for-long",
]);

/** What is wrong with a mailbox that is left to the system that is taken over from: first that it is. */
export function heldTroubles(troubles: readonly MailboxTrouble[]): readonly MailboxTrouble[] {
  return ["takeover-not-approved", ...troubles.filter((trouble) => !meaningless.has(trouble))];
}
