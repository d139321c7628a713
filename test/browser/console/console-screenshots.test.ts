import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallPng } from "../../support/small-png.js";
import { become, goTo, leave, openDesk, withArial, type Desk } from "./console-page.js";
import { openPatient, startConsoleSite, type ConsoleSite } from "./console-site.js";

const folder = `${import.meta.dirname}/../../../docs/screenshots/`;
const isWriting = process.env["CPIS_SCREENSHOTS"] === "1";
const asker = { userId: "999800030001", name: "MARLOWE, Ines", steppedUp: true } as const;
const approver = { userId: "999800030002", name: "REDDICK, Tomas", steppedUp: true } as const;

describe("the console as the guide shows it", () => {
  let site: ConsoleSite;
  let desk: Desk;
  let page: Page;
  beforeAll(async () => {
    site = await startConsoleSite();
    // The page's policy lets no typeface in; here it is not on test.
    desk = await openDesk({ bypassCSP: true });
    page = desk.page;
    for (const story of ["current-protection-plan", "no-record", "register-fault", "ended-plan"] as const) {
      await openPatient(page, site, story);
      await page.locator("cpis-alert-banner:is([state=record], [state=no-record], [state=failed])").waitFor();
    }
    await pauseOnePlace();
    await openPatient(page, site, "looked-after");
    await page.locator("cpis-alert-banner[state=not-checked]").waitFor();
    await proposeChange();
  });
  afterAll(async () => {
    await desk.browser.close();
    await site.stop();
  });

  async function pauseOnePlace(): Promise<void> {
    await become(page, site, "administrator", asker);
    await goTo(page, "Pause");
    await page.getByRole("radio", { name: "Every check at Emergency department" }).check();
    await page.getByLabel("Why").fill("Answers are about the wrong children; help desk asked.");
    await page.getByRole("button", { name: "Switch off now" }).click();
    await page.getByText("Switched off. It works from now on.").waitFor();
  }

  async function proposeChange(): Promise<void> {
    await become(page, site, "administrator", asker);
    await goTo(page, "Configuration");
    const text = page.getByLabel("The configuration’s text");
    const from = /("name": "Sexual health clinic",\s*"accessMode": )"unscheduled"/;
    await text.fill((await text.inputValue()).replace(from, '$1"scheduled"'));
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByLabel("Why").fill("Clinic is by appointment, agreed with the named nurse.");
    await photograph("console-propose");
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText("Proposed. Nothing has changed").waitFor();
  }

  async function photograph(name: string): Promise<void> {
    await withArial(page);
    await page.mouse.move(0, 0);
    const picture = await page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" });
    expect(picture.length).toBeGreaterThan(1000);
    if (!isWriting) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${name}.png`, smallPng(picture));
  }

  it("photographs the overview with a change that waits, wide, narrow, with twice the text and in forced colours", async () => {
    await become(page, site, "administrator", approver);
    await page.getByLabel("I have spoken to the safeguarding lead").check();
    await photograph("console-overview");
    await page.setViewportSize({ width: 420, height: 900 });
    await photograph("console-overview-420");
    await page.setViewportSize({ width: 1280, height: 944 });
    await page.emulateMedia({ forcedColors: "active" });
    await photograph("console-overview-forced-colours");
    await page.emulateMedia({ forcedColors: "none" });
    await page.evaluate(() => {
      document.querySelector<HTMLElement>("cpis-console")?.style.setProperty("--cpis-text-size", "32px");
    });
    await photograph("console-overview-text-200");
  });

  it.each([
    ["Preview", "administrator", "console-preview"],
    ["Pause", "administrator", "console-pause"],
    ["Configuration", "auditor", "console-configuration"],
  ] as const)("photographs the page %s", async (label, role, name) => {
    await become(page, site, role, approver);
    await goTo(page, label);
    await photograph(name);
  });

  it("photographs a work list as the safeguarding lead reads it", async () => {
    await become(page, site, "safeguarding-lead", { name: "ABARA, Ruth" });
    await goTo(page, "Work lists");
    await photograph("console-work-lists");
  });

  it("photographs a search of the audit", async () => {
    await become(page, site, "auditor", { name: "OLLERTON, Grace" });
    await goTo(page, "Audit");
    await page.getByLabel("Why you read it").fill("A parent asked who looked");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("region", { name: "Found" }).waitFor();
    await photograph("console-audit");
  });

  it("photographs the page before anybody is signed in", async () => {
    await leave(page, site);
    await page.getByRole("heading", { level: 1, name: "CP-IS console" }).waitFor();
    await photograph("console-sign-in");
  });
});
