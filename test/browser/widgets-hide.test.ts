import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertView } from "../../src/domain/alert-view.js";
import { fixtureNow, northshire, people, plan, recordState, viewOf } from "../support/alert-views.js";
import { bannerText, openBannerPage, resetBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

type Banner = HTMLElementTagNameMap["cpis-alert-banner"];

const record = (more: Partial<AlertView> = {}): AlertView =>
  viewOf(people.milo, recordState([northshire(plan("child-protection-plan", "2026-03-12"))]), more);
const content = /Northshire|child protection|01632 9601|FERNSBY|copied/i;
const hidden = "Staff information is hidden on this screen";
const staff = (): Promise<void> => page.getByRole("button", { name: "Show to staff" }).click();

/** Everything in the banner, its live regions included, in the very turn in which `discreet` is set. */
const setDiscreet = (): Promise<{ text: string; state: string | null }> =>
  page.locator("cpis-alert-banner").evaluate((element) => {
    const banner = element as Banner;
    banner.discreet = true;
    return { text: banner.shadowRoot?.textContent ?? "", state: banner.getAttribute("state") };
  });

describe("a screen that is made discreet (H-29)", () => {
  it("before its first view shows a record only after a press", async () => {
    await showBanner(page, null);
    await setDiscreet();
    const text = await page.locator("cpis-alert-banner").evaluate((element, view) => {
      const banner = element as Banner;
      banner.contextKey = view.key;
      banner.view = view;
      return banner.shadowRoot?.textContent;
    }, record());
    expect(text).toContain(hidden);
    expect(text).not.toMatch(content);
    await staff();
    expect(await bannerText(page)).toContain("Alert: current child protection plan");
  });

  it("while a record stands open loses it in the same turn, also from the live regions", async () => {
    await showBanner(page, record());
    const spoken = page.locator("cpis-alert-banner [role=alert]");
    expect(await spoken.evaluate((region) => region.textContent)).toMatch(content);
    await page.locator("cpis-alert-banner [aria-expanded]").click();
    const { text, state } = await setDiscreet();
    expect(text).toContain(hidden);
    expect(text).not.toMatch(content);
    expect(state).toBeNull();
    await staff();
    expect(await bannerText(page)).not.toContain("Record opened by");
  });

  it("while something waits to be announced never says it", async () => {
    await showBanner(page, viewOf(people.kit, { kind: "checking", phase: "asked", since: fixtureNow }));
    await setDiscreet();
    await page.clock.runFor(5000);
    const said = page.locator("cpis-alert-banner [role=status]");
    expect(await said.evaluate((region) => region.textContent)).toBe("");
  });

  it("a second time asks staff a second time", async () => {
    await showBanner(page, record(), { attributes: { discreet: "" } });
    await staff();
    await page.locator("cpis-alert-banner").evaluate((element) => {
      (element as Banner).discreet = false;
    });
    const { text } = await setDiscreet();
    expect(text).toContain(hidden);
    expect(text).not.toMatch(content);
  });
});

describe("an answer whose time to show has passed (H-04)", () => {
  const inSeconds = (seconds: number): string =>
    new Date(Date.parse(fixtureNow) + seconds * 1000).toISOString();

  it("is not drawn at all, whether a record or no record", async () => {
    const noRecord = { kind: "no-record", retrievedAt: fixtureNow } as const;
    for (const view of [record(), viewOf(people.milo, noRecord)]) {
      await showBanner(page, { ...view, contentExpiresAt: inSeconds(0) });
      expect(await bannerText(page)).toContain("Answer removed: it was from 14:32");
      expect(await bannerText(page)).not.toMatch(/Northshire|No record/);
      const held = await page
        .locator("cpis-alert-banner")
        .evaluate((element) => JSON.stringify((element as Banner).view));
      expect(held).not.toMatch(/Northshire|no-record/);
    }
  });

  it("is removed by the banner itself, with its details and its announcement", async () => {
    await showBanner(page, record({ contentExpiresAt: inSeconds(3) }));
    await page.locator("cpis-alert-banner [aria-expanded]").click();
    await page.clock.runFor(1900);
    expect(await bannerText(page)).toContain("Northshire");
    await page.clock.runFor(2200);
    const text = await page.locator("cpis-alert-banner").evaluate((banner) => banner.shadowRoot?.textContent);
    expect(text).toContain("Answer removed: it was from 14:32");
    expect(text).not.toMatch(content);
  });

  it("is gone as soon as the page is looked at again after the machine slept", async () => {
    await showBanner(page, record({ contentExpiresAt: inSeconds(600) }));
    await page.clock.setSystemTime(inSeconds(7200));
    const text = await page.locator("cpis-alert-banner").evaluate((banner) => {
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      return banner.shadowRoot?.textContent;
    });
    expect(text).toContain("Answer removed");
    expect(text).not.toMatch(content);
  });

  it("is gone within a second of waking where the page never left the screen", async () => {
    await showBanner(page, record({ contentExpiresAt: inSeconds(600) }));
    await page.clock.setSystemTime(inSeconds(7200));
    await page.clock.runFor(1000);
    expect(await bannerText(page)).toContain("Answer removed");
  });

  it("is measured on the gateway's clock, not on this machine's (H-27)", async () => {
    await showBanner(page, record({ contentExpiresAt: inSeconds(600), serverOffsetMs: 601_000 }));
    expect(await bannerText(page)).toContain("Answer removed");
    await showBanner(page, record({ contentExpiresAt: inSeconds(-600), serverOffsetMs: -601_000 }));
    expect(await bannerText(page)).toContain("Northshire");
  });

  it("never comes back, whatever the clock does afterwards", async () => {
    await showBanner(page, record({ contentExpiresAt: inSeconds(-1) }));
    await page.clock.setSystemTime(inSeconds(-3600));
    await page.clock.runFor(61_000);
    expect(await bannerText(page)).toContain("Answer removed");
  });
});
