import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { consoleRibbon } from "../../../domain/console-ribbon.js";
import type { Environment } from "../../../domain/environment.js";
import type { ErrorCode } from "../../../errors/codes.js";
import type { JobChoice } from "./job-choices.js";

const style = `body{font:100%/1.5 Arial,sans-serif;color:#212b32;background:#f0f4f5;margin:0}
main{max-width:40em;margin:2em auto;padding:1em 2em;background:#fff;border:2px solid #d8dde0}
h1{font-size:1.5em}li{margin:.75em 0}.ribbon{margin:0;padding:.25em 1em;text-align:center;font-weight:bold;color:#fff;background:#330072}ul{list-style:none;padding:0}
button,a.button{font:inherit;padding:.5em 1em;color:#fff;background:#005eb8;border:0;text-decoration:none}
button:focus-visible,a:focus-visible{outline:4px solid #ffb81c}`;

const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  CPIS_SIGN_IN_UNAVAILABLE:
    "The sign-in service does not answer. Checks of patients go on as before; only this console cannot be opened now.",
  CPIS_SIGN_IN_DECLINED: "The sign-in service did not sign you in.",
  CPIS_SIGN_IN_EXPIRED: "This sign-in took too long, or was begun elsewhere.",
  CPIS_SIGN_IN_REPLAYED: "This sign-in was used before; each works once.",
  CPIS_SIGN_IN_FORGED: "This sign-in was begun in another browser or another window.",
  CPIS_SIGN_IN_REJECTED: "The answer of the sign-in service did not stand up to a check.",
  CPIS_SIGN_IN_LEVEL_TOO_LOW:
    "This way of proving who you are is not strong enough here. Sign in with your smartcard, or whatever your organisation gives you for the highest level.",
  CPIS_SIGN_IN_NO_ROLE:
    "The sign-in service names no job for you, or one without a role code. Your Registration Authority gives you one.",
  CPIS_SIGN_IN_NOT_PERMITTED:
    "Your job is not among those that may come in here. Ask the administrators of this gateway.",
  CPIS_SIGN_IN_OTHER_PERSON:
    "This was not the person, or not the job, that is signed in. For a fresh sign-in it must be the same.",
  CPIS_SESSION_MISSING: "Nobody is signed in here any more.",
  CPIS_TOO_MANY_REQUESTS: "Too many sign-ins came from here. Wait a minute.",
};

/** Says in plain words, with its code, why somebody is not signed in; nobody is named. */
export function sendSignInRefusal(
  reply: FastifyReply,
  environment: Environment,
  code: ErrorCode,
  status: number,
  next: "again" | "close" = "again",
): FastifyReply {
  const text = words[code] ?? "The sign-in was not finished.";
  return sendHtml(reply, environment, status, "You are not signed in", [
    `<p>${escaped(text)}</p>`,
    next === "again"
      ? '<p><a class="button" href="/console/sign-in">Sign in again</a></p>'
      : "<p>Nothing was checked. Close this window, and sign in again from the banner.</p>",
    `<p>For your help desk: ${escaped(code)}</p>`,
  ]);
}

/** The page on which somebody with several jobs says in which they sign in. */
export function sendJobChoice(
  reply: FastifyReply,
  environment: Environment,
  { jobs, formToken }: JobChoice<unknown>,
): FastifyReply {
  const rows = jobs.map(
    ({ roleProfileId, jobRoleName, organisation }) =>
      `<li><button name="role" value="${escaped(roleProfileId)}">${escaped(jobRoleName)}, ${escaped(organisation.name)}</button></li>`,
  );
  return sendHtml(reply, environment, 200, "In which job?", [
    "<p>You hold several jobs. What you may do here depends on the one in which you sign in.</p>",
    '<form method="post" action="/console/role">',
    `<input type="hidden" name="token" value="${escaped(formToken)}"><ul>`,
    ...rows,
    "</ul></form>",
  ]);
}

function sendHtml(
  reply: FastifyReply,
  environment: Environment,
  status: number,
  heading: string,
  body: readonly string[],
): FastifyReply {
  const ribbon = consoleRibbon[environment];
  const html = [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>CP-IS console</title>',
    `<style>${style}</style></head><body>${ribbon === "" ? "" : `<p class="ribbon">${ribbon}</p>`}<main><h1>${heading}</h1>`,
    ...body,
    "</main></body></html>",
  ].join("\n");
  return (
    reply
      .code(status)
      .header("content-security-policy", policy)
      // With `no-referrer` a form's own origin would be hidden, and the choice could not be told from a forged one.
      .header("referrer-policy", "same-origin")
      .header("cross-origin-resource-policy", "same-origin")
      .type("text/html; charset=utf-8")
      .send(html)
  );
}

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
