import type { ConsoleAuditPage, ConsoleAuditRow, ConsoleAuditSearch } from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import type { AuditActor, AuditRecord } from "../../../ports/audit.js";
import type { Clock } from "../../../ports/runtime.js";
import type { AuditCriteria } from "../../audit/read-range.js";
import { searchAudit } from "../../audit/search-audit.js";
import { present, type StoreContext } from "../../store/store-context.js";

const pageRows = 100;

/**
 * One page of the rows that an auditor looks for, newest first. It is read in slices, so that a search over years keeps nobody
 * else waiting; once `signal` says that nobody waits for it, it ends.
 */
export async function readAuditPage(
  store: StoreContext,
  clock: Clock,
  {
    search,
    actor,
    signal,
  }: { readonly search: ConsoleAuditSearch; readonly actor: AuditActor; readonly signal: AbortSignal },
): Promise<ConsoleAuditPage> {
  const reading = { actor, at: clock.now(), reason: search.reason };
  const order = { newestFirst: true, signal };
  const found: AuditRecord[] = [];
  for await (const rows of searchAudit(store, criteriaOf(search), reading, order)) {
    found.push(...rows);
    // One more than a page says that there are more.
    if (found.length > pageRows) break;
  }
  return { rows: found.slice(0, pageRows).map(toRow), more: found.length > pageRows };
}

/** What a body asks for, as the audit is read by it. */
export function criteriaOf(search: Omit<ConsoleAuditSearch, "reason">): AuditCriteria {
  const { nhsNumber, userId, action, locationId, before } = search;
  return {
    from: Date.parse(search.from),
    to: Date.parse(search.to),
    ...present<AuditCriteria>({ nhsNumber, userId, action, locationId, before }),
  };
}

function toRow(record: AuditRecord): ConsoleAuditRow {
  const { id, at, action, actor, subject } = record;
  return {
    id,
    at: toInstant(at),
    action,
    ...present<Omit<ConsoleAuditRow, "id" | "at" | "action">>({
      actor: actor === undefined ? undefined : toActor(actor),
      locationId: record.locationId,
      accessMode: record.accessMode,
      outcome: record.outcome,
      reason: record.reason,
      messageId: record.messageId,
      lookupId: record.lookupId,
      durationMs: record.durationMs,
      planHash: record.planHash,
      nhsNumber: subject?.nhsNumber,
      note: subject?.note,
      details: record.details,
    }),
  };
}

function toActor({ id, name, jobRoleCode, workstation }: AuditActor): NonNullable<ConsoleAuditRow["actor"]> {
  return { id, ...present<Omit<AuditActor, "id" | "kind">>({ name, jobRoleCode, workstation }) };
}
