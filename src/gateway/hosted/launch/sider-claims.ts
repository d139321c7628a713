import type { JWTPayload } from "jose";
import { CpisError } from "../../../errors/cpis-error.js";
import type { LaunchSaying } from "./launch-saying.js";

const nhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number";

/**
 * Claims named as the parameters of the SIDeR contextual launch (Somerset): `patient`, `birthdate` and `location` as
 * FHIR tokens (`system|value`), `practitioner` where there is one.
 *
 * The launch does not say whether the number was traced, so it counts as unknown. Throws `CPIS_LAUNCH_MALFORMED`.
 */
export function readSiderClaims(payload: JWTPayload): LaunchSaying {
  const patient = token(payload["patient"]);
  const place = token(payload["location"]);
  const birthDate = payload["birthdate"];
  if (patient?.system !== nhsNumberSystem || place === undefined) malformed();
  if (typeof birthDate !== "string" || !/^\d{4}-\d\d-\d\d$/.test(birthDate)) malformed();
  const practitioner = token(payload["practitioner"]);
  return {
    patient: { nhsNumber: patient.value, nhsNumberStatus: "unknown", birthDate, localIds: [] },
    place: place.value,
    ...(practitioner === undefined ? {} : { practitioner: practitioner.value }),
  };
}

function token(value: unknown): { readonly system: string; readonly value: string } | undefined {
  if (typeof value !== "string" || value.length > 256) return undefined;
  const bar = value.lastIndexOf("|");
  const code = value.slice(bar + 1).trim();
  return code === "" ? undefined : { system: bar === -1 ? "" : value.slice(0, bar), value: code };
}

function malformed(): never {
  throw new CpisError("CPIS_LAUNCH_MALFORMED");
}
