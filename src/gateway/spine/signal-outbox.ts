import { setTimeout as wait } from "node:timers/promises";
import { signalService } from "../../codec/ebxml/header.js";
import type { Logger } from "../../ports/runtime.js";
import type { SpineConnection } from "./http-exchange.js";

/** An ebXML signal that travels as a message of its own, because the sender did not ask for it on its connection. */
export interface OutboundSignal {
  readonly action: "Acknowledgment" | "MessageError";
  readonly refToMessageId: string;
  readonly xml: string;
}

/** Where signals of their own leave (spine-transport 6.3, step 10). */
export interface SignalOutbox {
  post(signal: OutboundSignal): Promise<void>;
}

const pausesMs = [500, 2_000] as const;

/**
 * Posts signals to the Spine endpoint, a few times if need be: saying twice that a message arrived harms nobody.
 *
 * Never rejects: a sender that gets no Acknowledgment delivers again, and is acknowledged then.
 */
export function createSignalOutbox(connection: SpineConnection, logger: Logger): SignalOutbox {
  return {
    post: async ({ action, refToMessageId, xml }) => {
      const request = {
        contentType: "text/xml; charset=UTF-8",
        soapAction: `${signalService}/${action}`,
        body: new TextEncoder().encode(xml),
      };
      for (const pauseMs of [...pausesMs, undefined]) {
        const result = await connection.post(request);
        if (result.kind === "answer" && result.status < 300) return;
        if (pauseMs === undefined) break;
        await wait(pauseMs, undefined, { ref: false });
      }
      logger.warn("spine signal not delivered", { refToMessageId, reason: action });
    },
  };
}
