import type { CaseView } from "../../contract/council-case.js";
import type { WorkEntry } from "../../contract/council.js";
import { londonTime, type LocalDate } from "../../domain/instant.js";
import type {
  PanelCase,
  PanelDeletion,
  PanelHistoryEntry,
  PanelPlan,
  PanelTask,
} from "../../domain/panel-view.js";
import { isStillGiven } from "../../domain/plan-deletion.js";
import type { PlanStatus } from "../../domain/protection-record.js";
import { personWords, telephonesOf, type CouncilNames } from "./council-names.js";
import { ownerWords, sendingWords } from "./council-words.js";
import { toEpisode } from "./to-episode.js";

/** One case as the panel draws it. */
export function toPanelCase(view: CaseView, names: CouncilNames, testedOn?: LocalDate): PanelCase {
  const [task] = view.work;
  const telephones = telephonesOf(names, testedOn);
  return {
    about: view.child === undefined ? "unborn-child" : "child",
    visibility: view.visibility,
    ...(task === undefined ? {} : { task: toTask(task, view) }),
    plans: plansOf(view),
    isTold: view.sendings.length > 0,
    ...(telephones === undefined ? {} : { telephones }),
    episodes: view.episodes.map((episode) => toEpisode(episode, names)),
    ...(view.sendAgainAskedAt === undefined ? {} : { sendAgainAskedAt: view.sendAgainAskedAt }),
    deletions: view.deletions.flatMap((deletion) => toDeletion(deletion, view, names)),
    history: historyOf(view, names),
  };
}

function toTask({ kind, owner, since, workerName }: WorkEntry, { worker }: CaseView): PanelTask {
  const person = owner === "allocated-worker" ? (workerName ?? worker?.name) : undefined;
  return { kind, owner: person ?? ownerWords[owner], ...(since === undefined ? {} : { since }) };
}

/** A case's plans as CP-IS is told of them: it ends a record at eighteen by itself, so that end is never sent. */
export function plansOf({
  plans,
  unsupported,
  serverTime,
}: Pick<CaseView, "plans" | "unsupported" | "serverTime">): readonly PanelPlan[] {
  const today = londonTime(Date.parse(serverTime)).date;
  const ours = plans.map(({ kind, start, end, endCause }) => ({
    kind,
    start,
    status: statusOn(today, start, end),
    ...(end === undefined || (endCause === "eighteenth-birthday" && end > today) ? {} : { end }),
  }));
  const others = unsupported.map((plan) => ({
    ...plan,
    status: statusOn(today, plan.start, plan.end),
    unsupported: true,
  }));
  return [...ours, ...others];
}

// A plan's last day is one of its days.
function statusOn(today: LocalDate, start: LocalDate, end: LocalDate | undefined): PlanStatus {
  if (start > today) return "not-started";
  return end === undefined || end >= today ? "current" : "ended";
}

function toDeletion(
  deletion: CaseView["deletions"][number],
  { plans, serverTime }: CaseView,
  names: CouncilNames,
): readonly PanelDeletion[] {
  const { deletionId, kind, reason, requestedBy, requestedByName, requestedAt, approvedAt } = deletion;
  if (approvedAt !== undefined) return [];
  const byYou = names.user.includes(requestedBy);
  const askedBy = actorWords(requestedBy, requestedByName, names);
  const stillInHistory = isStillGiven(deletion, plans, londonTime(Date.parse(serverTime)).date);
  return [{ deletionId, plan: kind, reason, askedBy, askedAt: requestedAt, byYou, stillInHistory }];
}

// As the host writes the person; else by the name of the person's own token; an id only where nothing names them.
const actorWords = (id: string, name: string | undefined, names: CouncilNames): string =>
  names.host.people?.[id] ?? personWords(name ?? id, names);

function historyOf({ sendings, deletions }: CaseView, names: CouncilNames): readonly PanelHistoryEntry[] {
  const sent = sendings.map(({ sequenceNumber, sentAt, outcome }) => ({
    at: sentAt,
    words: sendingWords(sequenceNumber, outcome),
  }));
  const asked = deletions.flatMap(({ requestedAt, requestedBy, requestedByName, reason, ...approval }) => [
    {
      at: requestedAt,
      words: `Asked for it to be taken out of CP-IS: “${reason}”`,
      by: actorWords(requestedBy, requestedByName, names),
    },
    ...(approval.approvedAt === undefined
      ? []
      : [
          {
            at: approval.approvedAt,
            words: "Agreed that it is taken out of CP-IS.",
            by: actorWords(approval.approvedBy ?? "somebody", approval.approvedByName, names),
          },
        ]),
  ]);
  return [...sent, ...asked].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
