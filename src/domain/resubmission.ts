const firstPauseMs = 15 * 60_000;
const longestPauseMs = 4 * 3_600_000;

/** After this many answers of *unavailable* in a row a person is told, while the repeats go on. */
export const alarmAfterAttempts = 4;

/**
 * How long to pause before an upload that the register was unavailable for (CPF05) is built anew and sent again.
 *
 * Doubles from 15 minutes to 4 hours; the file is made from that day's data, never from the old one (H-20). `attempt` is 1 after
 * the first such answer.
 */
export function resubmitPauseMs(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** (Math.max(1, attempt) - 1), longestPauseMs);
}
