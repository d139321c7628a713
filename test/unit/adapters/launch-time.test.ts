import { Subject, VirtualTimeScheduler } from "rxjs";
import { beforeEach, expect, test } from "vitest";
import { createLaunchTime, type LaunchTime } from "../../../adapters/launch-time.js";

const minute = 60_000;
const hour = 60 * minute;

let time: VirtualTimeScheduler;
let uses: Subject<void>;
let launch: LaunchTime;
/** What a machine slept, in which no timer runs. */
let sleptMs: number;
let endedAtMs: number[];

beforeEach(() => {
  time = new VirtualTimeScheduler();
  uses = new Subject();
  sleptMs = 0;
  endedAtMs = [];
  launch = createLaunchTime(
    { now: () => time.now() + sleptMs },
    {
      after: (delayMs, run) => {
        const scheduled = time.schedule(run, delayMs);
        return () => scheduled.unsubscribe();
      },
    },
    (used) => {
      const subscription = uses.subscribe(used);
      return () => subscription.unsubscribe();
    },
  );
});

function pass(ms: number): void {
  time.maxFrames = time.now() + ms;
  time.schedule(() => undefined, ms);
  time.flush();
}
const start = (): void => launch.start(hour, () => void endedAtMs.push(time.now() + sleptMs));

test("a launched page that nobody uses ends after a quarter of an hour, once (H-02, H-29)", () => {
  start();
  pass(15 * minute - 1);
  expect(endedAtMs).toEqual([]);
  pass(2 * hour);
  expect(endedAtMs).toEqual([15 * minute]);
  expect(uses.observed).toBe(false);
});

test("a launched page that is used stays, and ends a quarter of an hour after its last use (H-29)", () => {
  start();
  for (let used = 0; used < 3; used += 1) {
    pass(10 * minute);
    uses.next();
  }
  expect(endedAtMs).toEqual([]);
  pass(hour);
  expect(endedAtMs).toEqual([45 * minute]);
});

test("a launched page that is used all the time ends with its session (H-02)", () => {
  start();
  for (let used = 0; used < 59; used += 1) {
    pass(minute);
    uses.next();
  }
  expect(endedAtMs).toEqual([]);
  pass(hour);
  expect(endedAtMs).toEqual([hour]);
});

test("a launched page on a machine that slept ends at the first touch, before a timer runs (H-02)", () => {
  start();
  pass(minute);
  sleptMs = 20 * minute;
  uses.next();
  expect(endedAtMs).toEqual([21 * minute]);
});

test("a launched page that is stopped hears and ends nothing any more", () => {
  start();
  launch.stop();
  expect(uses.observed).toBe(false);
  pass(2 * hour);
  expect(endedAtMs).toEqual([]);
});
