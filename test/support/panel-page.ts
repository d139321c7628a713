import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { PanelView } from "../../src/domain/panel-view.js";
import { arialStyle, bundle } from "./bundle.js";
import { localId, panelNow } from "./panel-views.js";

/** A page with the council's elements from our sources, in a typeface of known metrics, at the fixtures' moment. */
export async function openPanelPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.clock.install({ time: panelNow });
  await page.setContent(
    `<!doctype html><html lang="en"><head><title>Case</title><style>${arialStyle()}
     body{margin:0;background:#e8edee} main{padding:12px}</style></head><body><main><h1 hidden>Case</h1></main></body></html>`,
  );
  await page.addScriptTag({ content: await bundle("widgets/panel/define-panel.ts", "cpisPanel") });
  await page.evaluate(async () => {
    await Promise.all(["16px Arial", "bold 16px Arial"].map((font) => document.fonts.load(font)));
  });
  return page;
}

/** Replaces what the page shows by one panel with one view; `events` collects what the panel says. */
export async function showPanel(
  page: Page,
  view: PanelView | null,
  { width = 472, attributes = {} }: { width?: number; attributes?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  await page.evaluate(
    ({ view, width, attributes, localId }) => {
      const main = document.querySelector("main");
      const panel = document.createElement("cpis-social-care-panel");
      for (const [name, value] of Object.entries(attributes)) panel.setAttribute(name, value);
      panel.style.width = `${String(width)}px`;
      panel.passTargets = [{ label: "Emergency duty team", to: { kind: "emergency-duty-team" } }];
      main?.replaceChildren(panel);
      panel.localId = localId;
      if (view) panel.view = view;
    },
    { view, width, attributes, localId },
  );
}

/** Everything that a person can read in the panel. */
export const panelText = (page: Page): Promise<string> =>
  page.locator("cpis-social-care-panel .panel").innerText();
