import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.js";
import { consoleText, findings, openConsole, signIn } from "./console-page.js";
import { startConsoleSite, type ConsoleSite } from "./console-site.js";

let site: ConsoleSite;
let browser: Browser;
beforeAll(async () => {
  site = await startConsoleSite();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

test("somebody who is not signed in reads nothing but where to sign in", async () => {
  const page = await openConsole(browser, site.url);
  await page.getByRole("heading", { level: 1, name: "CP-IS console" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
  expect(await findings(page)).toEqual([]);
});

test("an administrator signs in and reads how the gateway is", async () => {
  const page = await openConsole(browser, site.url);
  await signIn(page, "Ms Ines Marlowe");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  console.log(await consoleText(page));
  expect(await findings(page)).toEqual([]);
});
