import type { MailboxTrouble } from "../../../contract/council.js";

/** What the mailbox's state is judged by; moments in milliseconds since 1970. */
export interface HealthFacts {
  readonly now: number;
  readonly startedAt: number;
  readonly lastReadAt?: number;
  readonly readingFailed: boolean;
  readonly handshakeFailed: boolean;
  readonly quarantined: number;
  /** When notices arrived, oldest first. */
  readonly noticesAt: readonly number[];
  readonly silenceMs: number;
  readonly certificateEndsAt?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Unread messages expire after five days; two days are left to act. */
const nearExpiryMs = 3 * dayMs;
const certificateWarningMs = 30 * dayMs;
/** Below so many notices a council has no history to judge by. */
const enoughNotices = 10;

/** Everything that is wrong with the mailbox, worst first (R-109, H-19). */
export function decideTroubles(facts: HealthFacts): readonly MailboxTrouble[] {
  const { now, lastReadAt, certificateEndsAt } = facts;
  const unread = now - (lastReadAt ?? facts.startedAt);
  const troubles: MailboxTrouble[] = [];
  if (unread >= nearExpiryMs) troubles.push("message-near-expiry");
  if (unread >= dayMs) troubles.push("not-read-for-a-day");
  else if (unread >= hourMs) troubles.push("not-read-for-an-hour");
  if (lastReadAt === undefined) troubles.push("never-read");
  if (facts.readingFailed) troubles.push("reading-failed");
  if (facts.handshakeFailed) troubles.push("handshake-failed");
  if (facts.quarantined > 0) troubles.push("messages-quarantined");
  if (isSilent(facts)) troubles.push("no-notice-for-long");
  if (certificateEndsAt !== undefined && certificateEndsAt - now < certificateWarningMs) {
    troubles.push("certificate-ends-soon");
  }
  return troubles;
}

// Longer than twice the longest pause this council has known; before it has a history, the configured time.
function isSilent({ noticesAt, now, silenceMs, startedAt }: HealthFacts): boolean {
  const last = noticesAt.at(-1);
  const recent = noticesAt.slice(-200);
  const longest = recent.reduce((most, at, index) => Math.max(most, at - (recent[index - 1] ?? at)), 0);
  const limit = noticesAt.length < enoughNotices ? silenceMs : Math.max(dayMs, 2 * longest);
  return now - (last ?? startedAt) >= limit;
}
