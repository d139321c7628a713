import { londonTime, type LocalDate } from "./instant.js";
import type { RouteTarget } from "./notice-routing.js";

/** A team that notices go to. */
export interface CouncilTeam {
  /** As cases and routing rules name it. */
  readonly id: string;
  readonly name: string;
  readonly telephone?: string;
}

/** Somebody who works with children, or with the data about them. */
export interface CouncilWorker {
  /** As cases name the allocated worker. */
  readonly id: string;
  readonly name: string;
  readonly teamId?: string;
  readonly telephone?: string;
  /** Days on which nobody is to expect this person to see a notice; both days included. */
  readonly away?: readonly { readonly from: LocalDate; readonly until: LocalDate }[];
}

/** Who is who at the council, as its administrator wrote it down. It names; it permits nothing. */
export interface WorkerDirectory {
  readonly teams: readonly CouncilTeam[];
  readonly workers: readonly CouncilWorker[];
  /** The team behind the emergency duty team of the routing rules. */
  readonly emergencyDutyTeamId?: string;
  /** The person behind the duty manager of the routing rules. */
  readonly dutyManagerId?: string;
}

/** The names of a routing target; what the directory does not know is absent, never guessed. */
export interface TargetNames {
  readonly workerName?: string;
  readonly teamName?: string;
  /** The person is away today: the notice lies where nobody sees it, unless the team does (H-18). */
  readonly workerAway?: true;
}

/** The team's name, or undefined where the directory does not have it. */
export function teamName({ teams }: WorkerDirectory, id: string | undefined): string | undefined {
  return teams.find((team) => team.id === id)?.name;
}

/** Whether notices can go to a team of that id. */
export function isTeam({ teams }: WorkerDirectory, id: string): boolean {
  return teams.some((team) => team.id === id);
}

/** The names behind a routing target at a moment. `known` is the case's own worker, for people the directory does not have. */
export function namesOf(
  directory: WorkerDirectory,
  target: RouteTarget,
  nowEpochMs: number,
  known?: { readonly id: string; readonly name: string },
): TargetNames {
  switch (target.kind) {
    case "worker":
      return workerNames(directory, target.workerId, nowEpochMs, known);
    case "duty-manager":
      return workerNames(directory, directory.dutyManagerId, nowEpochMs);
    case "team":
      return teamNames(directory, target.teamId);
    case "emergency-duty-team":
      return teamNames(directory, directory.emergencyDutyTeamId);
    case "data-officer":
      return {};
  }
}

/** Whether somebody is away on the day that a moment falls on, in England. */
export function isAway({ away = [] }: CouncilWorker, nowEpochMs: number): boolean {
  const { date } = londonTime(nowEpochMs);
  return away.some(({ from, until }) => from <= date && date <= until);
}

/** Whether a worker, by id, is away on that day; somebody whom the directory does not have is not known to be. */
export function isWorkerAway({ workers }: WorkerDirectory, id: string, nowEpochMs: number): boolean {
  return workers.some((worker) => worker.id === id && isAway(worker, nowEpochMs));
}

function workerNames(
  directory: WorkerDirectory,
  id: string | undefined,
  nowEpochMs: number,
  known?: { readonly id: string; readonly name: string },
): TargetNames {
  const worker = directory.workers.find((each) => each.id === id);
  if (worker === undefined) return known !== undefined && known.id === id ? { workerName: known.name } : {};
  const { name, teamId } = worker;
  return {
    workerName: name,
    ...teamNames(directory, teamId),
    ...(isAway(worker, nowEpochMs) ? { workerAway: true } : {}),
  };
}

function teamNames(directory: WorkerDirectory, id: string | undefined): Pick<TargetNames, "teamName"> {
  const name = teamName(directory, id);
  return name === undefined ? {} : { teamName: name };
}
