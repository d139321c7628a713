import type { Clock, IdSource } from "../../ports/runtime.js";
import { createErrands } from "../errands.js";
import type { MeshSimulator } from "../mesh/create-mesh-simulator.js";
import type { AccessListing, Register, RegisterAccess } from "../register.js";
import { closeNhsNumber } from "./close-number.js";
import { createCouncilFaults, type CouncilFaults } from "./council-faults.js";
import { cpisMailboxId, type CouncilMailbox } from "./council-mailboxes.js";
import { createCouncilPost, type SentFile } from "./council-post.js";
import type { CouncilBehaviour } from "./council-settings.js";
import { createOpeningNotifier } from "./notify-openings.js";
import type { Pds } from "./pds.js";
import { receiveUpload, type ReceivedUpload } from "./receive-upload.js";
import { createUploadSequences } from "./upload-sequence.js";

/** CP-IS behind MESH: what councils upload, and what they are told. */
export interface CouncilSide {
  /** Every file that councils sent, in the order they came. */
  readonly uploads: readonly ReceivedUpload[];
  /** Every file that was sent to councils. */
  readonly sent: readonly SentFile[];
  readonly faults: CouncilFaults;
  readonly pds: Pds;
  /** Sends a council at once what has gathered; an empty notification where nothing has. */
  notifyNow(odsCode: string): void;
  /**
   * Lets an NHS number go inactive: closes it on PDS and tells its councils, whose ODS codes it returns. Several replacements
   * leave the choice to a person.
   */
  closeNhsNumber(nhsNumber: string, replacements?: readonly string[]): readonly string[];
  /** Resolves once no upload, answer or notification waits. */
  settled(): Promise<void>;
}

/** What the council side works with. */
export interface CouncilSideContext {
  readonly mesh: MeshSimulator;
  readonly mailboxes: readonly CouncilMailbox[];
  readonly register: Register;
  readonly pds: Pds;
  readonly behaviour: CouncilBehaviour;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** The council side with the simulator's hold on it. */
export interface CouncilSideParts {
  readonly side: CouncilSide;
  readonly opened: (nhsNumber: string, access: RegisterAccess, listing: AccessListing) => void;
  /** Forgets what waits to be sent. */
  stop(): void;
}

/** Puts CP-IS behind its mailbox: from now on it reads every upload. */
export function createCouncilSide(context: CouncilSideContext): CouncilSideParts {
  const { mesh, behaviour, clock } = context;
  const shared = {
    ...context,
    faults: createCouncilFaults(),
    errands: createErrands(),
    sequences: createUploadSequences(),
    post: createCouncilPost(mesh, context.mailboxes, clock),
    received: [] as ReceivedUpload[],
  };
  const notifier = createOpeningNotifier(shared);
  mesh.onMessage(
    cpisMailboxId,
    (message) =>
      // What throws here leaves the message in its mailbox.
      new Promise((resolve) => {
        receiveUpload(message, shared);
        resolve();
      }),
  );
  const side: CouncilSide = {
    uploads: shared.received,
    sent: shared.post.sent,
    faults: shared.faults,
    pds: context.pds,
    notifyNow: (odsCode) => {
      notifier.notifyNow(odsCode);
    },
    closeNhsNumber: (nhsNumber, replacements = []) => {
      const workflowId = behaviour.workflows.inactiveNhsNumber;
      return closeNhsNumber(nhsNumber, replacements, { ...shared, workflowId });
    },
    settled: async () => {
      await mesh.settled();
      await shared.errands.settled();
    },
  };
  return {
    side,
    opened: (nhsNumber, access, listing) => {
      notifier.opened(nhsNumber, access, listing);
    },
    stop: () => {
      shared.errands.stop();
    },
  };
}
