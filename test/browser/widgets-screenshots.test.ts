import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertView } from "../../src/domain/alert-view.js";
import { alertViews } from "../support/alert-views.js";
import { openBannerPage, resetBannerPage, showBanner, type BannerPlace } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";
import { smallPng } from "../support/small-png.js";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const isWriting = process.env["CPIS_SCREENSHOTS"] === "1";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.setViewportSize({ width: 1280, height: 800 });
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

const views: Readonly<Record<string, AlertView | null>> = { ...alertViews, idle: null };

// Wide and narrow reasons differ in their words alone, and the repository is not an album.
const isLeftOut = (name: string): boolean =>
  name.endsWith("-420") &&
  !/^(text-200-record|text-200-failed-no-answer|record|record-details|record-two-councils|record-unborn|record-ended|checking|no-record|not-checked-nhs-number-missing|not-checked-not-permitted|failed-no-answer|stale-(context|age))-420$/.test(
    name,
  );

/** A picture of the banner as it stands; kept under docs/screenshots where the run was asked to (CPIS_SCREENSHOTS=1). */
async function photograph(name: string): Promise<Buffer> {
  const picture = await page.locator("main").screenshot({ animations: "disabled", caret: "hide" });
  if (isWriting && !isLeftOut(name)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${name}.png`, smallPng(picture));
  }
  return picture;
}

async function photographView(
  name: string,
  view: AlertView | null,
  place: BannerPlace,
  open = false,
): Promise<Buffer> {
  await showBanner(page, view, place);
  if (open) await page.locator("cpis-alert-banner [aria-expanded]").click();
  await page.mouse.move(0, 0);
  return photograph(name);
}

// Each picture is of the state that its name says; two states that look the same would be a hazard (principle 1).
describe("pictures of the banner", () => {
  it("differ for all states, wide and narrow", async () => {
    for (const [label, width] of [
      ["1280", 1256],
      ["420", 420],
    ] as const) {
      const seen = new Map<string, string>();
      for (const [name, view] of Object.entries(views)) {
        const picture = await photographView(`${name}-${label}`, view, { width });
        const twin = seen.get(picture.toString("base64"));
        expect([name, twin]).toEqual([name, undefined]);
        seen.set(picture.toString("base64"), name);
      }
    }
  });

  it.each(["record", "record-two-councils", "record-unborn", "no-record"])(
    "show the details of %s",
    async (name) => {
      const children =
        '<div slot="attendances">From this EPR, last 12 months<br>19-Nov-2026 Fall, left forearm (now)<br>05-Sep-2026 Scald, left foot</div>';
      const closed = await photographView(`${name}-1280`, views[name] ?? null, { width: 1256 });
      for (const [label, width] of [
        ["1280", 1256],
        ["420", 420],
      ] as const) {
        const opened = await photographView(
          `${name}-details-${label}`,
          views[name] ?? null,
          { width, children },
          true,
        );
        expect(opened.equals(closed)).toBe(false);
      }
    },
  );

  it("show the dark form", async () => {
    const place = { width: 1256, attributes: { theme: "dark" } };
    await page.addStyleTag({ content: "body, main { background: #0d141b }" });
    for (const name of [
      "record",
      "record-two-councils",
      "record-ended",
      "no-record",
      "failed-no-answer",
      "checking",
      "stale-context",
      "not-checked-nhs-number-missing",
    ]) {
      expect((await photographView(`dark-${name}`, views[name] ?? null, place)).length).toBeGreaterThan(2000);
    }
    await photographView("dark-record-details", views["record"] ?? null, place, true);
  });

  it("show forced colours", async () => {
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    for (const name of [
      "record",
      "record-ended",
      "no-record",
      "failed-no-answer",
      "not-checked-nhs-number-missing",
    ]) {
      expect(
        (await photographView(`forced-colours-${name}`, views[name] ?? null, { width: 1256 })).length,
      ).toBeGreaterThan(2000);
    }
    await page.emulateMedia({ forcedColors: "none", colorScheme: "light" });
  });

  it("show text of twice the size", async () => {
    await page.addStyleTag({ content: "cpis-alert-banner { --cpis-text-size: 32px }" });
    for (const [label, width] of [
      ["1280", 1256],
      ["420", 420],
    ] as const) {
      for (const name of ["record", "failed-no-answer"]) {
        expect(
          (await photographView(`text-200-${name}-${label}`, views[name] ?? null, { width })).length,
        ).toBeGreaterThan(2000);
      }
    }
  });

  it("show a discreet screen, a copied number and the keyboard's place", async () => {
    const hidden = await photographView("discreet-hidden", views["record"] ?? null, {
      width: 1256,
      attributes: { discreet: "" },
    });
    await page.getByRole("button", { name: "Show to staff" }).click();
    await page.mouse.move(0, 0);
    expect((await photograph("discreet-shown")).equals(hidden)).toBe(false);
    const plain = await photographView("record-1280", views["record"] ?? null, { width: 1256 });
    await page.getByRole("button", { name: "Copy Office hours 01632 960101" }).click();
    await page.locator("cpis-alert-banner .copied").waitFor();
    await page.getByRole("link", { name: "01632 960199" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    expect((await photograph("copied-and-focus")).equals(plain)).toBe(false);
  });

  it("show the medium layout", async () => {
    for (const name of ["record", "record-two-councils", "no-record", "failed-no-answer"]) {
      expect(
        (await photographView(`medium-${name}`, views[name] ?? null, { width: 976 })).length,
      ).toBeGreaterThan(2000);
    }
  });
});
