import type { ServiceIdentifier } from "inversify";
import type { SetAsideList, SetAsideView } from "../../../contract/council-mailbox.js";
import type { WorkEntry } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import type { MeshReport } from "../../../domain/mesh-message.js";
import { workOwner } from "../../../domain/work-item.js";
import { errorCodes } from "../../../errors/codes.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor, AuditEntry, AuditTrail, CouncilAction } from "../../../ports/audit.js";
import type { MailboxStore, SetAsideMessage } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { CouncilChanges } from "../council-changes.js";

/** What a data officer does with messages that were set aside. */
export interface SetAsideService {
  list(): Promise<SetAsideList>;
  /** The bytes as they came; of a report, which has none, its headers. Audited before they are handed out. Throws `CPIS_MAILBOX_MESSAGE_NOT_FOUND`. */
  content(messageId: string, actor: AuditActor): Promise<Uint8Array>;
  /** The message stays, and nobody need look at it any more. Throws `CPIS_MAILBOX_MESSAGE_NOT_FOUND`. */
  dealWith(messageId: string, reason: string, actor: AuditActor): Promise<void>;
  /** One task for each that nobody has dealt with. */
  work(): Promise<readonly WorkEntry[]>;
}
export const SetAsideService: ServiceIdentifier<SetAsideService> = Symbol("SetAsideService");

/** What the service works with. */
export interface SetAsideParts {
  readonly mailbox: MailboxStore;
  readonly audit: Pick<AuditTrail, "append">;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
}

/** Set aside is not thrown away: the bytes stay sealed in the store, also after a person has dealt with them. */
export function createSetAsideService({ mailbox, audit, changes, clock }: SetAsideParts): SetAsideService {
  const find = async (messageId: string): Promise<SetAsideMessage> => {
    const found = (await mailbox.setAside()).find((each) => each.messageId === messageId);
    if (found === undefined) throw new CpisError("CPIS_MAILBOX_MESSAGE_NOT_FOUND");
    return found;
  };
  const entry = (action: CouncilAction, messageId: string, actor: AuditActor): AuditEntry => ({
    at: clock.now(),
    action,
    messageId,
    actor,
  });
  return {
    list: async () => ({ messages: (await mailbox.setAside()).map(toView) }),
    async content(messageId, actor) {
      const message = await find(messageId);
      await audit.append([entry("message-exported", messageId, actor)]);
      return message.message.kind === "report" ? headersOf(message.message) : mailbox.content(message);
    },
    async dealWith(messageId, reason, actor) {
      const message = await find(messageId);
      const dealing = { by: actor.name ?? actor.id, reason };
      const audited = entry("message-dealt-with", messageId, actor);
      if (!(await mailbox.dealWith(message, dealing, clock.now(), audited))) {
        throw new CpisError("CPIS_MAILBOX_MESSAGE_NOT_FOUND");
      }
      changes.publish({ kind: "health-changed" });
    },
    work: async () =>
      (await mailbox.setAside())
        .filter(({ dealtWith }) => dealtWith === undefined)
        .map(({ receivedAt, reason, messageId }) => ({
          kind: "look-at-message",
          owner: workOwner("look-at-message"),
          since: toInstant(receivedAt),
          code: reason,
          detail: messageId,
        })),
  };
}

function headersOf({ received }: MeshReport): Uint8Array {
  const lines = Object.entries(received).map(([name, value]) => `${name}: ${value}\r\n`);
  return new TextEncoder().encode(lines.join(""));
}

function toView({ messageId, receivedAt, message, reason, dealtWith }: SetAsideMessage): SetAsideView {
  const { workflowId, from } = message;
  return {
    messageId,
    receivedAt: toInstant(receivedAt),
    kind: message.kind === "report" ? "report" : "file",
    code: reason,
    says: wordsOf(reason),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(from === undefined ? {} : { from }),
    ...(dealtWith === undefined ? {} : { dealtWith: { ...dealtWith, at: toInstant(dealtWith.at) } }),
  };
}

// An answer for another system's file is set aside under the stop that it led to.
function wordsOf(reason: string): string {
  if (Object.hasOwn(errorCodes, reason)) return errorCodes[reason as keyof typeof errorCodes].text;
  return reason === "another-system" ? "An answer to a file that this gateway never sent." : reason;
}
