import type { Issue } from "../errors/cpis-error.js";
import type { LocalAuthority } from "./case-record.js";
import { parseTelephone } from "./telephone.js";

/** The council's details as configured: nothing is checked yet. */
export interface LocalAuthorityDraft {
  readonly odsCode?: string;
  readonly name?: string;
  readonly officeHoursTelephone?: string;
  readonly emergencyDutyTelephone?: string;
}

/** The result of validating a council's details: the council, or every fault at once. */
export type LocalAuthorityReading =
  | { readonly ok: true; readonly authority: LocalAuthority }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Validates the council that every file names.
 *
 * The emergency duty number is mandatory, because Spine refuses a file without it (cpis-messages 6.3); both are what the NHS
 * rings, so that a number nobody could ring is refused here (H-28).
 */
export function validateLocalAuthority(draft: LocalAuthorityDraft): LocalAuthorityReading {
  const issues: Issue[] = [];
  const odsCode = (draft.odsCode ?? "").trim();
  if (!/^[A-Z0-9]{3,10}$/.test(odsCode)) {
    issues.push({
      path: "odsCode",
      message: "must be the council's ODS code: 3 to 10 capital letters and digits",
    });
  }
  const name = (draft.name ?? "").trim();
  if (name === "") issues.push({ path: "name", message: "is missing" });
  const emergency = parseTelephone(draft.emergencyDutyTelephone);
  if (!emergency.ok)
    issues.push({ path: "emergencyDutyTelephone", message: telephoneMessages[emergency.fault] });
  const office = parseTelephone(draft.officeHoursTelephone);
  if (!office.ok && office.fault === "invalid") {
    issues.push({ path: "officeHoursTelephone", message: telephoneMessages.invalid });
  }
  if (issues.length > 0 || !emergency.ok) return { ok: false, issues };
  return {
    ok: true,
    authority: {
      odsCode,
      name,
      ...(office.ok ? { officeHoursTelephone: office.digits } : {}),
      emergencyDutyTelephone: emergency.digits,
    },
  };
}

const telephoneMessages = {
  missing: "is missing: the NHS must be able to ring the council at night",
  invalid: "is not one British telephone number",
} as const;
