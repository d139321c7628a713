import type { Council, ShownPlan } from "./council.js";
import { formatDate } from "./format.js";
import { planWords } from "./wording.js";

/** Stands alone in a heading; a plan that is not running now is not called current. */
const alone = ({ kind, status }: ShownPlan): string => {
  const [name] = planWords[kind];
  return status === "current" ? name : name.replace("current ", "");
};

/** The heading of a record, current plans first and ended ones in a clause after "and" (ui 4). */
export function recordHeading(councils: readonly Council[], isEnded: boolean, hasUnread: boolean): string {
  const plans = councils.flatMap((council) => council.plans);
  const of = (status: string): ShownPlan[] => plans.filter((plan) => plan.status === status);
  const count = councils.length > 1 ? ` (${String(councils.length)} councils)` : "";
  if (isEnded) return endedHeading(plans) + count;
  const clauses: string[] = [];
  const add = (first: string, beside: string): void => {
    clauses.push(clauses[0] ? beside : first);
  };
  const current = of("current");
  const [first] = current;
  const kinds = new Set(current.map((plan) => plan.kind));
  if (first && kinds.size < 2) add(alone(first), "");
  else for (const kind of kinds) add(planWords[kind][1], planWords[kind][1]);
  for (const plan of of("not-started"))
    add(`${alone(plan)} starts ${formatDate(plan.startDate)}`, "a plan not yet started");
  if (hasUnread) add("a record that could not all be read", "a part that could not be read");
  const ended = of("ended");
  if (ended[0]) add("", ended[1] ? "ended plans" : "an ended plan");
  const last = clauses.pop() ?? "";
  return `Alert: ${clauses[0] ? `${clauses.join(", ")}, and ` : ""}${last}${count}`;
}

function endedHeading(plans: readonly ShownPlan[]): string {
  const [latest, ...others] = [...plans].sort(
    (a, b) => Number(a.endDate && b.endDate && a.endDate < b.endDate) * 2 - 1,
  );
  if (!latest) return "";
  const more = others[0] ? `, and ${String(others.length)} more` : "";
  return `Ended ${formatDate(latest.endDate ?? "")}: ${alone(latest)}${more}`;
}
