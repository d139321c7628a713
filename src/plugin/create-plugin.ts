import { BehaviorSubject, filter, map, Subject, switchMap, type Subscription } from "rxjs";
import { toInstant } from "../domain/instant.js";
import { CpisError } from "../errors/cpis-error.js";
import { patientLookup } from "../pipeline/patient-lookup.js";
import { defaultSiteSettings, type PipelineInputs, type SiteSettings } from "../pipeline/pipeline-inputs.js";
import { present } from "../pipeline/present.js";
import { startingWith, together } from "../pipeline/streams.js";
import type { ContextAdapter } from "../ports/context-adapter.js";
import { createAsker, isForeign, type PageAsker } from "./asker.js";
import { bindElement, type BannerElement, type ElementBinding } from "./bind-element.js";
import { createBrowserIds } from "./browser-ids.js";
import { createDisplayReports, type DisplayReports } from "./display-reports.js";
import { createGatewayConnection, type GatewayConnection, type TokenSource } from "./gateway-connection.js";
import { defaultLookupTimings, type LookupTimings } from "./lookup-timings.js";
import { createPageActivity, type UsedPage } from "./page-activity.js";
import { pageLife, type PageTurn } from "./page-life.js";
import { pageClock, pageTimers } from "./page-time.js";
import { siteSettings } from "./site-settings.js";
import { createStreamPlaces } from "./stream-places.js";

/** What a host gives the plugin. */
export interface CpisPluginOptions {
  /** Base address of the gateway, for example `https://cpis.trust.example`. */
  readonly gatewayUrl: string;
  /** A location of the gateway's configuration: it decides the access mode, nothing on the page does. */
  readonly locationId: string;
  readonly getToken: TokenSource;
  readonly element: BannerElement;
  /** How the plugin learns which patient is open. */
  readonly adapter: ContextAdapter;
  /** Instead of the gateway's own dwell time; milliseconds. */
  readonly dwellMs?: number;
  /** What opening a patient means at this place. Default: `opened`. */
  readonly trigger?: "opened" | "registered";
  readonly timings?: Partial<LookupTimings>;
}

/** The plugin on one page. */
export interface CpisPlugin {
  /**
   * Throws `CPIS_ELEMENT_FOREIGN`, and asks nothing, for an element that would draw nothing of ours (H-05). Where the tag
   * is defined by somebody else later, the plugin ends, dispatches `cpis-visibility-changed`, and reports the same code
   * as an error of the page.
   */
  start(): void;
  /** Wipes the banner and ends everything, reports included. */
  stop(): void;
}

/**
 * Puts the plugin together: adapter, pipeline, gateway client and banner.
 *
 * Writes nothing to the console and keeps nothing in storage. A page that is left is wiped before the browser may keep
 * it; one that comes back from the browser's memory waits for the host's word (H-02).
 */
export function createCpisPlugin(options: CpisPluginOptions): CpisPlugin {
  let end: (() => void) | undefined;
  return {
    start() {
      end ??= startRun(options);
    },
    stop() {
      end?.();
      end = undefined;
    },
  };
}

const ids = createBrowserIds();

/** What one run of the plugin is made of. */
interface Run {
  readonly options: CpisPluginOptions;
  readonly timings: LookupTimings;
  readonly page: UsedPage;
  readonly connection: GatewayConnection;
  readonly settings: BehaviorSubject<SiteSettings>;
  readonly turns: Subject<PageTurn>;
  readonly asker: PageAsker;
  readonly reports: DisplayReports;
  readonly banner: ElementBinding;
}

function startRun(options: CpisPluginOptions): () => void {
  const { element, adapter } = options;
  // A tag that nobody has defined yet may be ours; one that is defined and cannot draw never will.
  if (isForeign(element)) throw new CpisError("CPIS_ELEMENT_FOREIGN");
  const run = createRun(options, () => {
    end();
    tellForeign(element);
  });
  const subscriptions = connect(run);
  const end = (): void => {
    adapter.stop();
    run.asker.stop();
    for (const subscription of subscriptions) subscription.unsubscribe();
    run.banner.release();
    run.reports.flush();
  };
  adapter.start();
  return end;
}

function createRun(options: CpisPluginOptions, onForeign: () => void): Run {
  const { element, gatewayUrl, getToken } = options;
  const timings = { ...defaultLookupTimings, ...options.timings };
  const connection = createGatewayConnection(gatewayUrl, getToken);
  const page = createPageActivity();
  const places = createStreamPlaces(gatewayUrl);
  const following = { connection, timings, page, places, random: () => Math.random() };
  const asker = createAsker({ element, following, onForeign });
  const settings = new BehaviorSubject(defaultSiteSettings);
  const now = (): string => toInstant(pageClock.now() + settings.value.serverOffsetMs);
  const reports = createDisplayReports({ client: asker, ids, now });
  const banner = bindElement(element, reports, now);
  return { options, timings, page, connection, settings, turns: new Subject(), asker, reports, banner };
}

function inputsOf({ options, page, settings, turns, asker, banner }: Run): PipelineInputs {
  const { adapter, locationId, trigger = "opened" } = options;
  return {
    events: adapter.events,
    silenceMs: adapter.silenceMs,
    forget: () => adapter.forget?.(),
    interruptions: turns.pipe(
      filter((turn) => turn !== "back"),
      map(() => "suspended"),
    ),
    activity: adapter.uses === undefined ? page.uses : together(page.uses, adapter.uses),
    presses: banner.presses.pipe(
      map((press) => {
        asker.retry();
        return press;
      }),
    ),
    wakes: page.changes,
    settings,
    asker: asker.changes,
    locationId,
    automaticTrigger: trigger,
    clock: pageClock,
    timers: pageTimers,
    ids,
  };
}

function connect(run: Run): readonly Subscription[] {
  const { options, page, settings, turns, banner, reports } = run;
  const { locationId, dwellMs, element } = options;
  const { connection, timings } = run;
  const source = {
    connection,
    locationId,
    clock: pageClock,
    waitMs: timings.settingsMs,
    ...present({ dwellMs }),
  };
  return [
    // Before the frames: nothing may be drawn openly in between (H-29).
    settings.subscribe(({ discreet }) => {
      if (discreet === true) element.discreet = true;
    }),
    startingWith<PageTurn>("back", turns)
      .pipe(
        // What the gateway said of the time before is as wrong as the page's sleep was long (H-27).
        filter((turn) => turn !== "left"),
        switchMap(() => siteSettings(source)),
      )
      .subscribe(settings),
    patientLookup(inputsOf(run)).subscribe((frame) => banner.show(frame)),
    // After the frames: what was wiped is reported before the page goes, for it may never come back.
    turns.subscribe(() => reports.flush()),
    pageLife(page.changes).subscribe(turns),
  ];
}

// The page around a banner that will never draw is told as of one that nobody can see, and the fault is reported.
function tellForeign(element: HTMLElement): void {
  const detail = { visible: false, ratio: 0 };
  element.dispatchEvent(
    new CustomEvent("cpis-visibility-changed", { detail, bubbles: true, composed: true }),
  );
  reportError(new CpisError("CPIS_ELEMENT_FOREIGN"));
}
