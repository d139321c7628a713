import { fail, ok, warn, type Finding } from "./finding.js";

/** Seconds from which a clock deserves a look; user tokens live for minutes, and certificates and audit rows carry this time. */
const warnFromSeconds = 10;
/** Seconds from which tokens are refused and the times in the audit mislead. */
const failFromSeconds = 60;

/** Another machine's time, and how surely it is known. */
export interface ClockReading {
  /** What its answer's Date header said, milliseconds since 1970; undefined where there was none. */
  readonly theirs: number | undefined;
  /** Our own clock when the request left and when the answer came. */
  readonly before: number;
  readonly after: number;
}

/**
 * Our clock against another's.
 *
 * A Date header has whole seconds and was written at some moment between request and answer, so only what lies outside that
 * span counts as an offset.
 */
export function judgeClock(check: string, peer: string, { theirs, before, after }: ClockReading): Finding {
  if (theirs === undefined) {
    return warn(
      check,
      `${peer} did not say what time it is, so the clock was not compared with it.`,
      "Compare this machine's clock by hand, for example with: timedatectl.",
    );
  }
  const offset = Math.round(offsetMs(theirs, before, after) / 1000);
  const size = Math.abs(offset);
  const says = `This machine's clock is ${String(size)} s ${offset < 0 ? "behind" : "ahead of"} ${peer}.`;
  if (size >= failFromSeconds) return fail(check, says, setClock);
  if (size >= warnFromSeconds) return warn(check, says, setClock);
  return ok(check, `This machine's clock agrees with ${peer} within ${String(warnFromSeconds)} s.`);
}

const setClock =
  "Switch time synchronisation on (chrony, systemd-timesyncd or the Windows time service), then run this again.";

function offsetMs(theirs: number, before: number, after: number): number {
  const latest = theirs + 999;
  if (before > latest) return before - latest;
  return after < theirs ? after - theirs : 0;
}

/** A Date header's moment, milliseconds since 1970; undefined where there is none that can be read. */
export function readDateHeader(value: string | readonly string[] | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
