import type { ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../../config/plan.js";
import type {
  ConsoleAlarm,
  ConsoleGateway,
  ConsoleMailbox,
  ConsoleOverview,
} from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import type { Pause } from "../../../domain/pause.js";
import { wordingHash } from "../../../domain/wording-hash.js";
import type { Clock } from "../../../ports/runtime.js";
import { servesHospital } from "../../../config/plan.js";
import { productVersion } from "../../council/product-version.js";
import type { CheckLedger } from "../work-lists/check-ledger.js";
import { chainState } from "../audit/chain-view.js";
import type { ChainWatch } from "./chain-watch.js";
import { freeDiskPercent } from "./free-disk.js";
import { hospitalOverview } from "./hospital-overview.js";
import { planCertificates } from "./plan-certificates.js";

/** What of the overview other parts of the gateway say. */
export interface OverviewSources {
  /** Readiness faults, in words of a closed set. */
  faults(): Promise<readonly string[]>;
  mailboxes(): Promise<readonly ConsoleMailbox[]>;
  pauses(): readonly Pause[];
  alarms(): readonly ConsoleAlarm[];
  /** Locations of which a change waits for a second person. */
  changingLocations(): ReadonlySet<string>;
  /** How far this machine's clock is from another's, in milliseconds; undefined where nobody has compared them. */
  clockOffsetMs(): number | undefined;
  /** When the plan in force took effect, and which one waits for the next start. */
  planSince(): number | undefined;
  waitingForRestart(): string | undefined;
}

/** What the overview is made of. */
export interface OverviewParts {
  /** The plan in force, whichever that is at the moment. */
  readonly plan: GatewayPlan;
  readonly ledger: CheckLedger;
  readonly chain: Pick<ChainWatch, "state">;
  readonly sources: OverviewSources;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The console's first page: how it all is, and what needs somebody. */
export interface OverviewService {
  read(): Promise<ConsoleOverview>;
}
export const OverviewService: ServiceIdentifier<OverviewService> = Symbol("OverviewService");

/** Reads everything anew each time: all of it is in memory, or one call to the machine away. */
export function createOverview(parts: OverviewParts): OverviewService {
  const { plan, ledger, sources, clock } = parts;
  return {
    async read() {
      const servesPatients = servesHospital(plan);
      if (servesPatients) await ledger.refresh();
      const now = clock.now();
      const pauses = sources.pauses();
      const changing = sources.changingLocations();
      return {
        now: toInstant(now),
        ...(servesPatients ? { hospital: hospitalOverview({ plan, ledger, pauses, changing }) } : {}),
        mailboxes: await sources.mailboxes(),
        pauses,
        alarms: sources.alarms(),
        certificates: planCertificates(plan, now),
        gateway: await gatewayOverview(parts),
      };
    },
  };
}

async function gatewayOverview(parts: OverviewParts): Promise<ConsoleGateway> {
  const { plan, sources, chain, startedAt } = parts;
  const planSince = sources.planSince();
  const waitingForRestart = sources.waitingForRestart();
  const clockOffsetMs = sources.clockOffsetMs();
  const freeDisk = await freeDiskPercent(plan.store.file);
  return {
    version: productVersion,
    wordingHash,
    planHash: plan.hash,
    ...(planSince === undefined ? {} : { planSince: toInstant(planSince) }),
    ...(waitingForRestart === undefined ? {} : { waitingForRestart }),
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    auditChain: chainState(chain.state()),
    ...(freeDisk === undefined ? {} : { freeDiskPercent: freeDisk }),
    startedAt: toInstant(startedAt),
    faults: await sources.faults(),
  };
}
