import type { MailboxTrouble } from "../../../contract/council.js";
import { isSilentTooLong } from "../../../domain/notice-silence.js";

/** What the mailbox's state is judged by; moments in milliseconds since 1970. */
export interface HealthFacts {
  readonly now: number;
  /** When it was first read at all, or tried to be. */
  readonly since: number;
  readonly lastReadAt?: number;
  readonly readingFailed: boolean;
  readonly handshakeFailed: boolean;
  /** Set aside, and nobody has dealt with them. */
  readonly quarantined: number;
  /** Of each message that the last reading left: the earliest moment at which it can have come. */
  readonly waitingSince: readonly number[];
  /** False for a local client's folders: what lies there has been collected, and stays. */
  readonly expires: boolean;
  /** When access notifications came. */
  readonly notificationsAt: readonly number[];
  readonly silenceMs: number;
  /** Whole days; negative once it has ended. */
  readonly certificateDaysLeft?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** MESH takes an unread message away after five days; two are left to act. */
const nearExpiryMs = 3 * dayMs;
const certificateWarningDays = 30;

/** Whether a message that came then may be taken away within two days. */
export function isNearExpiry(since: number, now: number): boolean {
  return now - since >= nearExpiryMs;
}

/** Everything that is wrong with the mailbox, worst first (R-109, H-19). */
export function decideTroubles(facts: HealthFacts): readonly MailboxTrouble[] {
  const { now, lastReadAt, certificateDaysLeft: days, waitingSince } = facts;
  const unread = now - (lastReadAt ?? facts.since);
  const troubles: MailboxTrouble[] = [];
  if (days !== undefined && days < 0) troubles.push("certificate-expired");
  if (facts.expires && [now - unread, ...waitingSince].some((since) => isNearExpiry(since, now))) {
    troubles.push("message-near-expiry");
  }
  if (unread >= dayMs) troubles.push("not-read-for-a-day");
  else if (unread >= hourMs) troubles.push("not-read-for-an-hour");
  if (lastReadAt === undefined) troubles.push("never-read");
  if (facts.readingFailed) troubles.push("reading-failed");
  if (facts.handshakeFailed) troubles.push("handshake-failed");
  if (waitingSince.length > 0) troubles.push("messages-left");
  if (facts.quarantined > 0) troubles.push("messages-quarantined");
  if (isSilentTooLong({ ...facts, configuredMs: facts.silenceMs })) troubles.push("no-notice-for-long");
  if (days !== undefined && days >= 0 && days <= certificateWarningDays) {
    troubles.push("certificate-ends-soon");
  }
  return troubles;
}
