import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { isFromOwnPage, readJson } from "./own-page.js";

const maxResultBytes = 20_000;

const resultSchema = z.strictObject({
  browser: z.string().max(400),
  results: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        outcome: z.enum(["passed", "failed", "noted"]),
        fault: z.string().max(400).optional(),
      }),
    )
    .max(100),
});

/** What a browser can do of what the banner needs, as its check page found out. */
export type BrowserCheck = z.infer<typeof resultSchema>;

/** What the demo's web server needs for the check page. */
export interface BrowserCheckPages {
  /** examples/browser-check. */
  readonly pages: string;
  readonly take: (result: BrowserCheck) => void;
  /** How many questions have reached the register: a page cannot look into a frame of another origin. */
  readonly asked: () => number;
}

/** Takes a check page's result: only from this server's own page, and only in the agreed shape. */
export async function receiveBrowserCheck(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  take: (result: BrowserCheck) => void,
): Promise<void> {
  if (request.method !== "POST" || !isFromOwnPage(request, origin)) return void response.writeHead(403).end();
  const result = resultSchema.safeParse(await readJson(request, maxResultBytes));
  if (!result.success) return void response.writeHead(400).end();
  take(result.data);
  response.writeHead(204).end();
}

/** A check as lines for the terminal. */
export function browserCheckLines({ browser, results }: BrowserCheck): readonly string[] {
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const others = results.filter(({ outcome }) => outcome !== "passed");
  return [
    `Browser check: ${String(passed)} of ${String(results.length)} passed in ${printable(browser)}`,
    ...others.map(
      ({ name, outcome, fault }) => `  ${outcome}: ${printable(name)}: ${printable(fault ?? "")}`,
    ),
  ];
}

// What a page sends must not steer the terminal.
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?");
}
