import type { CaseRecord } from "../../../domain/case-record.js";
import type { InboundMeshMessage } from "../../../domain/mesh-message.js";
import type { ApprovedDeletion, DeletionRequest } from "../../../domain/plan-deletion.js";
import type { SubjectOutcome } from "../../../domain/sending.js";
import type {
  EpisodeEvent,
  MessageDealing,
  StoredInactiveNumber,
  StoredOpening,
} from "../../../ports/notice-store.js";
import type { FrozenRecord } from "../../../ports/upload-store.js";
import type { StoreContext } from "../../store/store-context.js";

/** Names table, column and row of a sealed value; the type is of what is written there. */
export interface SealedPlace<Value> {
  readonly name: string;
  /** Only for the compiler. */
  readonly holds?: Value;
}

function place<Value>(name: string): SealedPlace<Value> {
  return { name };
}

/** The council's sealed places. */
export const councilPlace = {
  caseRecord: (localId: string): SealedPlace<CaseRecord> => place(`council_case.sealed_record:${localId}`),
  deletionRequest: (deletionId: string): SealedPlace<DeletionRequest> =>
    place(`plan_deletion.sealed_request:${deletionId}`),
  deletionApproval: (deletionId: string): SealedPlace<ApprovedDeletion> =>
    place(`plan_deletion.sealed_approval:${deletionId}`),
  uploadRecord: (sequence: number, position: number): SealedPlace<FrozenRecord> =>
    place(`upload_record.sealed_record:${sequence}:${position}`),
  uploadOutcome: (sequence: number, position: number): SealedPlace<SubjectOutcome> =>
    place(`upload_record.sealed_outcome:${sequence}:${position}`),
  mailboxMessage: (mailboxId: string, messageId: string): SealedPlace<InboundMeshMessage> =>
    place(`mailbox_message.sealed_message:${mailboxId}:${messageId}`),
  messageDealing: (mailboxId: string, messageId: string): SealedPlace<MessageDealing> =>
    place(`mailbox_message.sealed_dealing:${mailboxId}:${messageId}`),
  opening: (hash: string): SealedPlace<StoredOpening> => place(`notice_opening.sealed_opening:${hash}`),
  episodeEvent: (key: string): SealedPlace<EpisodeEvent> => place(`episode_event.sealed_event:${key}`),
  inactiveNumber: (hash: string): SealedPlace<StoredInactiveNumber> =>
    place(`inactive_number.sealed_notice:${hash}`),
} as const;

/** Where one piece of a message's content is sealed, as text. */
export function piecePlace(contentId: string, position: number): string {
  return `mailbox_content.sealed_piece:${contentId}:${position}`;
}

/** Seals a plain value; it opens nowhere but at that place. */
export function sealJson<Value>(
  { sealer }: Pick<StoreContext, "sealer">,
  value: Value,
  { name }: SealedPlace<Value>,
): Buffer {
  return sealer.seal(JSON.stringify(value), name);
}

/** Opens what `sealJson` sealed at that place. Throws `CPIS_SEAL_BROKEN` where it was changed outside this program. */
export function openJson<Value>(
  { sealer }: Pick<StoreContext, "sealer">,
  sealed: Uint8Array,
  { name }: SealedPlace<Value>,
): Value {
  return JSON.parse(sealer.open(sealed, name)) as Value;
}

/** As `openJson`, and undefined where the seal is broken. */
export function openJsonIfIntact<Value>(
  { sealer }: Pick<StoreContext, "sealer">,
  sealed: Uint8Array,
  { name }: SealedPlace<Value>,
): Value | undefined {
  const text = sealer.openIfIntact(sealed, name);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}

/** The keyed hash under which rows name an NHS number. Its label is that of the table that had it first. */
export function numberHash({ sealer }: Pick<StoreContext, "sealer">, nhsNumber: string): Buffer {
  return sealer.keyedHash(`inactive ${nhsNumber}`);
}
