import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { AlertView } from "../../src/domain/alert-view.js";
import { arialStyle, bundle } from "./bundle.js";
import { fixtureNow } from "./alert-views.js";

const address = "http://127.0.0.1/chart";
const chart = (): string =>
  `<!doctype html><html lang="en"><head><title>Chart</title><link rel="icon" href="data:,"><style>${arialStyle()}
   body{margin:0;background:#e3e8ea} main{padding:12px}</style></head><body><main></main></body></html>`;

/** How a banner stands in its page. */
export interface BannerPlace {
  /** The banner's own width in CSS pixels. */
  readonly width?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Elements put inside the banner, for its slots. */
  readonly children?: string;
}

/**
 * A page for banners from our sources, in a typeface of known metrics, whose clock stands at the fixtures' moment.
 *
 * It is never closed by itself: the packaged browser has one process for all its pages.
 */
export async function openBannerPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.clock.install({ time: fixtureNow });
  await resetBannerPage(page);
  return page;
}

/** The page as it was when it was opened: no banner, nothing counted, the same moment. */
export async function resetBannerPage(page: Page): Promise<void> {
  // Loopback is a secure context, so the page has a clipboard; nothing listens there and nothing is asked.
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: chart() }));
  await page.goto(address);
  await page.clock.setSystemTime(fixtureNow);
  await page.addScriptTag({ content: await bundle("widgets/define.ts", "cpisBanner") });
  await page.evaluate(async () => {
    await Promise.all(["16px Arial", "bold 16px Arial"].map((font) => document.fonts.load(font)));
  });
}

/** Replaces what the page shows by one banner with one view, and waits until its details could be opened. */
export async function showBanner(page: Page, view: AlertView | null, place: BannerPlace = {}): Promise<void> {
  await page.evaluate(
    ({ view, place }) => {
      const main = document.querySelector("main");
      const banner = document.createElement("cpis-alert-banner");
      for (const [name, value] of Object.entries(place.attributes ?? {})) banner.setAttribute(name, value);
      banner.innerHTML = place.children ?? "";
      if (main) main.style.width = place.width === undefined ? "" : `${String(place.width)}px`;
      main?.replaceChildren(banner);
      if (view) {
        banner.contextKey = view.key;
        banner.view = view;
      }
    },
    { view, place },
  );
  // The details are part of the bundle, but still come one turn later.
  await page.evaluate(() => new Promise<void>((done) => queueMicrotask(done)));
}

/** Everything that a person can read in the banner. */
export const bannerText = (page: Page): Promise<string> => page.locator("cpis-alert-banner .box").innerText();
