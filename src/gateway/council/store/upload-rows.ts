/** Statements and rows of uploads. */
import type { UploadState } from "../../../contract/council.js";
import type { LocalAuthority } from "../../../domain/case-record.js";
import type { SendProgress } from "../../../ports/mailbox.js";
import type { StoredUpload } from "../../../ports/upload-store.js";
import type { CouncilStateTable, UploadRecordTable, UploadTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import { present } from "../../store/store-context.js";

interface BySequence {
  readonly sequence: number;
}

export const readState = statement<object>()(() => sql.selectFrom("council_state").selectAll());
export const setNextSequence = statement<BySequence>()((slot) =>
  sql.updateTable("council_state").set({ next_sequence: slot("sequence") }),
);
export const setStop = statement<Pick<CouncilStateTable, "stopped_because" | "stopped_at">>()((slot) =>
  sql
    .updateTable("council_state")
    .set({ stopped_because: slot("stopped_because"), stopped_at: slot("stopped_at") }),
);
export const setServed = statement<Pick<CouncilStateTable, "served_changes" | "served_full">>()((slot) =>
  sql
    .updateTable("council_state")
    .set({ served_changes: slot("served_changes"), served_full: slot("served_full") }),
);
export const insertUpload = statement<
  Pick<
    UploadTable,
    "sequence_number" | "kind" | "attempt" | "created_at" | "mesh_local_id" | "authority" | "records"
  >
>()((slot) =>
  sql.insertInto("upload").values({
    sequence_number: slot("sequence_number"),
    kind: slot("kind"),
    attempt: slot("attempt"),
    created_at: slot("created_at"),
    mesh_local_id: slot("mesh_local_id"),
    authority: slot("authority"),
    records: slot("records"),
    state: "queued",
    in_flight: 1,
  } as UploadTable),
);
export const insertRecord = statement<Omit<UploadRecordTable, "sealed_outcome">>()((slot) =>
  sql.insertInto("upload_record").values({
    sequence_number: slot("sequence_number"),
    position: slot("position"),
    sealed_record: slot("sealed_record"),
    sealed_outcome: null,
    subject_hash: slot("subject_hash"),
  }),
);
export const clearChange = statement<{ localId: string; changedAt: number }>()((slot) =>
  sql
    .updateTable("council_case")
    .set({ changed_at: null })
    .where("local_id", "=", slot("localId"))
    .where("changed_at", "=", slot("changedAt")),
);
export const oneUpload = statement<BySequence>()((slot) =>
  sql.selectFrom("upload").selectAll().where("sequence_number", "=", slot("sequence")),
);
export const uploadInFlight = statement<object>()(() =>
  sql.selectFrom("upload").selectAll().where("in_flight", "=", 1),
);
export const latestUploads = statement<{ limit: number }>()((slot) =>
  sql.selectFrom("upload").selectAll().orderBy("sequence_number", "desc").limit(slot("limit")),
);
export const recordsAfter = statement<BySequence & { after: number; limit: number }>()((slot) =>
  sql
    .selectFrom("upload_record")
    .selectAll()
    .where("sequence_number", "=", slot("sequence"))
    .where("position", ">", slot("after"))
    .orderBy("position")
    .limit(slot("limit")),
);
export const setOutcome = statement<BySequence & { position: number; sealed: Uint8Array }>()((slot) =>
  sql
    .updateTable("upload_record")
    .set({ sealed_outcome: slot("sealed") })
    .where("sequence_number", "=", slot("sequence"))
    .where("position", "=", slot("position")),
);
export const setLeaving = statement<BySequence & { hash: string; at: number }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ state: "tracing", content_hash: slot("hash"), left_at: slot("at"), reason: null })
    .where("sequence_number", "=", slot("sequence"))
    .where("in_flight", "=", 1),
);
export const setProgress = statement<BySequence & { progress: string }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ progress: slot("progress") })
    .where("sequence_number", "=", slot("sequence")),
);
export const setQueued = statement<BySequence>()((slot) =>
  sql
    .updateTable("upload")
    .set({ state: "queued", left_at: null, reason: null })
    .where("sequence_number", "=", slot("sequence"))
    .where("state", "=", "tracing"),
);
// An answer may have come before we knew that the file had left: it stands.
export const setSent = statement<BySequence & { at: number }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ state: "sent", sent_at: slot("at") })
    .where("sequence_number", "=", slot("sequence"))
    .where("state", "in", ["queued", "tracing"]),
);
export const setMeshMessageId = statement<BySequence & { messageId: string }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ mesh_message_id: slot("messageId") })
    .where("sequence_number", "=", slot("sequence")),
);
export const uploadByMeshMessageId = statement<{ messageId: string }>()((slot) =>
  sql.selectFrom("upload").selectAll().where("mesh_message_id", "=", slot("messageId")),
);
export const uploadByMeshLocalId = statement<{ localId: string }>()((slot) =>
  sql.selectFrom("upload").selectAll().where("mesh_local_id", "=", slot("localId")),
);
export const setDoubt = statement<BySequence & { doubt: string }>()((slot) =>
  sql
    .updateTable("upload")
    .set({ reason: slot("doubt") })
    .where("sequence_number", "=", slot("sequence"))
    .where("in_flight", "=", 1),
);
export const setSettled = statement<
  BySequence &
    Pick<UploadTable, "state" | "answered_at" | "reason" | "file_code" | "succeeded" | "failed" | "resend_at">
>()((slot) =>
  sql
    .updateTable("upload")
    .set({
      state: slot("state"),
      in_flight: null,
      answered_at: slot("answered_at"),
      reason: slot("reason"),
      file_code: slot("file_code"),
      succeeded: slot("succeeded"),
      failed: slot("failed"),
      resend_at: slot("resend_at"),
    })
    .where("sequence_number", "=", slot("sequence")),
);

/** A row as the port gives it. */
export function toStoredUpload(row: UploadTable): StoredUpload {
  return {
    sequenceNumber: row.sequence_number,
    kind: row.kind as StoredUpload["kind"],
    state: row.state as UploadState,
    attempt: row.attempt,
    authority: JSON.parse(row.authority) as LocalAuthority,
    records: row.records,
    createdAt: row.created_at,
    meshLocalId: row.mesh_local_id,
    ...present<
      Pick<
        StoredUpload,
        | "contentHash"
        | "progress"
        | "sentAt"
        | "answeredAt"
        | "reason"
        | "fileCode"
        | "succeeded"
        | "failed"
        | "resendAt"
        | "leftAt"
      >
    >({
      contentHash: row.content_hash ?? undefined,
      progress: row.progress === null ? undefined : (JSON.parse(row.progress) as SendProgress),
      sentAt: row.sent_at ?? undefined,
      answeredAt: row.answered_at ?? undefined,
      reason: row.reason ?? undefined,
      fileCode: row.file_code ?? undefined,
      succeeded: row.succeeded ?? undefined,
      failed: row.failed ?? undefined,
      resendAt: row.resend_at ?? undefined,
      leftAt: row.left_at ?? undefined,
    }),
  };
}
