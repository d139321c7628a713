import { mkdirSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arialStyle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { startCpis, type RunningCpis } from "../support/cli.js";
import { smallPng } from "../support/small-png.js";

const folder = `${import.meta.dirname}/../../docs/screenshots/`;
const isWriting = process.env["CPIS_SCREENSHOTS"] === "1";

describe("the demonstration as the README shows it", () => {
  let demo: RunningCpis;
  let browser: Browser;
  let page: Page;
  let origin: string;
  beforeAll(async () => {
    demo = startCpis(["demo", "--port", "0"]);
    [, origin = ""] = await demo.says(/Open (http:\S+) in a browser/);
    browser = await launchChromium();
    // The page's own policy forbids the test's typeface; it is tested elsewhere.
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    await page.goto(`${origin}/board`);
    await page.addStyleTag({ content: arialStyle() });
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  async function photograph(name: string): Promise<void> {
    await page.mouse.move(0, 0);
    const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
    if (!isWriting) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${name}.png`, smallPng(picture));
  }

  /** A page that scrolls sideways, or a banner over something else, is not what the README promises. */
  async function fits(): Promise<void> {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }

  it("fits its window: the tracking board, a chart with an alert, and the same with its details", async () => {
    await page.locator("table.board tbody tr").first().waitFor();
    await fits();
    await photograph("board");
    await page.locator("table.board a.name", { hasText: "FERNSBY" }).click();
    const banner = page.locator("cpis-alert-banner");
    await banner.getByRole("heading", { name: "Alert: current child protection plan" }).waitFor();
    await fits();
    await photograph("chart");
    await banner.getByRole("button", { name: "Show details" }).click();
    await banner.getByText("Record opened by").waitFor();
    await page.setViewportSize({ width: 1280, height: 1400 });
    await fits();
    await photograph("chart-details");
  });

  it("fits its window: the council's case page, with the panel beside the case", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${origin}/council/cases/NS-204417`);
    await page.addStyleTag({ content: arialStyle() });
    await page.getByRole("heading", { name: /^Visible to NHS since/ }).waitFor();
    await page.getByText("Opened today").waitFor();
    await fits();
    await photograph("council-case-page");
    await page.goto(`${origin}/council/work-list`);
    await page.addStyleTag({ content: arialStyle() });
    await page.getByRole("tab", { name: /^To put right/ }).waitFor();
    await fits();
  });
});
