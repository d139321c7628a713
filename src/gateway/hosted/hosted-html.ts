import { createHash } from "node:crypto";
import type { EmbedScripts } from "./embed-scripts.js";

const marks = ["", ...Array.from({ length: 9 }, (_none, n) => `#${String(n + 1)}`)];
const isAnswers = (name: string): boolean => name.startsWith("cpis-answers-");

/** What the page's script is told. Never anything about a patient. */
export interface PageSettings {
  readonly transport: "message-port" | "webview" | "launch";
  readonly locationId?: string;
  /** For `message-port`: the only origin that the page talks to. */
  readonly hostOrigin?: string;
  readonly silenceMs: number;
  /** The origin at which somebody may sign in where the host says no user. */
  readonly signInAt?: string;
}

/** A page with the policy that it needs. */
export interface HostedHtml {
  readonly html: string;
  readonly policy: string;
}

const style = `:root{color-scheme:light}html,body{margin:0;padding:0;background:transparent}
body{font:100%/1.4 Arial,sans-serif;color:#212b32}main{max-width:44em;margin:2em auto;padding:0 1em}
.absent,#cpis-note{margin:0;padding:.75em 1em;border:2px solid #d5281b;background:#fff}
#cpis-patient{margin:0;padding:.5em 1em;font-weight:bold;background:#f0f4f5}
#cpis-sign-in{margin:0;padding:.5em 1em;background:#f0f4f5}#cpis-sign-in button{font:inherit;padding:.35em 1em}
#cpis-note[hidden],#cpis-patient[hidden],#cpis-sign-in[hidden]{display:none}`;

const absent =
  "CP-IS status is not available on this screen. Treat as unknown: there may be a record. Ring the safeguarding team if you are worried.";

/**
 * The banner page: one element, one script, one line for what the banner cannot know.
 *
 * Every script that the page may load is pinned by its hash, those that are imported too; nothing is allowed but the
 * gateway itself. Until the script runs, and where it never does, the page says that nothing is known (H-05).
 */
export function bannerPage(settings: PageSettings, scripts: EmbedScripts, ancestors: string): HostedHtml {
  const importMap = JSON.stringify({ integrity: pinned(scripts) });
  const head = [
    `<meta name="cpis-page" content="${escaped(JSON.stringify(settings))}">`,
    `<script type="importmap">${importMap}</script>`,
    ...preloads(scripts),
    `<script type="module" src="/embed/cpis-hosted.js" integrity="${scripts.integrity["cpis-hosted.js"] ?? ""}"></script>`,
  ];
  const body = [
    ...(settings.transport === "launch" ? ['<p id="cpis-patient" hidden></p>'] : []),
    `<cpis-alert-banner><p class="absent">${absent}</p></cpis-alert-banner>`,
    '<p id="cpis-note" role="alert" hidden></p>',
    ...(settings.signInAt === undefined
      ? []
      : ['<p id="cpis-sign-in" hidden><button type="button"></button> <span role="status"></span></p>']),
  ];
  const policy = [
    "default-src 'none'",
    `script-src 'self' '${hashOf(importMap)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ];
  return { html: page(head, body), policy: complete(policy, ancestors) };
}

// The part without which nothing is asked is asked for again under its address with a mark, which must be pinned too.
function pinned({ integrity }: EmbedScripts): Readonly<Record<string, string>> {
  const rows = Object.entries(integrity).flatMap(([name, hash]) =>
    (isAnswers(name) ? marks : [""]).map((mark) => [`/embed/${name}${mark}`, hash] as const),
  );
  return Object.fromEntries(rows);
}

// What every page of ours needs, asked for in one go.
function preloads({ integrity }: EmbedScripts): readonly string[] {
  return Object.entries(integrity)
    .filter(([name]) => isAnswers(name) || name.startsWith("cpis-main-"))
    .map(([name, hash]) => `<link rel="modulepreload" href="/embed/${name}" integrity="${hash}">`);
}

/** A page that says in plain words why the banner was not opened. It loads nothing and names nobody. */
export function plainPage(heading: string, text: string, code: string, ancestors: string): HostedHtml {
  const body = [
    `<main class="absent"><h1>${escaped(heading)}</h1>`,
    `<p>${escaped(text)}</p><p>For your help desk: ${escaped(code)}</p></main>`,
  ];
  const policy = ["default-src 'none'", `style-src '${hashOf(style)}'`];
  return { html: page([], body), policy: complete(policy, ancestors) };
}

function page(head: readonly string[], body: readonly string[]): string {
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>CP-IS</title>',
    `<style>${style}</style>`,
    ...head,
    "</head><body>",
    ...body,
    "</body></html>",
  ].join("\n");
}

function complete(policy: readonly string[], ancestors: string): string {
  return [...policy, "base-uri 'none'", "form-action 'none'", `frame-ancestors ${ancestors}`].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
