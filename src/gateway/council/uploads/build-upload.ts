import { createHash } from "node:crypto";
import { formatEffectiveTime } from "../../../codec/hl7v3/timestamp.js";
import { streamUpload } from "../../../codec/hl7v3/upload.js";
import { toSender, toUploadRecord } from "../../../codec/to-upload-record.js";
import type { OutboundContent } from "../../../ports/mailbox.js";
import type { StoredUpload, UploadStore } from "../../../ports/upload-store.js";

/** A file that can be read again from any place. */
export interface BuiltUpload {
  readonly content: OutboundContent;
  /** SHA-256 of all its bytes, hexadecimal. */
  readonly hash: string;
}

/**
 * Builds a file from its frozen records, one record at a time.
 *
 * Nothing is kept: the same records give the same bytes, so that a chunk is repeated by building again up to it.
 */
export async function buildUploadContent(
  upload: StoredUpload,
  store: Pick<UploadStore, "records">,
): Promise<BuiltUpload> {
  const hash = createHash("sha256");
  let byteLength = 0;
  for await (const piece of pieces(upload, store)) {
    hash.update(piece);
    byteLength += piece.byteLength;
  }
  return {
    content: { byteLength, read: (start, end) => slice(pieces(upload, store), start, end) },
    hash: hash.digest("hex"),
  };
}

async function* pieces(
  { authority, createdAt, records, sequenceNumber }: StoredUpload,
  store: Pick<UploadStore, "records">,
): AsyncGenerator<Buffer> {
  const header = {
    creationTime: formatEffectiveTime(createdAt),
    sequenceNumber,
    sender: toSender(authority),
  };
  async function* wire() {
    for await (const { subjects, plans } of store.records(sequenceNumber)) {
      yield toUploadRecord(subjects, plans, authority);
    }
  }
  for await (const text of streamUpload(header, records, wire())) yield Buffer.from(text);
}

async function* slice(source: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const piece of source) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.byteLength);
    if (from < to) yield piece.subarray(from, to);
    at += piece.byteLength;
    if (at >= end) return;
  }
}
