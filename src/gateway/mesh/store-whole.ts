import { CpisError } from "../../errors/cpis-error.js";
import type { MessageArrival, MessageSink, StoreDisposition } from "../../ports/mailbox.js";

/**
 * Gives an arrival to the sink and believes its *stored* only if the whole content was read without a fault: a message
 * half of which is stored must never be acknowledged.
 *
 * A failed transfer is thrown as such, whatever the sink makes of it; any other failure is the store's.
 */
export async function storeWhole(
  sink: MessageSink,
  mailboxId: string,
  arrival: MessageArrival,
): Promise<StoreDisposition> {
  const progress: TransferProgress = { whole: false };
  const content = watch(arrival.content, progress);
  let disposition: StoreDisposition;
  try {
    disposition = await sink.store(mailboxId, { ...arrival, content });
  } catch (cause) {
    if (progress.failure !== undefined) throw progress.failure;
    throw CpisError.is(cause) ? cause : new CpisError("CPIS_STORE_FAILED", { cause });
  }
  if (progress.failure !== undefined) throw progress.failure;
  if (progress.whole) return disposition;
  throw new CpisError("CPIS_STORE_FAILED", { context: { fault: "the sink did not read the whole content" } });
}

interface TransferProgress {
  whole: boolean;
  failure?: CpisError;
}

async function* watch(
  content: AsyncIterable<Uint8Array>,
  progress: TransferProgress,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
    progress.whole = true;
  } catch (cause) {
    progress.failure = CpisError.is(cause) ? cause : new CpisError("CPIS_MESH_INTERRUPTED", { cause });
    throw progress.failure;
  }
}
