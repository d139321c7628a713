import type { SignInPlan } from "../../../config/console-plan.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { ProviderAnswer } from "./identity-provider.js";

/** A job of a person in the national directory. */
export interface NationalRole {
  /** SDS role profile id (`person_roleid`). */
  readonly roleProfileId: string;
  /** Without it a job gives nobody anything. */
  readonly jobRoleCode?: string;
  readonly jobRoleName: string;
  readonly activityCodes: readonly string[];
  readonly organisation: { readonly odsCode: string; readonly name: string };
}

/** Somebody whom the provider has vouched for. */
export interface VouchedPerson {
  /** SDS user id. */
  readonly userId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly name: string;
  readonly roles: readonly NationalRole[];
  /** The role profile that the person selected at the provider, where it lets them. */
  readonly selectedRoleId?: string;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the provider says it is, in the words of CIS2 (`nhsid_useruid`, `nhsid_nrbac_roles`, `selected_roleid`).
 *
 * Throws `CPIS_SIGN_IN_REJECTED` where nobody is named.
 */
export function readPerson({ idToken, userinfo }: ProviderAnswer): VouchedPerson {
  const userId = text(userinfo["nhsid_useruid"]);
  if (userId === undefined) throw new CpisError("CPIS_SIGN_IN_REJECTED");
  const givenName = text(userinfo["given_name"]) ?? "";
  const familyName = text(userinfo["family_name"]) ?? "";
  const name = [givenName, familyName].filter((part) => part !== "").join(" ");
  const selected = text(userinfo["selected_roleid"]) ?? text(idToken["selected_roleid"]);
  return {
    userId,
    givenName,
    familyName,
    name: name === "" ? (text(userinfo["name"]) ?? userId) : name,
    roles: recordsIn(userinfo["nhsid_nrbac_roles"]).flatMap((role) => readRole(role, userinfo)),
    ...(selected === undefined ? {} : { selectedRoleId: selected }),
  };
}

/** Throws `CPIS_SIGN_IN_LEVEL_TOO_LOW` where the provider does not say that the proof was strong enough. */
export function checkLevel(
  { idToken, userinfo }: ProviderAnswer,
  { level }: Pick<SignInPlan, "level">,
): void {
  const said = idToken["authentication_assurance_level"] ?? userinfo["authentication_assurance_level"];
  const named = /^AAL([1-3])(?:_|$)/.exec(text(idToken["acr"]) ?? "")?.[1];
  // Where it says it twice, the weaker word counts; what it does not say was not proved.
  const levels = [said, named].filter((each) => each !== undefined).map(Number);
  const reached = levels.length === 0 ? 0 : Math.min(...levels);
  if (!(reached >= Number(level.slice(3)))) throw new CpisError("CPIS_SIGN_IN_LEVEL_TOO_LOW");
}

function readRole(role: Claims, userinfo: Claims): readonly NationalRole[] {
  const roleProfileId = text(role["person_roleid"]);
  const odsCode = text(role["org_code"]);
  if (roleProfileId === undefined || odsCode === undefined) return [];
  const jobRoleCode = lastPart(role["role_code"])?.match(/^R\d{4}$/)?.[0];
  const named = recordsIn(userinfo["nhsid_user_orgs"]).find(({ org_code }) => org_code === odsCode);
  return [
    {
      roleProfileId,
      ...(jobRoleCode === undefined ? {} : { jobRoleCode }),
      jobRoleName: lastPart(role["role_name"]) ?? "",
      activityCodes: textsIn(role["activity_codes"]),
      organisation: { odsCode, name: text(named?.["org_name"]) ?? odsCode },
    },
  ];
}

// `S8000:G8000:R8001`, and its name in the same three steps, each in quotes.
function lastPart(value: unknown): string | undefined {
  return text(text(value)?.split(":").at(-1)?.replaceAll('"', ""));
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 256) return undefined;
  const trimmed = value.trim();
  return trimmed === "" ? undefined : trimmed;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function recordsIn(value: unknown): readonly Claims[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Claims => typeof item === "object" && item !== null);
}
