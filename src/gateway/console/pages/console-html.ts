import { createHash } from "node:crypto";
import type { Environment } from "../../../domain/environment.js";
import type { EmbedScripts } from "../../hosted/embed-scripts.js";

/** The console's script, and the address under which the gateway serves it and what it imports. */
export const consoleScript = "cpis-console.js";
export const scriptsUrl = "/console/scripts";

/** The page with the policy that it needs. */
export interface ConsoleHtml {
  readonly html: string;
  readonly policy: string;
}

const style = `html,body{margin:0;padding:0;background:#e8edee}
body{font:100%/1.4 Arial,sans-serif;color:#212b32}.absent{max-width:40em;margin:2em auto;padding:1em;border:2px solid #212b32;background:#fff}`;

const absent =
  "This page needs JavaScript, and its script has not been loaded. How the gateway is cannot be said from here.";

/**
 * The console's page: one element and one script, pinned by its hash with all that it imports.
 *
 * Nothing is allowed but this origin: no inline script, no inline style but the one above, no frame, no form, and no
 * markup made from text. It says nothing about anybody, so it is the same for everybody.
 */
export function consoleHtml(scripts: EmbedScripts, environment: Environment): ConsoleHtml {
  const integrity = Object.fromEntries(
    Object.entries(scripts.integrity)
      .filter(([name]) => isConsoleScript(name))
      .map(([name, hash]) => [`${scriptsUrl}/${name}`, hash]),
  );
  const importMap = JSON.stringify({ integrity });
  const html = [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>CP-IS console</title>',
    `<style>${style}</style><script type="importmap">${importMap}</script>`,
    `<script type="module" src="${scriptsUrl}/${consoleScript}" integrity="${scripts.integrity[consoleScript] ?? ""}"></script>`,
    `</head><body><cpis-console environment="${environment}"><p class="absent">${absent}</p></cpis-console></body></html>`,
  ].join("\n");
  const policy = [
    "default-src 'none'",
    `script-src 'self' '${hashOf(importMap)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ];
  return { html, policy: policy.join("; ") };
}

/** Whether a script of the package belongs to the console. */
export function isConsoleScript(name: string): boolean {
  return name.startsWith("cpis-console");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
