import type { AuditRecord } from "../../../ports/audit.js";
import type { AuditWriter } from "./audit-writer.js";
import { createShownTimes } from "./shown-times.js";

type Cell = string | number | undefined;

const columns: Readonly<Record<string, (row: AuditRecord, shownMs: number | undefined) => Cell>> = {
  id: ({ id }) => id,
  at: ({ at }) => new Date(at).toISOString(),
  action: ({ action }) => action,
  actorKind: ({ actor }) => actor?.kind,
  actorId: ({ actor }) => actor?.id,
  actorName: ({ actor }) => actor?.name,
  roleProfileId: ({ actor }) => actor?.roleProfileId,
  jobRoleCode: ({ actor }) => actor?.jobRoleCode,
  organisationOdsCode: ({ actor }) => actor?.organisationOdsCode,
  workstation: ({ actor }) => actor?.workstation,
  locationId: ({ locationId }) => locationId,
  accessMode: ({ accessMode }) => accessMode,
  trigger: ({ trigger }) => trigger,
  authorMode: ({ authorMode }) => authorMode,
  lookupId: ({ lookupId }) => lookupId,
  messageId: ({ messageId }) => messageId,
  outcome: ({ outcome }) => outcome,
  reason: ({ reason }) => reason,
  codes: ({ codes }) => codes?.join(" "),
  durationMs: ({ durationMs }) => durationMs,
  displayedVersion: ({ display }) => display?.version,
  reportedAt: ({ display }) => display?.reportedAt,
  shownMs: (_row, shownMs) => shownMs,
  planHash: ({ planHash }) => planHash,
  details: ({ details }) => (details === undefined ? undefined : JSON.stringify(details)),
  nhsNumber: ({ subject }) => subject?.nhsNumber,
  encounterId: ({ subject }) => subject?.encounterId,
  localId: ({ subject }) => subject?.localId,
  note: ({ subject }) => subject?.note,
};

/** The audit as CSV (RFC 4180): a header, and one line for each row. */
export function csvWriter(): AuditWriter {
  const shownFor = createShownTimes();
  return {
    begin: [csvLine(Object.keys(columns))],
    line(row) {
      const shownMs = shownFor(row);
      return csvLine(Object.values(columns).map((cell) => cell(row, shownMs)));
    },
    end: [],
  };
}

/** One line of CSV, every cell in quotes, with the carriage return that the standard asks for. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r`;
}

// A spreadsheet runs what begins like this, and a name comes from outside.
const formula = /^[\s]*[=+\-@|\t\r\n]/;

function csvCell(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const harmless = formula.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
