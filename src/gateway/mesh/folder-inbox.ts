import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseControlFile, toInboundMessage, type ControlFile } from "../../codec/mesh/control-file.js";
import type { FolderMeshPlan } from "../../config/mesh-plan.js";
import type { MeshMessageId } from "../../domain/mesh-message.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { MailboxListing, MessageSink, StoreDisposition } from "../../ports/mailbox.js";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry, Timers } from "../../ports/telemetry.js";
import {
  ensureFolder,
  look,
  moveDurably,
  readPairs,
  unusable,
  type FileLook,
  type FilePair,
} from "./folder-files.js";
import { pause } from "../../pipeline/pause.js";
import { limit } from "./read-body.js";
import { storeWhole } from "./store-whole.js";
import { errorCode } from "./transport-fault.js";

/** What reading the IN folder needs. */
export interface FolderContext {
  readonly plan: FolderMeshPlan;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

// The client writes a control file in one go; one that is still no document after a minute never will be.
const hopelessAfterMs = 60_000;
const loneAfterMs = 3_600_000;

/**
 * Lists what is whole: a control file that parses and, for data, a file that has not grown between two looks. The client
 * has acknowledged these messages to MESH already, so the folder holds the only copy (mesh section 11.3).
 */
export async function listFolder(context: FolderContext, signal: AbortSignal): Promise<MailboxListing> {
  const { folders, settleMs } = context.plan;
  await ensureFolder(folders.archive);
  await ensureFolder(folders.quarantine);
  await finishInterruptedMoves(context);
  const first = await lookAtAll(context);
  if (first.size > 0) await pause(context.timers, settleMs, signal);
  const second = await lookAtAll(context);
  const messageIds: MeshMessageId[] = [];
  for (const [base, seen] of second) {
    const before = first.get(base);
    const still = before !== undefined && sameLooks(before, seen);
    if (still && seen.state === "whole") messageIds.push(base);
    else if (still && seen.state === "unreadable" && isOlder(context, seen, hopelessAfterMs)) {
      await quarantine(context, seen.pair);
    } else if (seen.state === "lone" && isOlder(context, seen, loneAfterMs)) {
      context.telemetry.alarm("mesh-message-stuck", { messageId: base, reason: "file-without-its-partner" });
    }
  }
  return { messageIds, complete: true };
}

interface SeenPair {
  readonly pair: FilePair;
  readonly state: "whole" | "unreadable" | "lone";
  readonly looks: readonly (FileLook | undefined)[];
}

async function lookAtAll({ plan }: FolderContext): Promise<ReadonlyMap<string, SeenPair>> {
  const seen = new Map<string, SeenPair>();
  for (const pair of await readPairs(plan.folders.in)) {
    const looks = [await lookIn(plan, pair.control), await lookIn(plan, pair.data)];
    seen.set(pair.base, { pair, looks, state: await judge(plan, pair) });
  }
  return seen;
}

async function lookIn(plan: FolderMeshPlan, name: string | undefined): Promise<FileLook | undefined> {
  return name === undefined ? undefined : look(join(plan.folders.in, name));
}

async function judge(plan: FolderMeshPlan, pair: FilePair): Promise<SeenPair["state"]> {
  if (pair.control === undefined) return "lone";
  const control = await readControl(plan, pair.control).catch((error: unknown) => {
    if (CpisError.is(error, "CPIS_MESH_CONTROL_FILE_MALFORMED")) return undefined;
    throw error;
  });
  if (control === undefined) return "unreadable";
  return control.messageType === "data" && pair.data === undefined ? "lone" : "whole";
}

function sameLooks(one: SeenPair, other: SeenPair): boolean {
  return JSON.stringify([one.state, one.looks]) === JSON.stringify([other.state, other.looks]);
}

function isOlder({ clock }: FolderContext, { looks }: SeenPair, ageMs: number): boolean {
  const newest = Math.max(...looks.map((each) => each?.changedAt ?? 0));
  return clock.now() - newest > ageMs;
}

async function readControl(plan: FolderMeshPlan, name: string): Promise<ControlFile> {
  const bytes = await readFile(join(plan.folders.in, name)).catch((error: unknown) => {
    throw unusable(error);
  });
  return parseControlFile(bytes);
}

async function quarantine({ plan, telemetry }: FolderContext, pair: FilePair): Promise<void> {
  await movePair(plan.folders.in, plan.folders.quarantine, pair);
  const code = "CPIS_MESH_CONTROL_FILE_MALFORMED";
  telemetry.alarm("mesh-message-unreadable", { messageId: pair.base, code });
}

// Control file first: data left behind by a crash in between is no message by itself, and follows at the next listing.
async function movePair(from: string, to: string, pair: FilePair): Promise<void> {
  for (const name of [pair.control, pair.data]) {
    if (name !== undefined) await moveDurably(join(from, name), { folder: to, name }).catch(rethrow);
  }
}

function rethrow(error: unknown): never {
  throw unusable(error);
}

async function finishInterruptedMoves({ plan }: FolderContext): Promise<void> {
  const { folders } = plan;
  const left = (await readPairs(folders.in)).filter(
    ({ control, data }) => control === undefined && data !== undefined,
  );
  if (left.length === 0) return;
  for (const target of [folders.archive, folders.quarantine]) {
    const moved = new Set(
      (await readPairs(target)).filter(({ control }) => control !== undefined).map(({ base }) => base),
    );
    for (const pair of left) if (moved.has(pair.base)) await movePair(folders.in, target, pair);
  }
}

/** Brings one message from the IN folder into the sink. */
export async function downloadFromFolder(
  context: FolderContext,
  messageId: MeshMessageId,
  sink: MessageSink,
  signal: AbortSignal,
): Promise<StoreDisposition> {
  const { plan } = context;
  const pair = await findPair(plan.folders.in, messageId);
  if (pair?.control === undefined) throw new CpisError("CPIS_MESH_NOT_FOUND", { context: { messageId } });
  const message = toInboundMessage(pair.base, await readControl(plan, pair.control));
  const content = message.kind === "report" ? nothing() : readData(plan, pair, signal);
  return storeWhole(sink, plan.mailboxId, {
    message,
    content: limit(content, plan.maxMessageBytes, "CPIS_MESH_TOO_LARGE"),
  });
}

async function findPair(folder: string, base: string): Promise<FilePair | undefined> {
  return (await readPairs(folder)).find((pair) => pair.base === base);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // No content, and yet a stream.
}

async function* readData(
  plan: FolderMeshPlan,
  pair: FilePair,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (pair.data === undefined)
    throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { fault: "no data file" } });
  const path = join(plan.folders.in, pair.data);
  const before = await look(path);
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { signal })) {
      bytes += (piece as Uint8Array).byteLength;
      yield piece as Uint8Array;
    }
  } catch (cause) {
    throw new CpisError("CPIS_MESH_INTERRUPTED", { context: { reason: errorCode(cause) }, cause });
  }
  if (bytes !== before?.bytes) {
    throw new CpisError("CPIS_MESH_INTERRUPTED", {
      context: { fault: "the file changed while it was read" },
    });
  }
}

/** Moves a message out of the IN folder into the archive. One that is there already was acknowledged before. */
export async function archiveMessage({ plan }: FolderContext, messageId: MeshMessageId): Promise<void> {
  const { folders } = plan;
  await ensureFolder(folders.archive);
  const pair = await findPair(folders.in, messageId);
  if (pair !== undefined) await movePair(folders.in, folders.archive, pair);
  else if ((await findPair(folders.archive, messageId)) === undefined) {
    throw new CpisError("CPIS_MESH_NOT_FOUND", { context: { messageId } });
  }
}
