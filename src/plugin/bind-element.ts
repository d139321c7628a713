import { Subject, type Observable } from "rxjs";
import { idleView, type AlertView } from "../domain/alert-view.js";
import type { CheckPress } from "../pipeline/pipeline-inputs.js";
import type { LookupFrame } from "../pipeline/lookup-frame.js";
import type { DisplayReports, ShownAnswer } from "./display-reports.js";

/** The banner as the plugin sees it: three properties to write, events to hear. */
export type BannerElement = HTMLElement & {
  view: AlertView;
  contextKey: string | null;
  /** Only ever switched on: what the host itself has set stays (H-29). */
  discreet: boolean;
  /**
   * Fetches what the banner needs to draw answers, and says whether it is there. Absent where it needs nothing more, as
   * in an older version that was first on the page.
   */
  prepare?(): Promise<boolean>;
};

/** A banner that shows frames and says what people did. */
export interface ElementBinding {
  readonly presses: Observable<CheckPress>;
  show(frame: LookupFrame): void;
  /** Shows nobody, and hears nothing any more. */
  release(): void;
}

/** Binds frames to a banner, in the same call in which they come (H-01), and its events to reports. */
export function bindElement(
  element: BannerElement,
  reports: DisplayReports,
  now: () => string,
): ElementBinding {
  const presses = new Subject<CheckPress>();
  const screen = createScreen(reports);
  const draw = (): void => {
    // The view first: a banner that has wiped itself must not be given its old key while it still holds the old view.
    element.view = screen.view();
    element.contextKey = screen.contextKey();
  };
  const listeners: Readonly<Record<string, (event: Event) => void>> = {
    "cpis-check-requested": (event) => {
      const trigger = detailOf(event, "trigger") === "manual" ? "manual" : "check-again";
      presses.next({ key: element.view.key, trigger });
    },
    "cpis-displayed": () => screen.displayed(),
    "cpis-details-opened": () => screen.report("details-opened"),
    "cpis-alert-acknowledged": () => {
      screen.acknowledge(now());
      draw();
    },
    "cpis-visibility-changed": (event) => screen.visible(detailOf(event, "visible") !== false),
  };
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
  return {
    presses: presses.asObservable(),
    show(frame) {
      screen.change(frame);
      draw();
    },
    release() {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      screen.change(undefined);
      draw();
    },
  };
}

interface Screen {
  contextKey(): string | null;
  view(): AlertView;
  change(frame: LookupFrame | undefined): void;
  displayed(): void;
  visible(isVisible: boolean): void;
  acknowledge(at: string): void;
  report(kind: "details-opened"): void;
}

/** That a person has pressed *Seen*, for which lookup. */
interface Seen {
  readonly lookupId: string;
  readonly at: string;
}

/** What is on screen, and which answer people have been shown. */
function createScreen(reports: DisplayReports): Screen {
  let frame: LookupFrame | undefined;
  let shown: ShownAnswer | undefined;
  let isHidden = false;
  let seen: Seen | undefined;
  return {
    contextKey: () => frame?.contextKey ?? null,
    view: () => (frame === undefined ? idleView : viewOf(frame, seen)),
    change(next) {
      const before = frame;
      frame = next;
      if (shown === undefined || sameAnswer(before, next)) return;
      if (holdsContent(before)) reports.add(shown, "wiped");
      shown = undefined;
      isHidden = false;
    },
    displayed() {
      const answer = answerOf(frame);
      if (answer === undefined || shown !== undefined) return;
      shown = answer;
      reports.add(answer, "displayed");
    },
    visible(isVisible) {
      if (shown === undefined || isHidden === !isVisible) return;
      isHidden = !isVisible;
      reports.add(shown, isVisible ? "displayed" : "hidden");
    },
    acknowledge(at) {
      const answer = answerOf(frame);
      if (answer === undefined) return;
      if (seen?.lookupId !== answer.lookupId) seen = { lookupId: answer.lookupId, at };
      reports.add(answer, "acknowledged");
    },
    report(kind) {
      if (shown !== undefined) reports.add(shown, kind);
    },
  };
}

function viewOf({ view, lookupId }: LookupFrame, seen: Seen | undefined): AlertView {
  return seen === undefined || seen.lookupId !== lookupId ? view : { ...view, acknowledgedAt: seen.at };
}

// A question that is still open is no answer, and one that is only remembered has no content to report on.
function answerOf(frame: LookupFrame | undefined): ShownAnswer | undefined {
  if (frame?.lookupId === undefined || frame.version === undefined) return undefined;
  const { kind } = frame.view.state;
  if (kind === "checking" || kind === "stale" || kind === "idle") return undefined;
  return { lookupId: frame.lookupId, version: frame.version };
}

function holdsContent(frame: LookupFrame | undefined): boolean {
  return frame?.view.state.kind === "record" || frame?.view.state.kind === "no-record";
}

function sameAnswer(before: LookupFrame | undefined, next: LookupFrame | undefined): boolean {
  return (
    before?.lookupId === next?.lookupId &&
    before?.version === next?.version &&
    before?.view.state.kind === next?.view.state.kind
  );
}

function detailOf(event: Event, name: string): unknown {
  const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
  return typeof detail === "object" && detail !== null
    ? (detail as Record<string, unknown>)[name]
    : undefined;
}
