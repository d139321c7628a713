import type { ProtectionRecord } from "../src/domain/protection-record.js";
import { countPlans, hasUnreadPart, type Council, type ShownPlan } from "./council.js";
import { formatDate } from "./format.js";
import { onThisRecord, planWords } from "./wording.js";

/** Whether a plan is an unborn child's, held on the mother's record (H-08). */
export const isUnborn = ({ kind }: ShownPlan): boolean => kind.startsWith("unborn");

/**
 * Whether a record may be drawn as ended: every plan has, and nothing that might be current was left unread (H-11).
 */
export const isAllEnded = (record: ProtectionRecord, councils: readonly Council[]): boolean =>
  !hasUnreadPart(record) &&
  !((record.declaredChildRecords ?? 0) > countPlans(record)) &&
  councils.every((council) => council.ended);

/** The heading of a record, current plans first and ended ones in a clause after "and" (ui 4). */
export function recordHeading(record: ProtectionRecord, councils: readonly Council[]): string {
  const plans = councils.flatMap((council) => council.plans);
  const of = (status: string): ShownPlan[] => plans.filter((plan) => plan.status === status);
  const ended = of("ended");
  const count = councils.length > 1 ? ` (${String(councils.length)} councils)` : "";
  if (isAllEnded(record, councils)) return endedHeading(ended) + count;
  const clauses = currentClauses(of("current"));
  const [later] = of("not-started");
  if (later) {
    clauses.push(
      clauses[0]
        ? "a plan not yet started"
        : `${planWords[later.kind][0]} starts ${formatDate(later.startDate)}`,
    );
  }
  if (hasUnreadPart(record))
    clauses.push(clauses[0] ? "a part that could not be read" : "a record that could not all be read");
  if (ended[0]) clauses.push(ended[1] ? `${String(ended.length)} ended plans` : "an ended plan");
  const last = clauses.pop() ?? "";
  return `Alert: ${clauses[0] ? `${clauses.join(", ")}, and ` : ""}${last}${count}`;
}

function currentClauses(current: readonly ShownPlan[]): string[] {
  const kinds = [...new Set(current.map((plan) => plan.kind))];
  return kinds.map((kind) => {
    const [name] = planWords[kind];
    const isUnbornPlan = kind.startsWith("unborn");
    if (kinds.length > 1) return isUnbornPlan ? `an ${name}` : name;
    // A child is looked after once, however many councils say so; plans are counted.
    const counted = current[1] && name.endsWith("plan") ? `${String(current.length)} ${name}s` : name;
    return isUnbornPlan
      ? counted + onThisRecord
      : kind.startsWith("child")
        ? counted.replace("child", "current child")
        : counted;
  });
}

function endedHeading(plans: readonly ShownPlan[]): string {
  const [latest, ...others] = [...plans].sort((a, b) => ((a.endDate ?? "") < (b.endDate ?? "") ? 1 : -1));
  if (!latest) return "";
  return `Ended ${formatDate(latest.endDate ?? "")}: ${planWords[latest.kind][0]}${isUnborn(latest) ? onThisRecord : ""}${
    others[0] ? `, and ${String(others.length)} more` : ""
  }`;
}
