import type { FastifyReply } from "fastify";
import type { ErrorCode } from "../../errors/codes.js";
import { plainPage, type HostedHtml } from "./hosted-html.js";
import { refusalWords } from "./refusal-words.js";

/** Sends a page that may stand in the frames that its own policy names, and in no other. */
export function sendPage(reply: FastifyReply, { html, policy }: HostedHtml, status = 200): FastifyReply {
  // The policy's frame-ancestors says it better, and this header would contradict it.
  reply.raw.removeHeader("x-frame-options");
  return reply
    .code(status)
    .header("content-security-policy", policy)
    .header("referrer-policy", "no-referrer")
    .header("permissions-policy", "clipboard-write=(self), camera=(), geolocation=(), microphone=()")
    .type("text/html; charset=utf-8")
    .send(html);
}

/** Says in plain words, with its code, why there is no banner; with no word about a patient. */
export function sendRefusal(
  reply: FastifyReply,
  code: ErrorCode,
  ancestors: string,
  status = 400,
): FastifyReply {
  const { heading, text } = refusalWords(code);
  return sendPage(reply, plainPage(heading, text, code, ancestors), status);
}
