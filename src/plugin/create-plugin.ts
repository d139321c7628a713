import { BehaviorSubject, filter, map, Subject, switchMap, type Subscription } from "rxjs";
import { toInstant } from "../domain/instant.js";
import { CpisError } from "../errors/cpis-error.js";
import { patientLookup } from "../pipeline/patient-lookup.js";
import { defaultSiteSettings } from "../pipeline/pipeline-inputs.js";
import { present } from "../pipeline/present.js";
import { startingWith } from "../pipeline/streams.js";
import type { ContextAdapter } from "../ports/context-adapter.js";
import { bindElement, type BannerElement } from "./bind-element.js";
import { createBrowserIds } from "./browser-ids.js";
import { createDisplayReports } from "./display-reports.js";
import { createGatewayConnection, type TokenSource } from "./gateway-connection.js";
import { createHttpLookupClient } from "./http-lookup-client.js";
import { defaultLookupTimings, type LookupTimings } from "./lookup-timings.js";
import { createPageActivity } from "./page-activity.js";
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
  /** Throws `CPIS_ELEMENT_FOREIGN`, and asks nothing, for an element that would draw nothing of ours (H-05). */
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

function startRun(options: CpisPluginOptions): () => void {
  const { element, adapter, locationId, dwellMs, trigger = "opened" } = options;
  // A tag that nobody has defined yet will be ours; one that is defined and cannot draw never will.
  if (element.matches(":defined") && !("contextKey" in element)) throw new CpisError("CPIS_ELEMENT_FOREIGN");
  const clock = pageClock;
  const ids = createBrowserIds();
  const connection = createGatewayConnection(options.gatewayUrl, options.getToken);
  const page = createPageActivity();
  const timings = { ...defaultLookupTimings, ...options.timings };
  const places = createStreamPlaces(options.gatewayUrl);
  const client = createHttpLookupClient({ connection, timings, page, places, random: () => Math.random() });
  const settings = new BehaviorSubject(defaultSiteSettings);
  const now = (): string => toInstant(clock.now() + settings.value.serverOffsetMs);
  const reports = createDisplayReports({ client, ids, now });
  const banner = bindElement(element, reports, now);
  const turns = new Subject<PageTurn>();
  const source = { connection, locationId, clock, waitMs: timings.settingsMs, ...present({ dwellMs }) };
  const lookups = patientLookup({
    events: adapter.events,
    silenceMs: adapter.silenceMs,
    forget: () => adapter.forget?.(),
    interruptions: turns.pipe(
      filter((turn) => turn !== "back"),
      map(() => "suspended"),
    ),
    activity: page.uses,
    presses: banner.presses,
    wakes: page.changes,
    settings,
    client,
    locationId,
    automaticTrigger: trigger,
    clock,
    timers: pageTimers,
    ids,
  });
  const subscriptions: readonly Subscription[] = [
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
    lookups.subscribe((frame) => banner.show(frame)),
    // After the frames: what was wiped is reported before the page goes, for it may never come back.
    turns.subscribe(() => reports.flush()),
    pageLife(page.changes).subscribe(turns),
  ];
  adapter.start();
  return () => {
    adapter.stop();
    for (const subscription of subscriptions) subscription.unsubscribe();
    banner.release();
    reports.flush();
  };
}
