import type { CouncilPlan } from "../../config/council-plan.js";
import type { PlanKind } from "../../domain/protection-record.js";
import { holdsOn } from "../../domain/legal-status.js";
import { londonTime } from "../../domain/instant.js";
import { isAway } from "../../domain/worker-directory.js";
import { fail, ok, warn, type Finding } from "./finding.js";

/** What a council's part of the plan says about itself: the status table and the people behind the notices. */
export function judgeCouncil(council: CouncilPlan, now: number): readonly Finding[] {
  return [judgeStatusTable(council, now), ...judgeDirectory(council, now), judgeRoles(council)];
}

const planWords: Readonly<Record<PlanKind, string>> = {
  "child-protection-plan": "child protection plans",
  "unborn-child-protection-plan": "unborn child protection plans",
  "looked-after-child": "looked-after children",
};

function judgeStatusTable({ statusTable }: CouncilPlan, now: number): Finding {
  const check = "council.statusTable";
  const { date } = londonTime(now);
  const today = statusTable.filter((row) => holdsOn(row, date));
  const missing = (Object.keys(planWords) as PlanKind[]).filter(
    (kind) => !today.some(({ plan }) => plan === kind),
  );
  if (missing.length > 0) {
    return fail(
      check,
      `No status means ${missing.map((kind) => planWords[kind]).join(" or ")} today: none of those children would be on CP-IS.`,
      "Map the council's own codes to every kind of plan (H-21).",
    );
  }
  const ended = [...new Set(statusTable.map(({ code }) => code))].filter(
    (code) => !today.some((row) => row.code === code),
  );
  if (ended.length > 0) {
    return warn(
      check,
      `${String(ended.length)} codes have no row that holds today: ${ended.join(", ")}.`,
      "Add the row that holds now, or remove the code if no case has it.",
    );
  }
  const mapped = today.filter(({ plan }) => plan !== "none").length;
  return ok(
    check,
    `Every kind of plan is covered: ${String(mapped)} of ${String(today.length)} statuses mean one.`,
  );
}

function judgeDirectory({ directory, notices }: CouncilPlan, now: number): readonly Finding[] {
  const { teams, workers, emergencyDutyTeamId, dutyManagerId } = directory;
  const check = "council.directory";
  const findings: Finding[] = [];
  if (!teams.some(({ id }) => id === notices.defaultTeamId)) {
    findings.push(
      fail(
        check,
        "The team of council.notices.defaultTeamId is not in it: nobody would be named for a notice without a team.",
        "Add the team, or name another.",
      ),
    );
  }
  if (emergencyDutyTeamId === undefined) {
    findings.push(
      warn(
        check,
        "No emergency duty team is named: at night a notice names nobody.",
        "Set emergencyDutyTeamId.",
      ),
    );
  }
  const manager = workers.find(({ id }) => id === dutyManagerId);
  if (manager === undefined) {
    findings.push(
      warn(check, "No duty manager is named: escalation ends with a role.", "Set dutyManagerId."),
    );
  } else if (isAway(manager, now)) {
    findings.push(warn(check, "The duty manager is away today (H-18).", "Name whoever stands in."));
  }
  if (findings.length > 0) return findings;
  return [
    ok(
      check,
      `${String(teams.length)} teams and ${String(workers.length)} workers; night and escalation have names.`,
    ),
  ];
}

function judgeRoles({ roles }: CouncilPlan): Finding {
  const check = "council.roles";
  if (roles.socialWorker.length === 0 || roles.dataOfficer.length === 0) {
    return fail(
      check,
      "Social workers or data officers have no job role code: nobody could read a notice, or repair an upload.",
      "Set council.roles.socialWorker and council.roles.dataOfficer.",
    );
  }
  if (roles.emergencyDutyTeam.length === 0) {
    return warn(
      check,
      "The emergency duty team has no job role code: at night nobody can take a notice but who also works by day (H-18).",
      "Set council.roles.emergencyDutyTeam, or say who of the day staff covers the night.",
    );
  }
  return ok(check, "Social workers, the emergency duty team and data officers have their codes.");
}
