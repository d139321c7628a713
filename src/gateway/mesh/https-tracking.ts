import { parseTracking } from "../../codec/mesh/json-answers.js";
import { meshPaths } from "../../codec/mesh/workflows.js";
import type { TrackingKey, TrackingResult } from "../../ports/mailbox.js";
import type { Clock } from "../../ports/runtime.js";
import { toAnswerError } from "./answer-meaning.js";
import type { MeshCaller } from "./mesh-caller.js";
import { readText } from "./read-body.js";

/** What tracking needs. */
export interface TrackingContext {
  readonly caller: MeshCaller;
  readonly clock: Clock;
  readonly mailboxId: string;
}

const maxAnswerBytes = 65_536;

/** Asks MESH where one of our messages is. */
export async function trackMessage(
  context: TrackingContext,
  key: TrackingKey,
  signal: AbortSignal,
): Promise<TrackingResult> {
  const path =
    "messageId" in key
      ? meshPaths.trackMessage(context.mailboxId, key.messageId)
      : meshPaths.trackLocalId(context.mailboxId, key.localId);
  const answer = await context.caller.call(
    { method: "GET", path, repeatable: true, authorised: true },
    signal,
  );
  if (answer.status === 200) {
    return { kind: "found", tracking: parseTracking(await readText(answer.body, maxAnswerBytes)) };
  }
  const error = await toAnswerError(answer, context.clock.now());
  if (answer.status === 300) return { kind: "several" };
  if (answer.status === 404) return { kind: "not-found" };
  throw error;
}
