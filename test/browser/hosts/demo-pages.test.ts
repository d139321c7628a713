import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { launchChromium } from "../../support/chromium.js";
import { startCpis, type RunningCpis } from "../../support/cli.js";

const soon = { timeout: 15_000, interval: 100 };

let demo: RunningCpis;
let origin: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  demo = startCpis(["demo", "--port", "0"]);
  [, origin = ""] = await demo.says(/Open (http:\S+) in a browser/);
  await demo.says(/\/hosts\/two-sources/);
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
  expect(await demo.stop()).toBe(0);
});

const { familyName, givenName } = syntheticPerson("current-protection-plan", Date.now());
const choose = async (list: string): Promise<void> => {
  await page.selectOption(list, { label: `${familyName}, ${givenName}` });
};
const textIn = async (where: Page): Promise<string> => {
  const texts = await Promise.all(
    where
      .frames()
      .map((frame) =>
        frame
          .evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "")
          .catch(() => ""),
      ),
  );
  return texts.join();
};
const shown = (where: Page) =>
  expect.poll(() => textIn(where), soon).toContain("current child protection plan");
const gone = (where: Page) => expect.poll(() => textIn(where), soon).not.toContain("protection plan");

describe("the demonstration", () => {
  test.each(["plain-iframe", "react", "angular-style", "desktop-shell"])(
    "has a page that shows the banner and takes it away with the patient: %s (H-01)",
    async (name) => {
      await page.goto(`${origin}/hosts/${name}`);
      await page.waitForSelector("#patient option:nth-child(2)", { state: "attached" });
      await choose("#patient");
      await shown(page);
      await page.selectOption("#patient", "");
      await gone(page);
    },
  );

  test("has a page whose link opens the banner in a page of its own", async () => {
    await page.goto(`${origin}/hosts/url-launch`);
    await page.waitForSelector("#patient option:nth-child(2)", { state: "attached" });
    await choose("#patient");
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.click("button")]);
    await shown(opened);
    expect(opened.url()).not.toMatch(/999\d{7}|#./);
    expect(await opened.innerText("#cpis-patient")).toContain(familyName.toUpperCase());
    await opened.close();
  });

  test("has a page that shows nobody while its two sources disagree, and says so (H-02)", async () => {
    await page.goto(`${origin}/hosts/two-sources`);
    await page.waitForSelector("#other option:nth-child(2)", { state: "attached" });
    await choose("#one");
    await shown(page);
    await page.selectOption("#other", { index: 3 });
    await gone(page);
    await expect
      .poll(() => page.evaluate(() => document.querySelector("#cpis")?.getAttribute("state")), soon)
      .toBe("stale");
  });

  test("leads to every one of them", async () => {
    await page.goto(`${origin}/hosts`);
    expect(await page.locator("li a").count()).toBe(7);
  });
});
