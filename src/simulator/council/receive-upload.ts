import { buildUploadAcknowledgement } from "../../codec/hl7v3/upload-acknowledgement.js";
import type { Errands } from "../errands.js";
import type { DeliveredMessage } from "../mesh/create-mesh-simulator.js";
import type { CouncilFaultName, CouncilFaultStore } from "./council-faults.js";
import type { CouncilMailbox } from "./council-mailboxes.js";
import type { CouncilPost } from "./council-post.js";
import type { CouncilBehaviour } from "./council-settings.js";
import { takeUpload, type TakingContext } from "./take-upload.js";
import type { SequenceStep } from "./upload-sequence.js";

/** A file that a council sent, as the register saw it. Nothing here identifies a person. */
export interface ReceivedUpload {
  readonly at: number;
  readonly meshMessageId: string;
  readonly odsCode: string;
  /** -1 where it could not be read. */
  readonly sequenceNumber: number;
  /** How the number follows the earlier ones; absent where the file was not looked into. Logged, and never held against a file. */
  readonly sequence?: SequenceStep;
  /** What it was answered with; absent where it was not answered. */
  readonly fileCode?: string;
  readonly recordCodes: readonly string[];
  readonly fault?: CouncilFaultName;
}

/** What receiving works with. */
export interface ReceivingContext extends TakingContext {
  readonly mailboxes: readonly CouncilMailbox[];
  readonly behaviour: CouncilBehaviour;
  readonly faults: CouncilFaultStore;
  readonly post: CouncilPost;
  readonly errands: Errands;
  readonly received: ReceivedUpload[];
}

/** Takes a message of CP-IS's own mailbox: an upload of a council, whatever it says about itself. */
export function receiveUpload(message: DeliveredMessage, context: ReceivingContext): void {
  const { mailboxes, register, received, clock, faults } = context;
  const mailbox = mailboxes.find(({ mailboxId }) => mailboxId === message.from);
  const again = received.some(({ meshMessageId }) => meshMessageId === message.messageId);
  if (mailbox === undefined || again) return;
  const { odsCode } = mailbox.authority;
  const fault = faults.take("upload");
  const taken = takeUpload(
    message.content,
    register.findAuthority(odsCode) ?? mailbox.authority,
    fault?.name,
    context,
  );
  const { sequenceNumber, sequence, answer } = taken;
  const silent = answer === undefined || fault?.name === "no-acknowledgement";
  received.push({
    at: clock.now(),
    meshMessageId: message.messageId,
    odsCode,
    sequenceNumber,
    ...(sequence === undefined ? {} : { sequence }),
    ...(silent ? {} : { fileCode: answer.fileCodes[0]?.code ?? "" }),
    recordCodes: answer?.recordDetails.map(({ code }) => code.code) ?? [],
    ...(fault === undefined ? {} : { fault: fault.name }),
  });
  if (silent) return;
  const whole = buildUploadAcknowledgement(answer);
  const file = fault?.name === "unreadable-acknowledgement" ? whole.slice(0, whole.length / 2) : whole;
  const sending = {
    kind: "upload-acknowledgement",
    odsCode,
    workflowId: context.behaviour.workflows.acknowledgement,
  } as const;
  const late = fault?.name === "late-acknowledgement" ? fault.delayMs : 0;
  context.errands.add(context.behaviour.acknowledgementDelayMs + late, () => {
    context.post.send(sending, file);
    if (fault?.name === "acknowledged-twice") context.post.send(sending, file);
    return Promise.resolve();
  });
}
