import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserCheckLines } from "../../src/cli/demo/browser-check.js";
import { launchChromium } from "../support/chromium.js";
import { startCpis, type RunningCpis } from "../support/cli.js";

let browser: Browser;
let demo: RunningCpis;
let origin: string;
beforeAll(async () => {
  browser = await launchChromium();
  demo = startCpis(["demo", "--port", "0"]);
  [, origin = ""] = await demo.says(/Open (http:\S+) in a browser/);
});
afterAll(async () => {
  await browser.close();
  await demo.stop();
});

test("the page that asks whether a browser can show the banner says yes to this one, on screen and on the terminal", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}/browser-check`);
  await demo.says(/Browser check: 22 of 22 passed in .*Chrome/);
  expect(await page.locator("#verdict").innerText()).toBe("Yes: every check passed.");
  expect(await page.locator("#results .passed").count()).toBe(22);
});

test("a result from elsewhere, or of another shape, is refused", async () => {
  const send = async (from: string, body: string): Promise<number> => {
    const headers = { origin: from, "content-type": "application/json" };
    return (await fetch(`${origin}/browser-check/result`, { method: "POST", headers, body })).status;
  };
  const good = JSON.stringify({ browser: "x", results: [] });
  expect(await send("http://127.0.0.1:1", good)).toBe(403);
  expect(await send(origin, JSON.stringify({ browser: 5, results: [] }))).toBe(400);
  expect(await send(origin, "x".repeat(30_000))).toBe(400);
  expect(await send(origin, good)).toBe(204);
});

test("what a page says of its browser cannot steer the terminal", () => {
  const lines = browserCheckLines({
    browser: "\u001b[2JEvil",
    results: [{ name: "one\nline", outcome: "failed", fault: "\u0007bell" }],
  });
  expect(lines).toEqual(["Browser check: 0 of 1 passed in ?[2JEvil", "  failed: one?line: ?bell"]);
});
