const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Below so many pauses a council has no history to judge by. */
const enoughPauses = 10;
const consideredPauses = 200;

/** What a council's silence is judged by; moments in milliseconds since 1970. */
export interface SilenceFacts {
  /** When access notifications came, empty ones too: each proves that the way from CP-IS is open. */
  readonly notificationsAt: readonly number[];
  /** When the mailbox was first read: before it nothing could be heard. */
  readonly since: number;
  readonly now: number;
  /** The limit of a council that has no history yet, as configured. */
  readonly configuredMs: number;
}

/**
 * The pause that a council is used to, or undefined where it has fewer than ten pauses to judge by.
 *
 * It is the one that 19 of its last 20 pauses did not exceed, out of the last 200: one long outage in the history does not stretch
 * it. Notifications of the same minute are one, because a reading of the mailbox brings many.
 */
export function usualPauseMs(notificationsAt: readonly number[]): number | undefined {
  const moments = [...notificationsAt].sort((one, other) => one - other);
  const pauses = moments
    .slice(1)
    .map((at, index) => at - (moments[index] ?? at))
    .filter((pause) => pause >= minuteMs)
    .slice(-consideredPauses)
    .sort((one, other) => one - other);
  return pauses.length < enoughPauses ? undefined : pauses[Math.ceil(pauses.length * 0.95) - 1];
}

/**
 * How long a council's silence may last before it is more likely a fault than good news (R-109, H-19).
 *
 * Twice its own usual pause, but never less than a day, because every council has quiet nights. Where notices come by chance alone, a
 * pause of twice that length happens once in about 400. Without a usual pause the configured limit counts.
 */
export function silenceLimitMs({
  notificationsAt,
  configuredMs,
}: Pick<SilenceFacts, "notificationsAt" | "configuredMs">): number {
  const usual = usualPauseMs(notificationsAt);
  return usual === undefined ? configuredMs : Math.max(dayMs, 2 * usual);
}

/** Whether no notification has come for longer than is likely. Silence is never evidence that no child was seen. */
export function isSilentTooLong(facts: SilenceFacts): boolean {
  const { notificationsAt, since, now } = facts;
  const last =
    notificationsAt.length === 0 ? since : notificationsAt.reduce((one, other) => Math.max(one, other));
  return now - last >= silenceLimitMs(facts);
}
