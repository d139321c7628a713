import type { ConsoleForms } from "../../domain/console-act.js";
import type { ConsoleNote, ConsolePage, ConsoleView } from "../../domain/console-view.js";
import type { Instant } from "../../domain/instant.js";
import { routeOf } from "./console-access.js";
import { toEnding, toFrame, toPage, type ConsoleReadings } from "./console-model.js";

/** What is known at the moment, and said about it. */
export interface ScreenState {
  /** Absent while nobody is signed in: what they held is gone with them. */
  readonly readings?: ConsoleReadings | undefined;
  /** In the place of a page. */
  readonly gate?: ConsolePage | undefined;
  readonly note?: ConsoleNote | undefined;
  readonly resumed?: ConsoleForms | undefined;
}

/** The element with what it shows. */
export interface ConsoleScreen {
  readonly state: ScreenState;
  /** The gateway's clock (H-27). */
  now(): Instant;
  /** Adds to what is known, and draws it. */
  show(next: ScreenState): void;
  /** Forgets everything, and says why. */
  wipe(gate: ConsolePage): void;
}

/** Warned before a session ends: two minutes, or a third of a short one. */
const warnMs = 120_000;

/** An empty screen. */
export function createConsoleScreen(element: HTMLElement & { view: ConsoleView }): ConsoleScreen {
  let state: ScreenState = {};
  let offsetMs = 0;
  let usualMs = 0;
  const now = (): Instant => new Date(Date.now() + offsetMs).toISOString();
  const draw = (): void => {
    element.view = toView(state, now(), Math.min(warnMs, usualMs / 3));
    document.title = titleOf(element.view);
  };
  return {
    get state() {
      return state;
    },
    now,
    show(next) {
      const me = next.readings?.me;
      if (me && me !== state.readings?.me) {
        offsetMs = Date.parse(me.now) - Date.now();
        usualMs = Math.max(usualMs, Date.parse(me.idleEndsAt) - Date.parse(me.now));
      }
      state = { ...state, ...next };
      draw();
    },
    wipe(gate) {
      state = { gate };
      draw();
    },
  };
}

function toView({ readings, gate, note, resumed }: ScreenState, now: Instant, warn: number): ConsoleView {
  const route = routeOf(location.hash);
  const said = { ...(note ? { note } : {}), ...(resumed ? { resumed } : {}) };
  if (readings === undefined) return { page: gate ?? { kind: "loading" }, ...said };
  return {
    frame: toFrame(readings, route, toEnding(readings.me, now, warn)),
    page: gate ?? toPage(readings, route),
    ...said,
  };
}

// A title is seen in tabs, histories and lists of windows: it names the page and nothing else.
function titleOf({ frame, page }: ConsoleView): string {
  const label = frame?.pages.find(({ name }) => name === frame.current)?.label;
  const heading = page.kind === "gate" ? page.heading : label;
  return heading === undefined ? "CP-IS console" : `${heading}, CP-IS console`;
}
