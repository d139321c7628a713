import type { MeshReport } from "../../../domain/mesh-message.js";
import { decideMeshStatus } from "../../../domain/mesh-status.js";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { StoredMessage } from "../../../ports/notice-store.js";
import type { StoredUpload } from "../../../ports/upload-store.js";
import type { AnswerParts } from "../uploads/receive-answer.js";
import { undelivered } from "../uploads/send-upload.js";

/** What a report of MESH leads to. */
export type ReportDecision =
  /** Our file did not arrive. Where nobody has looked at it, its children go into the next file. */
  | {
      readonly kind: "undelivered";
      readonly sequenceNumber: number;
      readonly reason: string;
      readonly mayRepeat: boolean;
    }
  /** The local client cannot read the mailbox: no message of ours is meant. */
  | { readonly kind: "client-fault"; readonly reason: string }
  /** Nothing of ours, or of ours and answered already: the data officer finds out who sends from this mailbox (H-20). */
  | { readonly kind: "set-aside" }
  /** Success, delay, or what is known already. */
  | { readonly kind: "noted" };

const owed: ReadonlySet<StoredUpload["state"]> = new Set(["queued", "tracing", "sent"]);

/**
 * Decides by event and code together, because a code alone says nothing (mesh section 6).
 *
 * `upload` is the file the report names, by MESH's id of it or by our own reference. A success for a file that we never sent is
 * odd too, but only under our own workflow: a shared mailbox has other senders.
 */
export function decideReport(
  report: Pick<MeshReport, "succeeded" | "event" | "code" | "workflowId">,
  upload: Pick<StoredUpload, "sequenceNumber" | "state"> | undefined,
  { uploadWorkflowId }: Pick<CouncilPlan, "uploadWorkflowId">,
): ReportDecision {
  const { succeeded, event, code, workflowId } = report;
  const meaning = decideMeshStatus({
    succeeded,
    ...(event === undefined ? {} : { event }),
    ...(code === undefined ? {} : { code }),
  });
  if (meaning.kind !== "failed") {
    const foreign = upload === undefined && workflowId === uploadWorkflowId;
    return { kind: foreign ? "set-aside" : "noted" };
  }
  const reason = code ?? "report";
  if (/^\s*RECEIVE\b/i.test(event ?? "")) return { kind: "client-fault", reason };
  if (upload === undefined) return { kind: "set-aside" };
  const { sequenceNumber, state } = upload;
  if (owed.has(state)) {
    return { kind: "undelivered", sequenceNumber, reason, mayRepeat: meaning.sameBytesMayGoAgain };
  }
  return { kind: state === "undelivered" || state === "closed" ? "noted" : "set-aside" };
}

/** What reports are received with. */
export interface ReportParts extends AnswerParts {
  readonly plan: Pick<CouncilPlan, "uploadWorkflowId">;
}

/** MESH speaks about one of our own files. Returns whether the report has to be set aside for a person. */
export async function receiveReport(
  parts: ReportParts,
  stored: StoredMessage,
  report: MeshReport,
): Promise<"done" | "set-aside"> {
  const { uploads, mailbox, clock, changes, telemetry } = parts;
  const { linkedMessageId, localId, code } = report;
  const upload = await uploads.findByReference({
    ...(linkedMessageId === undefined ? {} : { messageId: linkedMessageId }),
    ...(localId === undefined ? {} : { localId }),
  });
  const decision = decideReport(report, upload, parts.plan);
  switch (decision.kind) {
    case "set-aside":
      return "set-aside";
    case "undelivered": {
      const { sequenceNumber, reason, mayRepeat } = decision;
      await undelivered(parts, sequenceNumber, reason, mayRepeat, stored);
      changes.publish({ kind: "upload-changed", sequenceNumber });
      return "done";
    }
    case "client-fault":
      telemetry.alarm("mesh-refused", { messageId: stored.messageId, code: decision.reason });
      break;
    case "noted":
      break;
  }
  await mailbox.conclude(stored, "report", code, clock.now());
  return "done";
}
