import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, recordsAt } from "./draft.js";
import type { References } from "./references.js";
import type { Settings } from "./settings.js";
import { keySetFaults } from "./trusted-keys.js";

/** JSON Web Keys of one owner. */
export interface KeySetPlan {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Who a system's user is, as the query's author template needs it. */
export interface PractitionerPlan {
  readonly sdsUserId: string;
  readonly sdsRoleProfileId: string;
  readonly jobRoleCode: string;
  readonly jobRoleName: string;
  readonly activityCodes: readonly string[];
  readonly givenName: string;
  readonly familyName: string;
}

/** A system whose links may open the banner. */
export interface LaunchSystemPlan {
  readonly issuer: string;
  readonly shape: "cpis" | "sider";
  readonly trustedKeys: KeySetPlan;
  /** Our location ids by this system's words for its places. */
  readonly locations: Readonly<Record<string, string>>;
  readonly practitioners: Readonly<Record<string, PractitionerPlan>>;
  readonly withoutUser: "not-identified" | "system";
}

/** Opening the banner by a signed link. */
export interface LaunchPlan {
  readonly audience: string;
  /** Private. */
  readonly decryptionKeys: KeySetPlan;
  readonly systems: readonly LaunchSystemPlan[];
}

/** The banner page that the gateway itself serves. */
export interface HostedPlan {
  readonly hostOrigins: readonly string[];
  readonly desktopShell: boolean;
  readonly hostSilenceMs: number;
  /** Whether people may sign in on it, at the console's provider. */
  readonly signIn?: boolean | undefined;
  readonly launch?: LaunchPlan;
}

const keysPath = "hosted.launch.decryptionKeys";

/** The plan that faultless settings mean. */
export function hostedPlan({ hosted }: Settings, references: References): { readonly hosted?: HostedPlan } {
  if (hosted === undefined) return {};
  const { launch, ...rest } = hosted;
  if (launch === undefined) return { hosted: rest };
  const decryptionKeys = { keys: privateKeys(references.values.get(keysPath) ?? "") ?? [] };
  return { hosted: { ...rest, launch: { ...launch, decryptionKeys } } };
}

/** Faults of the launch keys. No message holds a value. */
export function hostedFaults(draft: Draft, references: References): readonly Issue[] {
  const text = references.values.get(keysPath);
  const own: Issue[] =
    text === undefined || privateKeys(text) !== undefined
      ? []
      : [{ path: keysPath, message: "must hold a JWK set of private keys, each with its own kid" }];
  const systems = recordsAt(draft, "hosted.launch.systems").flatMap(([index, system]) =>
    keySetFaults(
      `hosted.launch.systems[${String(index)}].trustedKeys`,
      recordsAt(system, "trustedKeys.keys").map(([, key]) => key),
    ),
  );
  return [...own, ...systems];
}

function privateKeys(text: string): KeySetPlan["keys"] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const keys = isRecord(value) && Array.isArray(value["keys"]) ? value["keys"].filter(isRecord) : [];
  const ids = new Set(keys.map((key) => key["kid"]));
  const isUsable = keys.every((key) => typeof key["d"] === "string" && typeof key["kid"] === "string");
  return keys.length > 0 && isUsable && ids.size === keys.length ? keys : undefined;
}
