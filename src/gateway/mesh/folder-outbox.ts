import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildControlFile, parseControlFile, type ControlFile } from "../../codec/mesh/control-file.js";
import { optional } from "../../codec/mesh/optional.js";
import type { FolderMeshPlan } from "../../config/mesh-plan.js";
import type { MeshTracking } from "../../domain/mesh-message.js";
import { decideMeshStatus } from "../../domain/mesh-status.js";
import { CpisError } from "../../errors/cpis-error.js";
import type {
  MeshSendOutcome,
  OutboundMeshMessage,
  TrackingKey,
  TrackingResult,
} from "../../ports/mailbox.js";
import { ensureFolder, look, readPairs, unusable, writeDurably } from "./folder-files.js";

/**
 * Hands a message to the local client: data first, control file last, both made whole elsewhere and renamed into place,
 * because the control file is the client's signal to send (mesh section 11.2).
 *
 * A message with the same local id that was handed over before is not handed over again (H-20).
 */
export async function sendByFolder(
  plan: FolderMeshPlan,
  message: OutboundMeshMessage,
): Promise<MeshSendOutcome> {
  const base = baseNameFor(message.head.localId);
  let earlier: MeshTracking | undefined;
  try {
    earlier = await trackByBase(plan, base);
  } catch (cause) {
    return { kind: "unknown", error: new CpisError("CPIS_MESH_OUTCOME_UNKNOWN", { cause }) };
  }
  if (earlier?.status === "error") {
    const { event, code } = earlier;
    return { kind: "refused", error: new CpisError("CPIS_MESH_REJECTED", { context: { event, code } }) };
  }
  if (earlier !== undefined) return { kind: "accepted", ...optional("messageId", earlier.messageId) };
  return handOver(plan, base, message);
}

async function handOver(
  plan: FolderMeshPlan,
  base: string,
  message: OutboundMeshMessage,
): Promise<MeshSendOutcome> {
  const { out, staging } = plan.folders;
  const { content } = message;
  let control: string;
  try {
    control = makeControl(plan, message);
    await ensureFolder(staging);
    await writeDurably(staging, { folder: out, name: `${base}.dat` }, content.read(0, content.byteLength));
  } catch (cause) {
    const error = unusable(cause);
    return { kind: error.category === "invalid" ? "refused" : "not-sent", error };
  }
  try {
    await writeDurably(staging, { folder: out, name: `${base}.ctl` }, text(control));
    await writeDurably(staging, { folder: staging, name: markerOf(base) }, text(control));
    return { kind: "accepted" };
  } catch (cause) {
    return { kind: "unknown", error: new CpisError("CPIS_MESH_OUTCOME_UNKNOWN", { cause }) };
  }
}

function makeControl(plan: FolderMeshPlan, { head, content }: OutboundMeshMessage): string {
  if (content.byteLength === 0) {
    throw new CpisError("CPIS_MESH_MESSAGE_INVALID", { issues: [{ path: "content", message: "is empty" }] });
  }
  return buildControlFile(head, plan.mailboxId);
}

async function* text(value: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode(value);
}

// Remembers what was handed over where the client is set not to keep what it has sent: a message that is found nowhere
// must not look as if it had never been.
function markerOf(base: string): string {
  return `${base}.handed-over`;
}

/** A file name for a local id: the same one for the same id, and different ones for different ids. */
export function baseNameFor(localId: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(localId)) return localId;
  const hash = createHash("sha256").update(localId).digest("hex").slice(0, 16);
  return `${localId.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 80)}-${hash}`;
}

/** Where one of our messages is, as far as the folders show. */
export async function trackByFolder(plan: FolderMeshPlan, key: TrackingKey): Promise<TrackingResult> {
  const tracking =
    "localId" in key
      ? await trackByBase(plan, baseNameFor(key.localId))
      : await trackByMessageId(plan, key.messageId);
  return tracking === undefined ? { kind: "not-found" } : { kind: "found", tracking };
}

async function trackByBase(plan: FolderMeshPlan, base: string): Promise<MeshTracking | undefined> {
  const { failed, sent, out, staging } = plan.folders;
  const inFailed = await readControl(failed, base);
  if (inFailed !== undefined) return { ...describe(inFailed), status: "error" };
  const inSent = await readControl(sent, base);
  if (inSent !== undefined) return describe(inSent);
  const inOut = await readControl(out, base);
  if (inOut !== undefined) return { ...describe(inOut), status: "uploading" };
  const marker = await look(join(staging, markerOf(base)));
  return marker === undefined ? undefined : { status: "unrecognised" };
}

async function trackByMessageId(plan: FolderMeshPlan, messageId: string): Promise<MeshTracking | undefined> {
  for (const { base } of await readPairs(plan.folders.sent)) {
    const file = await readControl(plan.folders.sent, base);
    if (file?.messageId === messageId) return describe(file);
  }
  return undefined;
}

async function readControl(folder: string, base: string): Promise<ControlFile | undefined> {
  const pair = (await readPairs(folder)).find((each) => each.base === base);
  if (pair?.control === undefined) return undefined;
  const bytes = await readFile(join(folder, pair.control)).catch((error: unknown) => {
    throw unusable(error);
  });
  return parseControlFile(bytes);
}

function describe(file: ControlFile): MeshTracking {
  const { status } = file;
  const meaning = status === undefined ? undefined : decideMeshStatus(status).kind;
  return {
    status: meaning === "failed" ? "error" : meaning === "succeeded" ? "accepted" : "uploading",
    ...optional("messageId", file.messageId),
    ...optional("localId", file.localId),
    ...optional("event", status?.event),
    ...optional("code", status?.code),
    ...optional("description", status?.description),
  };
}
