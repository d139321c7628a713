import type { CaseView } from "../../contract/council-case.js";
import { londonTime, type LocalDate } from "../../domain/instant.js";
import type {
  PanelCase,
  PanelDeletion,
  PanelHistoryEntry,
  PanelPlan,
  PanelTelephones,
} from "../../domain/panel-view.js";
import type { PlanStatus } from "../../domain/protection-record.js";
import { ownerWords, sendingWords, type CouncilDirectory } from "./council-words.js";
import { toEpisode, type CouncilUser } from "./to-episode.js";

/** What the host adds to what the gateway says. */
export interface PanelSurroundings {
  readonly user: CouncilUser;
  readonly directory: CouncilDirectory;
  readonly telephones?: PanelTelephones;
}

/** One case as the panel draws it. */
export function toPanelCase(view: CaseView, around: PanelSurroundings): PanelCase {
  const [task] = view.work;
  const { telephones, user, directory } = around;
  return {
    about: view.child === undefined ? "unborn-child" : "child",
    visibility: view.visibility,
    ...(task === undefined
      ? {}
      : {
          task: {
            kind: task.kind,
            owner:
              task.owner === "allocated-worker" && view.worker !== undefined
                ? view.worker.name
                : ownerWords[task.owner],
            ...(task.since === undefined ? {} : { since: task.since }),
          },
        }),
    plans: plansOf(view),
    isTold: view.sendings.length > 0,
    ...(telephones === undefined ? {} : { telephones }),
    episodes: view.episodes.map((episode) => toEpisode(episode, user, directory)),
    deletions: view.deletions.flatMap((deletion) => toDeletion(deletion, user)),
    history: historyOf(view),
  };
}

/** A case's plans as CP-IS is told of them: it ends a record at eighteen by itself, so that end is never sent. */
export function plansOf({ plans, serverTime }: Pick<CaseView, "plans" | "serverTime">): readonly PanelPlan[] {
  const today = londonTime(Date.parse(serverTime)).date;
  return plans.map(({ kind, start, end, endCause }) => ({
    kind,
    start,
    status: statusOn(today, start, end),
    ...(end === undefined || (endCause === "eighteenth-birthday" && end > today) ? {} : { end }),
  }));
}

// A plan's last day is one of its days.
function statusOn(today: LocalDate, start: LocalDate, end: LocalDate | undefined): PlanStatus {
  if (start > today) return "not-started";
  return end === undefined || end >= today ? "current" : "ended";
}

function toDeletion(deletion: CaseView["deletions"][number], user: CouncilUser): readonly PanelDeletion[] {
  const { deletionId, kind, reason, requestedBy, requestedAt, approvedAt } = deletion;
  if (approvedAt !== undefined) return [];
  const byYou = user.names.includes(requestedBy);
  return [{ deletionId, plan: kind, reason, askedBy: requestedBy, askedAt: requestedAt, byYou }];
}

function historyOf({ sendings, deletions }: CaseView): readonly PanelHistoryEntry[] {
  const sent = sendings.map(({ sequenceNumber, sentAt, outcome }) => ({
    at: sentAt,
    words: sendingWords(sequenceNumber, outcome),
  }));
  const asked = deletions.flatMap(({ requestedAt, requestedBy, approvedAt, approvedBy, reason }) => [
    { at: requestedAt, words: `Asked to be taken out of CP-IS: “${reason}”`, by: requestedBy },
    ...(approvedAt === undefined
      ? []
      : [{ at: approvedAt, words: "Agreed to take it out of CP-IS.", by: approvedBy ?? "somebody" }]),
  ]);
  return [...sent, ...asked].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
