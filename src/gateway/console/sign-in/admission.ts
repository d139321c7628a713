import type { ConsolePlan, ConsoleRoleRule } from "../../../config/console-plan.js";
import { consoleRoles, type ConsoleRole } from "../../../domain/console-role.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor } from "../../../ports/audit.js";
import type { ConsolePerson } from "../console-session.js";
import type { NationalRole, VouchedPerson } from "./vouched-person.js";

/** What a job gives in the console; empty where it gives nothing. */
export function consoleRolesOf(
  { jobRoleCode, activityCodes }: NationalRole,
  rules: readonly ConsoleRoleRule[],
): readonly ConsoleRole[] {
  const given = new Set(
    rules
      .filter(
        (rule) =>
          (jobRoleCode !== undefined && rule.jobRoleCodes.includes(jobRoleCode)) ||
          rule.activityCodes.some((code) => activityCodes.includes(code)),
      )
      .map(({ role }) => role),
  );
  return consoleRoles.filter((role) => given.has(role));
}

/**
 * The jobs in which somebody may sign in: one is taken, several are for the person to choose from.
 *
 * What the person selected at the provider is not chosen again. Throws `CPIS_SIGN_IN_NO_ROLE` without a job that has a
 * code, `CPIS_SIGN_IN_NOT_PERMITTED` where none is of these organisations or gives anything.
 */
export function permittedJobs(
  { roles, selectedRoleId }: VouchedPerson,
  organisations: readonly string[],
  gives: (role: NationalRole) => boolean,
): readonly NationalRole[] {
  const named = roles.filter(
    ({ roleProfileId }) => selectedRoleId === undefined || roleProfileId === selectedRoleId,
  );
  const coded = named.filter(({ jobRoleCode }) => jobRoleCode !== undefined);
  if (coded.length === 0) throw new CpisError("CPIS_SIGN_IN_NO_ROLE");
  const permitted = coded.filter((role) => organisations.includes(role.organisation.odsCode) && gives(role));
  if (permitted.length === 0) throw new CpisError("CPIS_SIGN_IN_NOT_PERMITTED");
  return permitted;
}

/** Who a person is in the console, in one job. */
export function consolePerson(
  person: VouchedPerson,
  role: NationalRole,
  { roles }: Pick<ConsolePlan, "roles">,
): ConsolePerson {
  const { userId, name } = person;
  return { userId, name, roles: consoleRolesOf(role, roles), actor: actorOf(person, role) };
}

/** Who a person is for a check, in one job, as a host's token would say it. */
export function userClaims(
  { userId, givenName, familyName }: VouchedPerson,
  { roleProfileId, jobRoleCode, jobRoleName, activityCodes, organisation }: NationalRole,
): Readonly<Record<string, unknown>> {
  return {
    sub: `sign-in|${userId}`,
    sdsUserId: userId,
    sdsRoleProfileId: roleProfileId,
    jobRoleCode,
    jobRoleName,
    activityCodes,
    orgOds: organisation.odsCode,
    orgName: organisation.name,
    givenName,
    familyName,
  };
}

/** Who it is for the audit; before a job is chosen, without one. */
export function actorOf({ userId, name }: VouchedPerson, role?: NationalRole): AuditActor {
  if (role === undefined) return { kind: "person", id: userId, name };
  return {
    kind: "person",
    id: userId,
    name,
    roleProfileId: role.roleProfileId,
    ...(role.jobRoleCode === undefined ? {} : { jobRoleCode: role.jobRoleCode }),
    organisationOdsCode: role.organisation.odsCode,
  };
}
