import { mkdirSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TeamView } from "../../src/domain/team-view.js";
import { launchChromium } from "../support/chromium.js";
import { openPanelPage, showPanel } from "../support/panel-page.js";
import { casePage, panelStates } from "../support/panel-views.js";
import { smallPng } from "../support/small-png.js";
import { teamViews } from "../support/team-views.js";

const folder = `${import.meta.dirname}/../../docs/screenshots/`;
const isWriting = process.env["CPIS_SCREENSHOTS"] === "1";

describe("the council's panel and team views as the guide shows them", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await openPanelPage(browser);
  });
  afterAll(() => browser.close());

  async function photograph(name: string): Promise<void> {
    await page.mouse.move(1270, 890);
    const main = page.locator("main");
    const picture = await main.screenshot({ animations: "disabled", caret: "hide" });
    expect(picture.length).toBeGreaterThan(1000);
    if (!isWriting) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${name}.png`, smallPng(picture));
  }

  async function showTeam(view: TeamView): Promise<void> {
    await page.evaluate((view) => {
      const element = document.createElement("cpis-team-view");
      document.querySelector("main")?.replaceChildren(element);
      element.view = view;
    }, view);
  }

  it.each(Object.keys(panelStates))("photographs the panel's state %s", async (name) => {
    await page.setViewportSize({ width: 496, height: 900 });
    await showPanel(page, panelStates[name]!);
    await photograph(`council-panel-${name}`);
  });

  it("photographs the panel of a whole case, light, dark, in forced colours and with twice the text", async () => {
    await page.setViewportSize({ width: 496, height: 900 });
    await showPanel(page, casePage);
    await photograph("council-panel-case");
    await showPanel(page, casePage, { attributes: { style: "--cpis-text-size: 32px" } });
    await photograph("council-panel-text-200");
    await page.emulateMedia({ forcedColors: "active" });
    for (const name of ["visible", "not-visible", "waiting", "ended", "cannot-be-shared"]) {
      await showPanel(page, panelStates[name]!);
      await photograph(`council-panel-forced-colours-${name}`);
    }
    await page.emulateMedia({ forcedColors: "none" });
    await showPanel(page, casePage, { attributes: { theme: "dark" } });
    await photograph("council-panel-dark");
  });

  it.each(["inbox", "work-list", "mailbox"])("photographs the team's %s", async (name) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await showTeam(teamViews[name]!);
    await photograph(`council-${name}`);
    await page.emulateMedia({ forcedColors: "active" });
    await photograph(`council-${name}-forced-colours`);
    await page.emulateMedia({ forcedColors: "none" });
  });
});
