import type { UploadState } from "../../../contract/council.js";
import { toInstant } from "../../../domain/instant.js";
import { redundantSendings } from "../../../domain/redundant-sendings.js";
import type { SubjectOutcome } from "../../../domain/sending.js";
import type { DamagedRow } from "../../../ports/damaged-row.js";
import type { FrozenRecord, StoredSending } from "../../../ports/upload-store.js";
import type { UploadRecordTable } from "../../store/council-tables.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { damageLog } from "./damage-log.js";
import { councilPlace } from "./seal-json.js";

const allUploads = statement<object>()(() =>
  sql
    .selectFrom("upload")
    .select(["sequence_number", "state", "created_at", "sent_at", "answered_at"])
    .orderBy("sequence_number"),
);
const recordsOf = statement<{ sequence: number }>()((slot) =>
  sql
    .selectFrom("upload_record")
    .select(["position", "sealed_record", "sealed_outcome", "subject_hash"])
    .where("sequence_number", "=", slot("sequence"))
    .orderBy("position"),
);
const removeRecord = statement<{ sequence: number; position: number }>()((slot) =>
  sql
    .deleteFrom("upload_record")
    .where("sequence_number", "=", slot("sequence"))
    .where("position", "=", slot("position")),
);

interface KeptSending extends StoredSending {
  readonly position: number;
  /** An answer may still come late, and is paired with every record of its file. */
  readonly answerable: boolean;
}

interface KeptFile {
  /** Everything about the file that may still change. */
  readonly version: string;
  readonly sendings: readonly KeptSending[];
}

type UploadFacts = ReturnType<typeof readUploads>[number];

/** Opens each record once, and again only when its file has changed. */
export interface SendingReader {
  all(): readonly StoredSending[];
  prune(): Promise<number>;
}

const batch = 500;

/** Sendings of all files, opened from their seals at the first look. */
export function createSendingReader(context: StoreContext): SendingReader {
  const files = new Map<number, KeptFile>();
  let everything: readonly KeptSending[] = [];
  const all = (): readonly KeptSending[] => {
    let changed = false;
    for (const upload of readUploads(context)) {
      const version = [upload.state, upload.sent_at, upload.answered_at].join(" ");
      if (files.get(upload.sequence_number)?.version === version) continue;
      files.set(upload.sequence_number, { version, sendings: openFile(context, upload) });
      changed = true;
    }
    if (changed) everything = [...files.values()].flatMap(({ sendings }) => sendings);
    return everything;
  };
  return {
    all,
    async prune() {
      const redundant = redundantSendings(all()).filter(({ answerable }) => !answerable);
      for (let start = 0; start < redundant.length; start += batch) {
        const some = redundant.slice(start, start + batch);
        await context.commits.write(() => {
          for (const { sequenceNumber: sequence, position } of some) {
            context.database.run(removeRecord, { sequence, position });
          }
        });
      }
      const gone = new Set(redundant);
      for (const [sequence, { version, sendings }] of files) {
        files.set(sequence, { version, sendings: sendings.filter((each) => !gone.has(each)) });
      }
      if (gone.size > 0) everything = everything.filter((each) => !gone.has(each));
      return redundant.length;
    },
  };
}

function readUploads({ database }: StoreContext) {
  return database.all(allUploads, {});
}

function openFile(context: StoreContext, upload: UploadFacts): readonly KeptSending[] {
  const { sequence_number: sequence } = upload;
  const state = upload.state as UploadState;
  const madeAt = toInstant(upload.created_at);
  const sentAt = upload.sent_at === null ? madeAt : toInstant(upload.sent_at);
  const answerable = state === "closed" || state === "undelivered";
  return context.database.all(recordsOf, { sequence }).flatMap((row) => {
    const { position } = row;
    const record = openRecord(context, sequence, row);
    const outcome = openOutcome(context, sequence, row);
    if (record === undefined || outcome === undefined) return [];
    const { nhsNumber, plans, subjects } = record;
    return [
      { sequenceNumber: sequence, sentAt, madeAt, nhsNumber, plans, subjects, outcome, position, answerable },
    ];
  });
}

type RecordRow = Pick<UploadRecordTable, "position" | "sealed_record" | "sealed_outcome" | "subject_hash">;

/** The record of a row, or undefined where its seal is broken; then the row is noted. */
export function openRecord(
  context: StoreContext,
  sequence: number,
  row: Pick<RecordRow, "position" | "sealed_record" | "subject_hash">,
): FrozenRecord | undefined {
  const place = councilPlace.uploadRecord(sequence, row.position);
  return damageLog(context).open(row.sealed_record, place, toDamagedRow(sequence, row));
}

function openOutcome(context: StoreContext, sequence: number, row: RecordRow): SubjectOutcome | undefined {
  if (row.sealed_outcome === null) return { kind: "waiting" };
  const place = councilPlace.uploadOutcome(sequence, row.position);
  return damageLog(context).open(row.sealed_outcome, place, toDamagedRow(sequence, row));
}

function toDamagedRow(
  sequenceNumber: number,
  { position, subject_hash: hash }: Pick<RecordRow, "position" | "subject_hash">,
): DamagedRow {
  return {
    place: "file-record",
    key: `${String(sequenceNumber)}:${String(position)}`,
    sequenceNumber,
    ...(hash === null ? {} : { subject: Buffer.from(hash).toString("hex") }),
  };
}
