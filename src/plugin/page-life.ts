import { filter, map, type Observable } from "rxjs";
import { clockJumps } from "../pipeline/clock-jumps.js";
import { together } from "../pipeline/streams.js";
import { heard } from "./page-activity.js";
import { pageClock, pageTimers, steadyClock } from "./page-time.js";

/**
 * What may happen to a page so that it misses something: it is left or frozen; it is back; it has slept, or its clock was
 * set, without a word.
 */
export type PageTurn = "left" | "back" | "slept";

const turns: Readonly<Record<string, PageTurn>> = {
  pagehide: "left",
  freeze: "left",
  resume: "back",
  pageshow: "back",
};

/** The life of the page that this script runs in: left, frozen, kept by the back button, resumed (Page Lifecycle). */
export function pageLife(wakes: Observable<unknown>): Observable<PageTurn> {
  const events = heard(...Object.keys(turns)).pipe(
    // The first showing of a page is no return.
    filter((event) => !("persisted" in event) || event.type === "pagehide" || event.persisted === true),
    map(({ type }) => turns[type] ?? "left"),
  );
  const jumps = clockJumps({ clock: pageClock, steady: steadyClock, timers: pageTimers, wakes });
  return together<PageTurn>(events, jumps.pipe(map(() => "slept")));
}
