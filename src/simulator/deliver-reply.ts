import { Agent, request } from "node:https";
import { parseEbxmlMessage } from "../codec/ebxml/ebxml-message.js";
import { CpisError } from "../errors/cpis-error.js";
import type { IssuedIdentity } from "./certificates.js";

/** Where the gateway listens for replies. */
export interface ListenerTarget {
  readonly url: string;
  /** TLS name to expect there, where it differs from the address. */
  readonly serverName?: string;
}

/** One POST to the gateway. `body` may be made on the fly, for bodies nobody wants in memory. */
export interface Delivery {
  readonly contentType: string;
  readonly soapAction: string;
  readonly body: Uint8Array | { readonly bytes: number; readonly chunk: Uint8Array };
}

/** What the gateway said to a delivery. */
export interface DeliveryAnswer {
  /** Absent where no HTTP answer came. */
  readonly status?: number;
  readonly signal: "none" | "acknowledgment" | "message-error" | "unreadable";
  /** ErrorList codes, or the code of the connection's failure. */
  readonly codes: readonly string[];
  /** The body as it came, to compare one answer with another. */
  readonly body: string;
}

/** Delivers replies with mutual TLS. */
export interface Deliverer {
  deliver(target: ListenerTarget, delivery: Delivery): Promise<DeliveryAnswer>;
  close(): void;
}

const answerTimeoutMs = 20_000;

/**
 * Makes the client side of Spine. A new connection carries each reply, as Spine does, unless they are to be kept alive
 * (only a benchmark wants that).
 */
export function createDeliverer(
  identity: IssuedIdentity,
  authorityPem: string,
  keepAlive: boolean,
): Deliverer {
  const agent = new Agent({
    key: identity.key,
    cert: identity.certificate,
    ca: authorityPem,
    minVersion: "TLSv1.2",
    keepAlive,
    ...(keepAlive ? {} : { maxCachedSessions: 0 }),
  });
  return {
    deliver: (target, delivery) => post(agent, target, delivery),
    close: () => {
      agent.destroy();
    },
  };
}

function post(agent: Agent, target: ListenerTarget, delivery: Delivery): Promise<DeliveryAnswer> {
  const length = "bytes" in delivery.body ? delivery.body.bytes : delivery.body.byteLength;
  return new Promise((resolve) => {
    const outgoing = request(target.url, {
      method: "POST",
      agent,
      timeout: answerTimeoutMs,
      ...(target.serverName === undefined ? {} : { servername: target.serverName }),
      headers: {
        "content-type": delivery.contentType,
        "content-length": length,
        soapaction: delivery.soapAction,
      },
    });
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => {
        resolve(failed("ECONNRESET"));
      });
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        resolve({ status, ...readAnswer(response.headers["content-type"], Buffer.concat(chunks)) });
      });
    });
    outgoing.on("timeout", () => {
      outgoing.destroy();
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      resolve(failed(error.code ?? "error"));
    });
    write(outgoing, delivery.body);
  });
}

function write(outgoing: ReturnType<typeof request>, body: Delivery["body"]): void {
  if (!("bytes" in body)) {
    outgoing.end(body);
    return;
  }
  let left = body.bytes;
  const writeOn = (): void => {
    while (left > 0 && !outgoing.destroyed) {
      const chunk = body.chunk.subarray(0, Math.min(left, body.chunk.byteLength));
      left -= chunk.byteLength;
      if (!outgoing.write(chunk)) return void outgoing.once("drain", writeOn);
    }
    if (!outgoing.destroyed) outgoing.end();
  };
  writeOn();
}

function readAnswer(contentType: string | undefined, body: Buffer): Omit<DeliveryAnswer, "status"> {
  const text = body.toString("utf8");
  if (body.byteLength === 0) return { signal: "none", codes: [], body: text };
  try {
    const content = parseEbxmlMessage(contentType ?? "text/xml", body);
    if (content.kind === "acknowledgment") return { signal: "acknowledgment", codes: [], body: text };
    if (content.kind === "message-error") {
      return { signal: "message-error", codes: content.errors.map((error) => error.errorCode), body: text };
    }
  } catch (error) {
    if (!CpisError.is(error)) throw error;
  }
  return { signal: "unreadable", codes: [], body: text };
}

function failed(code: string): DeliveryAnswer {
  return { signal: "none", codes: [code], body: "" };
}
