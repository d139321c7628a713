import type { LookupRequest } from "../../contract/lookup.js";
import type { AuditEntry } from "../../ports/audit.js";

/** Whom a row is about, for its sealed part. */
export function auditSubject(
  { encounter, localId }: Pick<LookupRequest, "encounter" | "localId">,
  nhsNumber?: string,
): NonNullable<AuditEntry["subject"]> {
  return {
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(encounter === undefined ? {} : { encounterId: encounter.id }),
    ...(localId === undefined ? {} : { localId: localId.value, localIdSystem: localId.system }),
  };
}
