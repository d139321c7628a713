import { parseTakeoverDecisions } from "../../contract/parse-takeover.js";
import type { TakeoverDecisionOrder } from "../../contract/takeover.js";
import { CpisError, type Issue } from "../../errors/cpis-error.js";
import { openText } from "../cases/open-text.js";
import { csvRows } from "../cases/read-csv-cases.js";
import { UsageFault } from "../exit-code.js";

/** Columns of a file of decisions. */
export const decisionColumns = ["planId", "decision", "end", "reason"] as const;

/** The options of one decision on the command line. */
export interface DecisionOptions {
  readonly plan?: string;
  readonly end?: string;
  readonly delete?: true;
  readonly keep?: true;
  readonly reason?: string;
  readonly file?: string;
}

/** The decisions of a call: one from its options, or those of a file. */
export async function readDecisionOrders(
  options: DecisionOptions,
): Promise<readonly TakeoverDecisionOrder[]> {
  const { plan, end, reason, file } = options;
  const kinds = [
    ...(end === undefined ? [] : (["end"] as const)),
    ...(options.delete === true ? (["delete"] as const) : []),
    ...(options.keep === true ? (["keep"] as const) : []),
  ];
  if (file !== undefined) {
    if (plan !== undefined || kinds.length > 0) throw new UsageFault("--file stands alone.");
    return readFile(file);
  }
  const [decision, ...others] = kinds;
  if (plan === undefined || decision === undefined || others.length > 0) {
    throw new UsageFault("A decision is --plan <id> with --end <date>, --delete or --keep; or --file.");
  }
  return [
    {
      planId: plan,
      decision,
      ...(end === undefined ? {} : { end }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}

async function readFile(path: string): Promise<readonly TakeoverDecisionOrder[]> {
  const text = await openText(path);
  const issues: Issue[] = [];
  const orders: object[] = [];
  const rows: number[] = [];
  let header: readonly string[] | undefined;
  try {
    for await (const { row, record, fault } of csvRows(text)) {
      if (fault !== undefined) issues.push({ path: `row ${String(row)}`, message: fault.message });
      else if (header === undefined) header = record.map((name) => name.trim());
      else if (record.some((cell) => cell.trim() !== "")) {
        orders.push(toOrder(header, record));
        rows.push(row);
      }
    }
  } finally {
    text.close();
  }
  const unknown = (header ?? []).filter((name) => !(decisionColumns as readonly string[]).includes(name));
  if (header === undefined || unknown.length > 0) {
    issues.push({ path: "row 1", message: `must name the columns ${decisionColumns.join(", ")}` });
  }
  if (issues.length > 0) throw new CpisError("CPIS_TAKEOVER_INVALID", { issues });
  return parse(orders, rows);
}

function toOrder(header: readonly string[], record: readonly string[]): object {
  return Object.fromEntries(
    header.flatMap((name, index) => {
      const value = record[index]?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
}

function parse(orders: readonly object[], rows: readonly number[]): readonly TakeoverDecisionOrder[] {
  try {
    return parseTakeoverDecisions({ revision: 1, decisions: orders }).decisions;
  } catch (thrown) {
    if (!CpisError.is(thrown, "CPIS_REQUEST_INVALID")) throw thrown;
    throw new CpisError("CPIS_TAKEOVER_INVALID", { issues: inRows(thrown.issues, rows) });
  }
}

/** Issues about `decisions[2].end` as issues about a row of the file. */
export function inRows(issues: readonly Issue[], rows: readonly number[]): readonly Issue[] {
  return issues.map(({ path, message }) => {
    const [, index, field = ""] = /^decisions\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const row = index === undefined ? undefined : rows[Number(index)];
    return { path: row === undefined ? path : `row ${String(row)}, ${field}`, message };
  });
}
