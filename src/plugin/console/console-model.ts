import type {
  ConsoleAuditChain,
  ConsoleAuditSearch,
  ConsoleConfiguration,
  ConsoleMe,
  ConsoleOverview,
  ConsolePreview,
  ConsoleWorkList,
} from "../../contract/console.js";
import type { ConsoleFrame, ConsolePage } from "../../domain/console-view.js";
import { pagesOf, roleWords, type ConsoleRoute } from "./console-access.js";
import { noRole, notThisPage } from "./console-gates.js";
import { formatMoment, formatTime } from "./format-console.js";
import { toAuditPage, type AuditFound } from "./to-audit.js";
import { toConfiguration, waitingChanges, type ConfigurationChecks } from "./to-configuration.js";
import { toOverview } from "./to-overview.js";
import { toPausePage, toSwitchedOff } from "./to-pause.js";
import { toWorkLists } from "./to-work-lists.js";

/** What the gateway has said so far. */
export interface ConsoleReadings {
  readonly me: ConsoleMe;
  readonly overview?: ConsoleOverview | undefined;
  readonly configuration?: ConsoleConfiguration | undefined;
  readonly workList?: ConsoleWorkList | undefined;
  readonly preview?: ConsolePreview | undefined;
  readonly found?: AuditFound | undefined;
  readonly chain?: ConsoleAuditChain | undefined;
  /** What was searched for; older rows are asked for in the same way. */
  readonly search?: ConsoleAuditSearch | undefined;
  readonly checks?: ConfigurationChecks | undefined;
  /** Set where the gateway has not answered since these were read. */
  readonly isOld?: boolean;
}

/** What stands around every page. */
export function toFrame(
  readings: ConsoleReadings,
  route: ConsoleRoute,
  ending: ConsoleFrame["ending"],
): ConsoleFrame {
  const { me, overview, configuration, isOld = false } = readings;
  const waiting = configuration ? waitingChanges(configuration, me, overview?.hospital?.locations ?? []) : [];
  const old = isOld
    ? [
        `The gateway does not answer. What is shown is from ${formatMoment(me.now)}, and may not be so any more.`,
      ]
    : [];
  return {
    environment: me.environment,
    siteName: me.siteName,
    person: `${me.name} (${me.roles.map(roleWords).join(", ")})`,
    readAt: formatMoment(me.now),
    pages: pagesOf(me.roles).map(({ name, label }) => ({
      name,
      label:
        name === "configuration" && waiting.length > 0
          ? `${label} (${String(waiting.length)} to approve)`
          : label,
    })),
    current: route.page,
    strips: [...old, ...(overview ? toSwitchedOff(overview) : [])],
    ...(ending ? { ending } : {}),
  };
}

/** The page of a route, from what was read for it. */
export function toPage(readings: ConsoleReadings, { page }: ConsoleRoute): ConsolePage {
  const { me, overview, configuration, workList, preview, found, checks, chain } = readings;
  const pages = pagesOf(me.roles);
  if (pages.length === 0) return noRole;
  if (!pages.some(({ name }) => name === page)) return notThisPage;
  const mayOpen = pages.some(({ name }) => name === "work-lists");
  const locations = overview?.hospital?.locations ?? [];
  const changes = configuration ? waitingChanges(configuration, me, locations) : [];
  switch (page) {
    case "overview":
      return overview ? toOverview(overview, changes, mayOpen) : { kind: "loading" };
    case "work-lists":
      return workList && overview ? toWorkLists(workList, overview) : { kind: "loading" };
    case "preview":
      return preview ? { kind: "preview", ...preview } : { kind: "loading" };
    case "audit":
      return overview && chain ? toAuditPage(overview, chain, found) : { kind: "loading" };
    case "configuration":
      return configuration ? toConfiguration(configuration, me, locations, checks) : { kind: "loading" };
    case "pause":
      return overview ? toPausePage(overview, me.roles) : { kind: "loading" };
  }
}

/** The words before a session ends; nothing while there is time. */
export function toEnding(me: ConsoleMe, now: string, warnMs: number): ConsoleFrame["ending"] {
  const left = Date.parse(me.idleEndsAt) - Date.parse(now);
  if (left > warnMs) return undefined;
  const at = formatTime(me.idleEndsAt, now);
  return me.idleEndsAt === me.endsAt
    ? { text: `Your session ends at ${at}. Finish what you are doing; then sign in again.`, mayStay: false }
    : { text: `Nobody uses this page. Your session ends at ${at}.`, mayStay: true };
}
