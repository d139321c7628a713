import { insertAudit } from "../audit/audit-rows.js";
import { carryPauses } from "../pause/carry-pauses.js";
import { sql, statement } from "./statement.js";
import type { StoreContext } from "./store-context.js";

/** Why uploads are stopped after a restore: the store's numbers are older than those that CP-IS has seen. */
export const restoredStop = "store-restored";

const readState = statement<object>()(() => sql.selectFrom("council_state").selectAll());
const stopUploads = statement<{ at: number; because: string }>()((slot) =>
  sql.updateTable("council_state").set({ stopped_because: slot("because"), stopped_at: slot("at") }),
);
const doubtQueued = statement<{ at: number }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ state: "tracing", left_at: slot("at") })
    .where("state", "=", "queued"),
);
const forgetMessages = statement<object>()(() =>
  sql.updateTable("query").set({ sealed_message: null }).where("concluded_at", "is", null),
);
const giveNumber = statement<{ next: number }>()((slot) =>
  sql
    .updateTable("council_state")
    .set({ next_sequence: slot("next"), stopped_because: null, stopped_at: null }),
);

/** What a person must know of a store that was marked as restored. */
export interface MarkedRestored {
  /** The council's next number as the backup knew it; absent where it has never uploaded. */
  readonly staleSequenceNumber?: number;
  /** The store that was replaced cannot be read, or is gone: what was switched off in it may be on again. */
  readonly pausesUnknown?: true;
}

/**
 * Takes from a restored store what it must not do again, in one transaction with its audit row.
 *
 * What happened after the backup is unknown to it. Files get no number until a person says the next one, because CP-IS ignores
 * or mistakes a number that it has seen; a file that was waiting is traced as one that may have left (H-20); and no query is
 * sent again (H-17). What was switched off in the store that it takes the place of stays off, as far as that can be read.
 */
export function markRestored(
  context: StoreContext,
  { at, replaced }: { readonly at: number; readonly replaced: string },
): MarkedRestored {
  const { database } = context;
  const next = database.first(readState, {})?.next_sequence ?? 1;
  const uploads = next > 1;
  let pausesCarried: number | undefined;
  inTransaction(context, () => {
    database.run(forgetMessages, {});
    if (uploads) {
      database.run(doubtQueued, { at });
      database.run(stopUploads, { at, because: restoredStop });
      insertAudit(context, { at, action: "uploads-stopped", reason: restoredStop });
    }
    pausesCarried = carryPauses(context, replaced);
    insertAudit(context, {
      at,
      action: "store-restored",
      details: { pausesCarried: pausesCarried ?? "unknown" },
    });
  });
  return {
    ...(uploads ? { staleSequenceNumber: next } : {}),
    ...(pausesCarried === undefined ? { pausesUnknown: true } : {}),
  };
}

/** A person's word on the next number after a restore. */
export interface NextNumber {
  readonly sequenceNumber: number;
  /** Who says so, for the audit. */
  readonly by: string;
  readonly at: number;
}

/** What became of a person's word: `lower` where the store itself knows a higher number, `not-stopped` where none is asked for. */
export type NextNumberSaid = "resumed" | "not-stopped" | { readonly lower: number };

/** Lets files be made again after a restore, from the number that a person says. */
export function sayNextNumber(context: StoreContext, { sequenceNumber, by, at }: NextNumber): NextNumberSaid {
  const { database } = context;
  const state = database.first(readState, {});
  if (state?.stopped_because !== restoredStop) return "not-stopped";
  if (sequenceNumber < state.next_sequence) return { lower: state.next_sequence };
  inTransaction(context, () => {
    database.run(giveNumber, { next: sequenceNumber });
    insertAudit(context, {
      at,
      action: "uploads-resumed",
      actor: { kind: "person", id: by },
      reason: restoredStop,
      details: { nextSequenceNumber: sequenceNumber },
    });
  });
  return "resumed";
}

function inTransaction({ database }: StoreContext, work: () => void): void {
  database.exec("begin immediate");
  try {
    work();
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}
