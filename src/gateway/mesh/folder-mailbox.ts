import { join } from "node:path";
import type { MeshMessageId } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import type {
  MailboxListing,
  MeshMailbox,
  MeshSendOutcome,
  MessageSink,
  OutboundMeshMessage,
  StoreDisposition,
  TrackingKey,
  TrackingResult,
} from "../../ports/mailbox.js";
import { ensureFolder, look, proveFolder, readPairs } from "./folder-files.js";
import { archiveMessage, downloadFromFolder, listFolder, type FolderContext } from "./folder-inbox.js";
import { sendByFolder, trackByFolder } from "./folder-outbox.js";

// Two of the client's own polling periods.
const clientStoppedAfterMs = 3_600_000;

/**
 * A mailbox through the folders of NHS England's Java client, which speaks to MESH itself.
 *
 * The client must keep what it has sent (`SaveSent` is `Y`): otherwise a sent message cannot be told from a lost one.
 * Its configuration holds secrets in clear and is never read.
 */
export class FolderMailbox implements MeshMailbox {
  readonly mailboxId: string;
  readonly #context: FolderContext;

  constructor(context: FolderContext) {
    this.mailboxId = context.plan.mailboxId;
    this.#context = context;
  }

  /** Proves that the folders can be used, lie on the volumes they must, and that the client takes what is put out. */
  async check(): Promise<void> {
    const { folders } = this.#context.plan;
    for (const ours of [folders.staging, folders.archive, folders.quarantine]) await ensureFolder(ours);
    const inVolume = await proveFolder(folders.in);
    const outVolume = await proveFolder(folders.out);
    for (const folder of [folders.sent, folders.failed]) await proveFolder(folder);
    const sameVolumes =
      (await proveFolder(folders.staging)) === outVolume &&
      (await proveFolder(folders.archive)) === inVolume &&
      (await proveFolder(folders.quarantine)) === inVolume;
    if (!sameVolumes) throw fault("a folder of ours is on another volume than the client's");
    await this.#proveClientRuns();
  }

  async #proveClientRuns(): Promise<void> {
    const { plan, clock } = this.#context;
    for (const { control } of await readPairs(plan.folders.out)) {
      if (control === undefined) continue;
      const seen = await look(join(plan.folders.out, control));
      if (seen !== undefined && clock.now() - seen.changedAt > clientStoppedAfterMs) {
        throw fault("the client has not taken a file from OUT for an hour: is it running?");
      }
    }
  }

  list(signal: AbortSignal): Promise<MailboxListing> {
    return listFolder(this.#context, signal);
  }

  download(messageId: MeshMessageId, sink: MessageSink, signal: AbortSignal): Promise<StoreDisposition> {
    return downloadFromFolder(this.#context, messageId, sink, signal);
  }

  acknowledge(messageId: MeshMessageId): Promise<void> {
    return archiveMessage(this.#context, messageId);
  }

  send(message: OutboundMeshMessage): Promise<MeshSendOutcome> {
    return sendByFolder(this.#context.plan, message);
  }

  track(key: TrackingKey): Promise<TrackingResult> {
    return trackByFolder(this.#context.plan, key);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function fault(text: string): CpisError {
  return new CpisError("CPIS_MESH_FOLDER_UNUSABLE", { context: { fault: text } });
}
