import { buildInactiveNhsNumber } from "../../codec/hl7v3/inactive-nhs-number.js";
import { formatEffectiveTime } from "../../codec/hl7v3/timestamp.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Register } from "../register.js";
import type { CouncilPost } from "./council-post.js";
import { personIds } from "./notify-openings.js";
import type { Pds } from "./pds.js";

/** What closing a number works with. */
export interface ClosingContext {
  readonly register: Register;
  readonly pds: Pds;
  readonly post: CouncilPost;
  readonly workflowId: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Closes an NHS number on PDS and tells every council that has a plan under it.
 *
 * With one replacement PDS holds the person under the new number, so that a later upload of the old one meets CPR05; with none, or
 * several, the old one is simply gone (CPR01). The register's record stays under the old number: whether CP-IS moves it is not
 * published (cpis-messages 9). Returns the ODS codes of the councils that were told; none where CP-IS holds no plan under it.
 */
export function closeNhsNumber(
  nhsNumber: string,
  replacements: readonly string[],
  { register, pds, post, workflowId, clock, ids }: ClosingContext,
): readonly string[] {
  const person = pds.find(nhsNumber);
  const [successor] = replacements.length === 1 ? replacements : [];
  if (person !== undefined) {
    pds.put(
      successor === undefined ? { ...person, standing: "closed" } : { ...person, supersededBy: successor },
    );
    for (const replacement of replacements) pds.put({ ...person, nhsNumber: replacement });
  }
  const entry = register.find(nhsNumber);
  const told: string[] = [];
  for (const authority of entry?.authorities ?? []) {
    const source = entry?.sources.find((each) => each.authority === authority.odsCode);
    const localId = source?.childLocalId ?? source?.motherLocalId;
    const { odsCode, name } = authority;
    const notice = buildInactiveNhsNumber({
      kind: "inactive-nhs-number",
      effectiveTime: formatEffectiveTime(clock.now()),
      id: ids.uuid(),
      recipient: { odsCode, name },
      patients: [
        {
          ids: personIds(nhsNumber, localId, authority),
          replacements,
          uploadSequenceNumber: source?.sequenceNumber ?? 0,
        },
      ],
    });
    post.send({ kind: "inactive-nhs-number", odsCode, workflowId }, notice);
    told.push(odsCode);
  }
  return told;
}
