import { clockJumps } from "../../../../src/pipeline/clock-jumps.js";
import { bindElement } from "../../../../src/plugin/bind-element.js";
import type { ContextAdapter } from "../../../../src/ports/context-adapter.js";
import { PipelineRun } from "../pipeline-run.js";
import { Oracle } from "./oracle.js";
import { BannerModel, endTask } from "./page.js";

/** How long a patient must stay open, in every history. */
export const dwellMs = 1_000;

/** What a host of some kind works with on a page. */
export interface HostSeat {
  readonly run: PipelineRun;
  readonly banner: BannerModel;
  readonly oracle: Oracle;
}

/** Something a host can say or do. `who` and `detail` are small numbers, to be used as it likes. */
export type Saying = (who: number, detail: number) => void;

/** A host of one kind that has joined a page. Each saying tells the oracle before it tells the page. */
export interface Host {
  readonly adapter: ContextAdapter;
  readonly says: Readonly<Record<string, Saying>>;
}

/** The words of one way to say who is open, its faults among them. */
export interface Vocabulary {
  readonly name: string;
  /** Whether its host runs in the same page, and can speak inside a call of ours. */
  readonly isInPage?: true;
  readonly join: (seat: HostSeat) => Host;
}

/** One page with the real pipeline and binding, its host, and the oracle that watches the screen. */
export interface Stage extends HostSeat {
  readonly host: Host;
  /** Looks at the screen as a browser would paint it, once the task is over. */
  look(): void;
  leave(): void;
}

/** Opens a page. */
export function openStage(vocabulary: Vocabulary, idleMs: number | undefined, isScriptLate = false): Stage {
  const banner = new BannerModel();
  const binding = bindElement(
    banner.element,
    { add: () => undefined, flush: () => undefined },
    () => "2026-01-05T14:30:00.000Z",
  );
  const seats: (HostSeat & { host: Host })[] = [];
  const settings = { dwellMs, ...(idleMs === undefined ? {} : { idleMs }) };
  const run = new PipelineRun(settings, (running) => {
    if (isScriptLate) running.withholdScript();
    const oracle = new Oracle(running, dwellMs, idleMs);
    const seat = { run: running, banner, oracle };
    const host = vocabulary.join(seat);
    seats.push({ ...seat, host });
    return {
      events: host.adapter.events,
      silenceMs: host.adapter.silenceMs,
      forget: () => host.adapter.forget?.(),
      presses: binding.presses,
    };
  });
  const [seat] = seats;
  if (seat === undefined) throw new Error("nobody joined");
  const { oracle, host } = seat;
  run.onFrame = (frame) => binding.show(frame);
  run.afterTimer = endTask;
  banner.drawn = () => oracle.check(banner.shown);
  const steady = { now: () => run.scheduler.now() };
  const clock = { now: () => run.nowMs };
  const jumps = clockJumps({ clock, steady, timers: run.timers, wakes: run.wakes, tickMs: 60_000 }).subscribe(
    () => run.interruptions.next("suspended"),
  );
  host.adapter.start();
  return {
    ...seat,
    look() {
      oracle.check(banner.shown);
      endTask();
      oracle.check(banner.shown);
      oracle.checkPresent(banner.shown);
    },
    leave() {
      jumps.unsubscribe();
      host.adapter.stop();
      run.subscription.unsubscribe();
      binding.release();
    },
  };
}
