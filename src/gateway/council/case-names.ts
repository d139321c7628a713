import type { CaseRecord } from "../../domain/case-record.js";
import { teamName, type WorkerDirectory } from "../../domain/worker-directory.js";

/** Who a case is allocated to, in names. */
export interface CaseNames {
  readonly workerName?: string;
  readonly teamName?: string;
}

/** The names of a case's worker and team: the directory's, else the one the case came with. */
export function caseNames(
  directory: WorkerDirectory,
  { worker, teamId }: Pick<CaseRecord, "worker" | "teamId">,
): CaseNames {
  const listed = directory.workers.find(({ id }) => id === worker?.id)?.name;
  const person = listed ?? worker?.name;
  const team = teamName(directory, teamId);
  return {
    ...(person === undefined ? {} : { workerName: person }),
    ...(team === undefined ? {} : { teamName: team }),
  };
}
