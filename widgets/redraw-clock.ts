const lookEveryMs = 1000;
const minuteMs = 60_000;
const wakeEvents = ["visibilitychange", "pageshow"];

/**
 * Draws anew at each full minute of the gateway's clock, when a telephone may have ceased to apply, and as soon as
 * something is due.
 *
 * It looks at the clock every second and whenever the page comes back, because a timer set for a later moment stands
 * still while the machine sleeps.
 */
export class RedrawClock {
  #timer: ReturnType<typeof setInterval> | undefined;
  #minute: number | undefined;
  readonly #now: () => number;
  readonly #isDue: (nowEpochMs: number) => boolean;
  readonly #draw: () => void;

  constructor(now: () => number, isDue: (nowEpochMs: number) => boolean, draw: () => void) {
    this.#now = now;
    this.#isDue = isDue;
    this.#draw = draw;
  }

  start(): void {
    this.stop();
    this.#minute = this.#readMinute();
    this.#timer = setInterval(this.#look, lookEveryMs);
    for (const name of wakeEvents) addEventListener(name, this.#look, true);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const name of wakeEvents) removeEventListener(name, this.#look, true);
  }

  #readMinute(): number {
    return Math.floor(this.#now() / minuteMs);
  }

  readonly #look = (): void => {
    const minute = this.#readMinute();
    if (minute === this.#minute && !this.#isDue(this.#now())) return;
    this.#minute = minute;
    this.#draw();
  };
}
