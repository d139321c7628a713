/** What an auditor reads in the console, and what they send for it. */
import type { AccessMode } from "../domain/access-mode.js";
import type { Instant } from "../domain/instant.js";

/** What was found when the audit's chain was last read as a whole. */
export interface ConsoleChainState {
  readonly state: "unbroken" | "broken" | "not-verified";
  readonly verifiedAt?: Instant;
  readonly rows?: number;
}

/** The same with what vouches for it. `GET /api/v1/console/audit/chain`, `POST /api/v1/console/audit/verify`. */
export interface ConsoleAuditChain extends ConsoleChainState {
  /** Whether it is being read now. */
  readonly running: boolean;
  readonly chainId?: string;
  readonly lastId?: number;
  /** Signed checkpoints that hold, and the last row that one of them covers. */
  readonly checkpoints?: number;
  readonly coveredThrough?: number;
  /** Rows through this one were removed in closed, signed segments. */
  readonly removedThrough?: number;
  /** What is wrong, by its rows; the first 200. */
  readonly faults: readonly {
    readonly kind: string;
    readonly fromId: number;
    readonly throughId: number;
    readonly says: string;
  }[];
}

/** What an auditor looks for. `POST /api/v1/console/audit/search`: an NHS number is in no address. */
export interface ConsoleAuditSearch {
  readonly from: Instant;
  readonly to: Instant;
  readonly nhsNumber?: string;
  readonly userId?: string;
  readonly action?: string;
  readonly locationId?: string;
  /** Why it is read, in the auditor's own words; kept, sealed, in the audit. */
  readonly reason: string;
  /** Only rows before this id: the next page. */
  readonly before?: number;
}

/** `POST /api/v1/console/audit/export`: the rows that a search would find, as a file. */
export interface ConsoleAuditExport extends Omit<ConsoleAuditSearch, "before"> {
  /** CSV, or FHIR R4 AuditEvent resources, one in each line. */
  readonly format: "csv" | "fhir";
  /** With NHS numbers and encounters; without where it is absent. */
  readonly withSubjects?: boolean;
}

export interface ConsoleAuditPage {
  readonly rows: readonly ConsoleAuditRow[];
  readonly more: boolean;
}

export interface ConsoleAuditRow {
  readonly id: number;
  readonly at: Instant;
  readonly action: string;
  readonly actor?: {
    readonly name?: string;
    readonly id: string;
    readonly jobRoleCode?: string;
    readonly workstation?: string;
  };
  readonly locationId?: string;
  readonly accessMode?: AccessMode;
  readonly outcome?: string;
  readonly reason?: string;
  readonly messageId?: string;
  readonly lookupId?: string;
  readonly durationMs?: number;
  readonly planHash?: string;
  /** For an auditor who gave a reason. */
  readonly nhsNumber?: string;
  /** What whoever searched, exported or decided gave as their reason; kept sealed. */
  readonly note?: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}
