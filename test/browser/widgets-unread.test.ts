import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProtectionRecord, RecordGap } from "../../src/domain/protection-record.js";
import { northshire, people, plan, recordState, viewOf } from "../support/alert-views.js";
import { bannerText, openBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());

const ended = northshire(plan("child-protection-plan", "2025-09-04", "2026-06-30"));

/** Everything said about an ended plan beside which something of the reply is not whole. */
async function saidWith(gaps: readonly RecordGap[], more: Partial<ProtectionRecord> = {}): Promise<string> {
  await showBanner(page, viewOf(people.jonah, recordState([ended], { gaps, ...more })));
  return (await bannerText(page)).replace(/\s+/g, " ");
}

/** What an ended plan must not look like as long as a current one may be missing. */
async function expectAlarm(said: string): Promise<void> {
  expect(said).toContain("Alert: a record that could not all be read, and an ended plan");
  expect(said).not.toContain("No current plan returned");
  expect(await page.locator("cpis-alert-banner .box.ended").count()).toBe(0);
}

describe("an ended plan beside something that could not be read", () => {
  it.each<[RecordGap, string]>([
    ["plan-unreadable", "Part of the record could not be read: ring the council."],
    ["authority-unreadable", "Part of a council’s name or numbers could not be read."],
    ["subject-unreadable", "Whom part of it is about could not be read: ring the safeguarding team."],
  ])("is never shown as all there is, and %s is said in words (H-04, H-11)", async (gap, words) => {
    const said = await saidWith([gap]);
    await expectAlarm(said);
    expect(said).toContain(words);
  });

  it("says each of several gaps, as where a record that does not say whose it is was left out (H-04, H-11)", async () => {
    const said = await saidWith(["subject-unreadable", "plan-unreadable"], { declaredChildRecords: 2 });
    await expectAlarm(said);
    expect(said).toContain("Whom part of it is about could not be read");
    expect(said).toContain("Part of the record could not be read");
  });

  it.each<[RecordGap, Partial<ProtectionRecord>]>([
    ["record-count-differs", { declaredAccessRecords: 4 }],
    ["access-count-differs", { declaredChildRecords: 1 }],
  ])(
    "is never shown as all there is where %s because the total could not be read (H-04, H-11)",
    async (gap, more) => {
      const said = await saidWith([gap], more);
      await expectAlarm(said);
      expect(said).toContain("The register’s own totals could not be read.");
      expect(said).not.toContain("undefined");
    },
  );

  it("is never shown as all there is where the register counts otherwise, more or fewer (H-11)", async () => {
    for (const declaredChildRecords of [0, 3]) {
      const said = await saidWith(["record-count-differs"], { declaredChildRecords });
      await expectAlarm(said);
      expect(said).toContain(`The register says ${String(declaredChildRecords)} records; 1 could be shown.`);
    }
  });

  it("is shown as ended where only the list of openings is not whole", async () => {
    const said = await saidWith(["access-unreadable"]);
    expect(said).toContain("Ended 30-Jun-2026: child protection plan");
  });
});

it("the list of openings says that its total could not be read, and never names a total that is not there", async () => {
  await saidWith(["access-count-differs"]);
  await page.locator("cpis-alert-banner [aria-expanded]").click();
  const details = await page.locator("cpis-alert-banner .details").innerText();
  expect(details).toContain("The register’s own totals could not be read.");
  expect(details).not.toContain("undefined");
});
