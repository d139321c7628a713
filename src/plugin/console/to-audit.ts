import type {
  ConsoleAuditChain,
  ConsoleAuditRow,
  ConsoleAuditSearch,
  ConsoleOverview,
} from "../../contract/console.js";
import type { AuditForm } from "../../domain/console-act.js";
import type { AuditPage, ConsoleCell, ConsoleTable } from "../../domain/console-view.js";
import { auditActions, auditWords, outcomeWords, reasonWords } from "./console-words.js";
import { accessModeWords } from "./to-locations.js";
import {
  counted,
  formatNhsNumber,
  formatDay,
  formatMoment,
  formatSecond,
  readMoment,
} from "./format-console.js";
import { toChain } from "./to-gateway-facts.js";

/** What a search has found so far. */
export interface AuditFound {
  readonly rows: readonly ConsoleAuditRow[];
  readonly more: boolean;
}

/** The audit's page. */
export function toAuditPage(
  { now, hospital }: ConsoleOverview,
  chain: ConsoleAuditChain,
  found: AuditFound | undefined,
): AuditPage {
  const locations = hospital?.locations ?? [];
  const nameOf = (id: string): string => locations.find((one) => one.id === id)?.name ?? id;
  return {
    kind: "audit",
    chain: toChainCell(chain, now),
    ...(chain.faults.length === 0 ? {} : { faults: toFaults(chain) }),
    actions: auditActions,
    locations: locations.map(({ id, name }) => ({ id, name })),
    first: firstForm(now),
    ...(found === undefined ? {} : { result: toResult(found, nameOf) }),
  };
}

function toChainCell(chain: ConsoleAuditChain, now: string): ConsoleCell {
  if (chain.running) return { text: "Being read now. Read again in a moment." };
  const { checkpoints = 0, coveredThrough = 0, removedThrough = 0 } = chain;
  const covered = checkpoints === 0 ? "" : `, through row ${String(coveredThrough)}`;
  const removed =
    removedThrough === 0 ? "" : ` Rows through ${String(removedThrough)} were removed in signed segments.`;
  return {
    ...toChain(chain, now),
    under: `Signed checkpoints that hold: ${String(checkpoints)}${covered}.${removed}`,
  };
}

const toFaults = ({ faults }: ConsoleAuditChain): ConsoleTable => ({
  caption: "What is wrong with the audit",
  columns: ["Rows", "What", "Says"],
  rows: faults.map(({ fromId, throughId, kind, says }) => [
    {
      text: fromId === throughId ? String(fromId) : `${String(fromId)} to ${String(throughId)}`,
      look: "strong",
    },
    { text: kind, look: "attention" },
    { text: says },
  ]),
  empty: "",
});

const firstForm = (now: string): AuditForm => {
  const today = formatDay(now);
  return {
    from: `${today} 00:00`,
    to: `${today} 23:59`,
    nhsNumber: "",
    userId: "",
    action: "",
    locationId: "",
    reason: "",
  };
};

function toResult(
  { rows, more }: AuditFound,
  nameOf: (id: string) => string,
): NonNullable<AuditPage["result"]> {
  return {
    count: `${counted(rows.length, "row")}, newest first${more ? "; there are older ones" : ""}.`,
    more,
    table: {
      caption: "Found",
      columns: ["When", "What", "Who", "Where", "Outcome", "About", "Ids"],
      rows: rows.map((row) => toCells(row, nameOf)),
      empty: "No row fits. That says nothing about a patient: look at the times and try again.",
    },
  };
}

function toCells(row: ConsoleAuditRow, nameOf: (id: string) => string): readonly ConsoleCell[] {
  const { actor, locationId, accessMode, outcome, reason, durationMs } = row;
  const role = [actor?.jobRoleCode, actor?.workstation].filter((one) => one !== undefined).join(", ");
  const took = durationMs === undefined ? "" : `${String(durationMs)} ms`;
  const under = [reason === undefined ? undefined : reasonWords(reason), took]
    .filter((one) => one !== undefined && one !== "")
    .join(", ");
  return [
    { text: formatSecond(row.at), under: `row ${String(row.id)}`, look: "number" },
    { text: auditWords(row.action), ...detailsUnder(row) },
    actor === undefined
      ? { text: "The gateway" }
      : { text: actor.name ?? actor.id, under: [actor.id, role].filter((one) => one !== "").join(", ") },
    locationId === undefined
      ? { text: "" }
      : {
          text: nameOf(locationId),
          ...(accessMode === undefined ? {} : { under: accessModeWords[accessMode] }),
        },
    { text: outcome === undefined ? "" : outcomeWords(outcome), ...(under === "" ? {} : { under }) },
    row.nhsNumber === undefined
      ? { text: "" }
      : { text: `NHS No. ${formatNhsNumber(row.nhsNumber)}`, look: "number" },
    {
      text: row.lookupId ?? row.messageId ?? "",
      ...(row.planHash ? { under: row.planHash.slice(0, 8) } : {}),
    },
  ];
}

function detailsUnder({ details, note }: ConsoleAuditRow): { under?: string } {
  const words = Object.entries({ ...details, ...(note === undefined ? {} : { why: note }) })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${isMoment(value) ? formatMoment(value) : String(value)}`);
  return words.length === 0 ? {} : { under: words.join(", ") };
}

const isMoment = (value: string | number | boolean): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

/** The form as the gateway is asked; undefined where its times are none. */
export function toSearch(form: AuditForm, before?: number): ConsoleAuditSearch | undefined {
  const [from, to] = [readMoment(form.from), readMoment(form.to)];
  if (from === undefined || to === undefined) return undefined;
  const { nhsNumber, userId, action, locationId, reason } = form;
  const given = Object.entries({ nhsNumber, userId, action, locationId }).filter(([, text]) => text !== "");
  return { from, to, reason, ...Object.fromEntries(given), ...(before === undefined ? {} : { before }) };
}
