import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertView } from "../../src/domain/alert-view.js";
import { alertViews } from "../support/alert-views.js";
import { openBannerPage, resetBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

// Three councils, and the sentences about what could not be read, may grow the box; every other state fits (ui 8).
const mayGrow = [
  "record-three-councils",
  "record-counts-differ",
  "record-part-unreadable",
  "record-only-ended-readable",
  "record-no-plan-readable",
  "record-ended-counts-differ",
  "record-simulator",
];
const fitting = Object.entries({ ...alertViews, idle: null }).filter(([name]) => !mayGrow.includes(name));
const twoCouncils = "record-two-councils";

const height = (): Promise<number> =>
  page.locator("cpis-alert-banner").evaluate((banner) => banner.getBoundingClientRect().height);

/** What sticks out sideways, or is cut off by a box of its own. */
const clipped = (): Promise<readonly string[]> =>
  page.locator("cpis-alert-banner").evaluate((banner) => {
    const frame = banner.getBoundingClientRect();
    return [...(banner.shadowRoot?.querySelectorAll<HTMLElement>(".root *:not(svg *)") ?? [])]
      .filter((part) => {
        const box = part.getBoundingClientRect();
        if (box.width === 0) return false;
        const isCut = getComputedStyle(part).display !== "inline" && part.scrollWidth > part.clientWidth + 1;
        return box.right > frame.right + 0.5 || box.left < frame.left - 0.5 || isCut;
      })
      .map((part) => part.outerHTML.slice(0, 120));
  });

describe("reserved heights: nothing below the banner moves when an answer arrives (ui 8)", () => {
  it.each([
    [1280, 112, 112],
    [1240, 112, 112],
    [1239, 172, 172],
    [1000, 172, 172],
    [900, 172, 172],
    [899, 284, 324],
    [420, 284, 324],
    [400, 284, 356],
    [399, 392, 520],
    [360, 392, 520],
    [320, 392, 520],
  ])("at %i pixels every state is %i high, and two councils are %i", async (width, one, two) => {
    await page.setViewportSize({ width: 1400, height: 900 });
    for (const [name, view] of fitting) {
      await showBanner(page, view, { width });
      expect([name, await height()]).toEqual([name, name === twoCouncils ? two : one]);
    }
  });

  it("grow by the ribbon's 26 pixels where the site is not live, in every state (H-32)", async () => {
    for (const name of ["record", "no-record", "failed-no-answer", "not-checked-not-permitted"]) {
      const view = alertViews[name];
      for (const environment of ["simulator", "integration"] as const) {
        await showBanner(page, view ? { ...view, environment } : null, { width: 1256 });
        expect(await height()).toBeCloseTo(138, 1);
        expect(await page.locator("cpis-alert-banner .ribbon").innerText()).toMatch(
          /^(SIMULATOR|INTEGRATION)/,
        );
      }
    }
  });

  it("are kept when staff show a discreet screen", async () => {
    for (const name of ["record", "no-record", "checking", "not-checked-not-permitted"]) {
      await showBanner(page, alertViews[name] ?? null, { width: 1256, attributes: { discreet: "" } });
      await page.getByRole("button", { name: "Show to staff" }).click();
      expect([name, await height()]).toEqual([name, 112]);
    }
  });

  it("keep the ribbon on the patient whose view has not said the site yet", async () => {
    await showBanner(page, alertViews["record-simulator"] ?? null);
    await page.locator("cpis-alert-banner").evaluate((banner) => Object.assign(banner, { contextKey: null }));
    expect(await page.locator("cpis-alert-banner .ribbon").count()).toBe(1);
  });
});

describe("text size and width", () => {
  const everything: readonly [string, AlertView][] = Object.entries(alertViews);

  it.each([320, 400, 900, 1240])("clips nothing at %i pixels, details included", async (width) => {
    await page.setViewportSize({ width: 1400, height: 900 });
    for (const [name, view] of everything) {
      await showBanner(page, view, { width });
      expect([name, await clipped()]).toEqual([name, []]);
      const toggle = page.locator("cpis-alert-banner [aria-expanded]");
      if ((await toggle.count()) === 0) continue;
      await toggle.click();
      expect([name, await clipped()]).toEqual([name, []]);
    }
  });

  it.each([400, 1256])("grows with text of twice the size at %i pixels and clips nothing", async (width) => {
    await page.addStyleTag({ content: "cpis-alert-banner { --cpis-text-size: 32px }" });
    for (const [name, view] of everything) {
      await showBanner(page, view, { width });
      const size = await page
        .locator("cpis-alert-banner .h")
        .evaluate((heading) => getComputedStyle(heading).fontSize);
      expect(size).toBe("38px");
      expect([name, await clipped()]).toEqual([name, []]);
    }
  });

  it("never sets text smaller than 14 pixels", async () => {
    for (const [name, view] of everything) {
      await showBanner(page, view);
      const toggle = page.locator("cpis-alert-banner [aria-expanded]");
      if ((await toggle.count()) > 0) await toggle.click();
      const smallest = await page.locator("cpis-alert-banner").evaluate((banner) => {
        const parts = [...(banner.shadowRoot?.querySelectorAll(".root *") ?? [])];
        const worded = parts.filter((part) =>
          [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
        );
        return Math.min(...worded.map((part) => parseFloat(getComputedStyle(part).fontSize)));
      });
      expect([name, smallest]).toEqual([name, 14]);
    }
  });

  it("gives fingers targets of 44 pixels in touch density, and 24 otherwise", async () => {
    for (const [attributes, least] of [
      [{ density: "touch" }, 44],
      [{}, 24],
    ] as const) {
      await showBanner(page, alertViews["record-two-councils"] ?? null, { attributes });
      await page.getByRole("button", { name: "Show details" }).click();
      const sizes = await page
        .locator("cpis-alert-banner :is(button, .tel a, .n a)")
        .evaluateAll((targets) => targets.map((target) => target.getBoundingClientRect().height));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(least);
    }
  });

  it("has no shadow, no animation and no transition anywhere (ui 1)", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await page.getByRole("button", { name: "Show details" }).click();
    const moving = await page.locator("cpis-alert-banner").evaluate(
      (banner) =>
        [...(banner.shadowRoot?.querySelectorAll("*") ?? [])].filter((part) => {
          const style = getComputedStyle(part);
          return (
            style.boxShadow !== "none" ||
            style.animationName !== "none" ||
            style.transitionDuration !== "0s" ||
            style.zIndex !== "auto"
          );
        }).length,
    );
    expect(moving).toBe(0);
  });
});

describe("paper and colours", () => {
  it("prints one line for every patient, and nothing of the record (H-29)", async () => {
    await page.emulateMedia({ media: "print" });
    const printed = new Set<string>();
    for (const name of ["record", "no-record", "failed-no-answer"]) {
      await showBanner(page, alertViews[name] ?? null);
      const visible = await page.locator("cpis-alert-banner").evaluate((banner) =>
        [...(banner.shadowRoot?.children ?? [])]
          .filter((part) => part.checkVisibility())
          .map((part) => part.textContent)
          .join(),
      );
      printed.add(visible);
    }
    expect([...printed]).toEqual([
      "CP-IS: see the electronic record. This line is printed for every patient.",
    ]);
    await page.emulateMedia({ media: "screen" });
  });

  it("tells unknown from an answer without colour: stripes and dashes, or neither (ui 1)", async () => {
    await page.emulateMedia({ forcedColors: "active" });
    for (const [name, view] of Object.entries(alertViews)) {
      await showBanner(page, view);
      const style = await page
        .locator("cpis-alert-banner .box")
        .evaluate((box) => getComputedStyle(box).borderTopStyle);
      const isKnown = /^(record|no-record|not-checked-not-permitted)/.test(name);
      expect([name, style]).toEqual([name, isKnown ? "solid" : "dashed"]);
    }
    await showBanner(page, alertViews["record"] ?? null);
    expect(
      await page.locator("cpis-alert-banner .box").evaluate((box) => getComputedStyle(box).borderTopWidth),
    ).toBe("4px");
    await page.emulateMedia({ forcedColors: "none" });
  });

  it("uses no green, and red for nothing (ui 1)", async () => {
    const colours = new Set<string>();
    for (const [, view] of Object.entries(alertViews)) {
      await showBanner(page, view);
      const used = await page.locator("cpis-alert-banner").evaluate((banner) =>
        [...(banner.shadowRoot?.querySelectorAll("*") ?? [])].flatMap((part) => {
          const { color, backgroundColor, borderTopColor } = getComputedStyle(part);
          return [color, backgroundColor, borderTopColor];
        }),
      );
      for (const colour of used) colours.add(colour);
    }
    for (const colour of colours) {
      const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
      expect([colour, green > red + 24 && green > blue + 24]).toEqual([colour, false]);
      expect([colour, red > green + 90]).toEqual([colour, false]);
    }
  });
});
