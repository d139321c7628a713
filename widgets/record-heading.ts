import type { Council, ShownPlan } from "./council.js";
import { formatDate } from "./format.js";
import { headingWords, notCurrently, planWords } from "./wording-record.js";

const alone = ({ kind }: ShownPlan): string => planWords[kind][0];

/** The heading of a record, current plans first and ended ones in a clause after "and" (ui 4). */
export function recordHeading(councils: readonly Council[], isEnded: boolean, hasUnread: boolean): string {
  const plans = councils.flatMap((council) => council.plans);
  const of = (status: string): ShownPlan[] => plans.filter((plan) => plan.status === status);
  const count = headingWords.councils(councils.length);
  if (isEnded) return endedHeading(plans) + count;
  const clauses: string[] = [];
  const add = ([first = "", beside = first]: readonly string[]): void => {
    clauses.push(clauses[0] ? beside : first);
  };
  const current = of("current");
  const kinds = [...new Set(current.map(({ kind }) => kind))];
  for (const kind of kinds) add([planWords[kind][kinds.length > 1 ? 1 : 0]]);
  for (const plan of of("not-started"))
    add(headingWords.starts(notCurrently(alone(plan)), formatDate(plan.startDate)));
  // Ended plans alone, and yet not drawn as ended: something that may be current was left unread (H-11).
  if (hasUnread || !clauses[0]) add(headingWords.unread);
  const ended = of("ended").length;
  if (ended > 0) add([headingWords.endedPlans(ended)]);
  const last = clauses.pop() ?? "";
  return headingWords.alert(`${clauses[0] ? `${clauses.join(", ")}, and ` : ""}${last}${count}`);
}

function endedHeading(plans: readonly ShownPlan[]): string {
  const endOf = ({ endDate = "" }: ShownPlan): string => endDate;
  const latest = plans.reduce((one, other) => (endOf(one) < endOf(other) ? other : one));
  return headingWords.ended(formatDate(endOf(latest)), notCurrently(alone(latest)), plans.length - 1);
}
