import { catchError, concat, defer, map, NEVER, of, retry, timer, type Observable } from "rxjs";
import { parsePageSettings } from "../contract/parse-lookup-view.js";
import type { PageSettings } from "../contract/settings.js";
import { defaultSiteSettings, type SiteSettings } from "../pipeline/pipeline-inputs.js";
import type { Clock } from "../ports/runtime.js";
import type { GatewayConnection } from "./gateway-connection.js";

/** Where a site's settings come from. */
export interface SettingsSource {
  readonly connection: GatewayConnection;
  readonly locationId: string;
  readonly clock: Clock;
  /** The host's own dwell time, where it gives one. */
  readonly dwellMs?: number;
}

const longestWaitMs = 30_000;

/**
 * The site's settings: the cautious defaults at once, the gateway's own as soon as it can be reached.
 *
 * A gateway that refuses to tell them is asked again too: it may be the token, which the host renews.
 */
export function siteSettings(source: SettingsSource): Observable<SiteSettings> {
  const own = source.dwellMs === undefined ? {} : { dwellMs: source.dwellMs };
  const told = defer(() => readSettings(source)).pipe(
    retry({ delay: (_error, tries) => timer(Math.min(longestWaitMs, 500 * 2 ** tries)) }),
    map((settings) => ({ ...siteOf(settings, source.clock.now()), ...own })),
  );
  return concat(of({ ...defaultSiteSettings, ...own }), told, NEVER).pipe(catchError(() => NEVER));
}

async function readSettings({ connection, locationId }: SettingsSource): Promise<PageSettings> {
  const path = `/api/v1/settings?locationId=${encodeURIComponent(locationId)}`;
  return parsePageSettings(await connection.json({ path, signal: new AbortController().signal }));
}

function siteOf(settings: PageSettings, nowMs: number): SiteSettings {
  const { serverTime, ...rest } = settings;
  return { ...rest, serverOffsetMs: Date.parse(serverTime) - nowMs };
}
