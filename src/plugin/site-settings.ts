import { Observable } from "rxjs";
import { parsePageSettings } from "../contract/parse-settings.js";
import type { PageSettings } from "../contract/settings.js";
import { defaultSiteSettings, type SiteSettings } from "../pipeline/pipeline-inputs.js";
import type { Clock } from "../ports/runtime.js";
import type { GatewayConnection } from "./gateway-connection.js";
import { pause } from "./pause.js";

/** Where a site's settings come from. */
export interface SettingsSource {
  readonly connection: GatewayConnection;
  readonly locationId: string;
  readonly clock: Clock;
  /** The host's own dwell time, where it gives one. */
  readonly dwellMs?: number;
  /** For how long answers wait for the settings. */
  readonly waitMs: number;
}

const longestWaitMs = 30_000;

/**
 * The site's settings: the cautious defaults at once, the gateway's own as soon as it tells them. Never ends.
 *
 * A gateway that refuses is asked again too: it may be the token, which the host renews. What it has not told in good
 * time is no longer waited for: an answer must not be kept from staff because of how it is to be drawn (H-29).
 */
export function siteSettings(source: SettingsSource): Observable<SiteSettings> {
  const own = source.dwellMs === undefined ? {} : { dwellMs: source.dwellMs };
  return new Observable((subscriber) => {
    const controller = new AbortController();
    subscriber.next({ ...defaultSiteSettings, ...own });
    const giveUp = setTimeout(() => {
      subscriber.next({ ...defaultSiteSettings, ...own, discreet: false });
    }, source.waitMs);
    void readSettings(source, controller.signal).then((settings) => {
      clearTimeout(giveUp);
      if (settings !== undefined) subscriber.next({ ...siteOf(settings, source.clock.now()), ...own });
    });
    return () => {
      clearTimeout(giveUp);
      controller.abort();
    };
  });
}

async function readSettings(
  { connection, locationId }: SettingsSource,
  signal: AbortSignal,
): Promise<PageSettings | undefined> {
  const path = `/api/v1/settings?locationId=${encodeURIComponent(locationId)}`;
  for (let waitMs = 1_000; !signal.aborted; waitMs = Math.min(longestWaitMs, 2 * waitMs)) {
    try {
      return parsePageSettings(await connection.json({ path, signal }));
    } catch {
      await pause(waitMs, signal);
    }
  }
  return undefined;
}

function siteOf(settings: PageSettings, nowMs: number): SiteSettings {
  const { serverTime, ...rest } = settings;
  return { ...rest, serverOffsetMs: Date.parse(serverTime) - nowMs };
}
