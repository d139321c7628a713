import type { LedgerRow } from "./ledger-row.js";

/** Something that a person has to look at. */
export interface OpenItem {
  readonly lookupId: string;
  readonly messageId: string;
  readonly locationId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly reason?: string;
  readonly userName?: string;
  /** The audit row that holds, sealed, whom it is about. */
  readonly subjectRow: number;
}

/** What a row says of the check that it begins or ends. */
export function itemOf({ id, at, lookupId, messageId, locationId, reason, userName }: LedgerRow): OpenItem {
  return {
    lookupId,
    messageId,
    locationId,
    since: at,
    subjectRow: id,
    ...(reason === undefined ? {} : { reason }),
    ...(userName === undefined ? {} : { userName }),
  };
}
