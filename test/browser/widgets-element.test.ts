import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertViews } from "../support/alert-views.js";
import { bannerText, openBannerPage, resetBannerPage, showBanner } from "../support/banner-page.js";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

const record = alertViews["record"] ?? null;

describe("the element in its page", () => {
  it("is registered once, however often its script runs", async () => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.addScriptTag({ content: await bundle("widgets/define.ts", "cpisBanner") });
    expect(errors).toEqual([]);
  });

  it("takes over what a page set before the tag was defined", async () => {
    const late = await browser.newPage();
    await late.setContent("<cpis-alert-banner></cpis-alert-banner>");
    await late.locator("cpis-alert-banner").evaluate((banner, view) => {
      Object.assign(banner, { view, contextKey: view?.key, headingLevel: 4 });
    }, record);
    await late.addScriptTag({ content: await bundle("widgets/define.ts", "cpisBanner") });
    expect(await bannerText(late)).toContain("Northshire Council");
    expect(await late.getByRole("heading", { level: 4 }).innerText()).toContain("Alert");
  });

  it("has the heading level that the page asks for, and the details one below", async () => {
    await showBanner(page, record, { attributes: { "heading-level": "3" } });
    await page.getByRole("button", { name: "Show details" }).click();
    expect(await page.getByRole("heading", { level: 3 }).count()).toBe(1);
    expect(await page.getByRole("heading", { level: 4, name: "Northshire Council" }).count()).toBe(1);
  });

  it("keeps its own face in a page with styles of its own", async () => {
    await showBanner(page, record);
    await page.addStyleTag({
      content:
        "*{font:40px/3 Courier;color:red;letter-spacing:1em;box-sizing:content-box} cpis-alert-banner{text-align:right;text-transform:uppercase}",
    });
    const style = await page
      .locator("cpis-alert-banner .lead, cpis-alert-banner .who")
      .first()
      .evaluate((words) => {
        const { fontFamily, fontSize, color, letterSpacing, textAlign, textTransform } =
          getComputedStyle(words);
        return { fontFamily, fontSize, color, letterSpacing, textAlign, textTransform };
      });
    expect(style).toEqual({
      fontFamily: "Arial",
      fontSize: "16px",
      color: "rgb(33, 43, 50)",
      letterSpacing: "normal",
      textAlign: "start",
      textTransform: "none",
    });
  });

  it("is hidden with the part of the page it stands in", async () => {
    await showBanner(page, record);
    await page.locator("main").evaluate((main) => (main.style.visibility = "hidden"));
    expect(await page.locator("cpis-alert-banner .h").isVisible()).toBe(false);
    await page.locator("main").evaluate((main) => (main.style.visibility = ""));
  });

  it("works under a content policy that allows no inline style and no unsafe script", async () => {
    const strict = await browser.newPage();
    const script = await bundle("widgets/define.ts", "cpisBanner");
    await strict.route("http://127.0.0.1/**", (route) =>
      route.request().url().endsWith(".js")
        ? route.fulfill({ contentType: "text/javascript", body: script })
        : route.fulfill({
            contentType: "text/html",
            headers: { "content-security-policy": "default-src 'self'; require-trusted-types-for 'script'" },
            body: "<!doctype html><title>x</title><cpis-alert-banner></cpis-alert-banner><script src=/b.js></script>",
          }),
    );
    const problems: string[] = [];
    strict.on("console", (message) => problems.push(message.text()));
    strict.on("pageerror", (error) => problems.push(error.message));
    await strict.goto("http://127.0.0.1/page");
    await strict.locator("cpis-alert-banner .top").waitFor();
    expect(problems.filter((text) => !text.includes("favicon"))).toEqual([]);
    expect(
      await strict.locator("cpis-alert-banner .top").evaluate((top) => getComputedStyle(top).display),
    ).toBe("grid");
  });

  it("leaves no node and no listener behind when it is taken out, however often", async () => {
    const session = await page.context().newCDPSession(page);
    const count = async (): Promise<{ nodes: number; jsEventListeners: number }> => {
      // What was asked of the next frame, or of the clipboard, ends first.
      await page.clock.runFor(5000);
      await session.send("HeapProfiler.collectGarbage");
      return session.send("Memory.getDOMCounters");
    };
    const putInAndOut = (rounds: number): Promise<void> =>
      page.evaluate(
        ({ rounds, view }) => {
          for (let round = 0; round < rounds; round += 1) {
            const banner = document.createElement("cpis-alert-banner");
            banner.discreet = round % 2 === 1;
            banner.contextKey = view?.key ?? null;
            if (view) banner.view = view;
            for (let times = 0; times < 2; times += 1) {
              document.body.append(banner);
              banner.shadowRoot?.querySelector<HTMLButtonElement>(".side button")?.click();
              banner.shadowRoot?.querySelector<HTMLButtonElement>(".copy")?.click();
              banner.remove();
            }
          }
        },
        { rounds, view: record },
      );
    await putInAndOut(2);
    const before = await count();
    await putInAndOut(100);
    // One banner has some 300 nodes and 10 listeners; what the browser itself keeps of the last ones is no leak.
    await expect
      .poll(async () => (await count()).nodes - before.nodes, { timeout: 10_000 })
      .toBeLessThan(900);
    expect((await count()).jsEventListeners - before.jsEventListeners).toBeLessThan(60);
  });

  it("shows the same patient again when it is moved within the page, with the details closed", async () => {
    await showBanner(page, record);
    await page.getByRole("button", { name: "Show details" }).click();
    await page.evaluate(() => document.body.append(document.querySelector("cpis-alert-banner") ?? ""));
    expect(await bannerText(page)).toContain("Northshire Council");
    expect(await page.locator("cpis-alert-banner .details").count()).toBe(0);
  });
});

describe("being seen (H-05)", () => {
  /** Does something to a shown banner, and waits for what it then says about being visible. */
  async function visibleAfter(change: string): Promise<unknown> {
    const seen = page;
    await showBanner(seen, record);
    await seen.evaluate(() => {
      const banner = document.querySelector("cpis-alert-banner");
      banner?.addEventListener("cpis-visibility-changed", (event) => {
        banner.dataset["seen"] = String(event.detail.visible);
      });
      banner?.parentElement?.append(banner);
    });
    await seen.clock.resume();
    await seen.locator("cpis-alert-banner[data-seen=true]").waitFor({ state: "attached" });
    await seen.addScriptTag({ content: change });
    await seen.locator("cpis-alert-banner[data-seen=false]").waitFor({ state: "attached" });
    return true;
  }

  it.each([
    ["scrolled off", "document.querySelector('main').style.marginTop='3000px'"],
    ["squeezed to nothing", "document.querySelector('cpis-alert-banner').style.cssText='display:none'"],
    [
      "covered",
      "document.body.insertAdjacentHTML('beforeend','<div style=\"position:fixed;inset:0;background:#fff\"></div>')",
    ],
  ])("is told to the page when the banner is %s", async (_name, change) => {
    expect(await visibleAfter(change)).toBe(true);
  });
});
