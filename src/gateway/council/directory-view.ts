import type { CouncilPlan } from "../../config/council-plan.js";
import type { CouncilDirectory } from "../../contract/council.js";
import { isAway, namesOf, teamName } from "../../domain/worker-directory.js";

/** Who is who at the council today, as pages need it to name people and to pass notices on. */
export function toCouncilDirectory(
  { authority, directory }: Pick<CouncilPlan, "authority" | "directory">,
  now: number,
): CouncilDirectory {
  const dutyTeam = namesOf(directory, { kind: "emergency-duty-team" }, now).teamName;
  const manager = namesOf(directory, { kind: "duty-manager" }, now).workerName;
  return {
    authority,
    teams: directory.teams.map(({ id, ...team }) => ({ teamId: id, ...team })),
    workers: directory.workers.map((worker) => {
      const { id, name, teamId, telephone } = worker;
      const team = teamName(directory, teamId);
      return {
        workerId: id,
        name,
        ...(teamId === undefined ? {} : { teamId }),
        ...(team === undefined ? {} : { teamName: team }),
        ...(telephone === undefined ? {} : { telephone }),
        away: isAway(worker, now),
      };
    }),
    ...(dutyTeam === undefined ? {} : { emergencyDutyTeamName: dutyTeam }),
    ...(manager === undefined ? {} : { dutyManagerName: manager }),
  };
}
