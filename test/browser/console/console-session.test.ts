import { afterAll, beforeAll, expect, test } from "vitest";
import { become, consoleText, findings, goTo, openDesk, type Desk } from "./console-page.js";
import { startConsoleSite, type ConsoleSite } from "./console-site.js";

let site: ConsoleSite;
let desk: Desk;
beforeAll(async () => {
  site = await startConsoleSite();
  desk = await openDesk();
});
afterAll(async () => {
  await desk.browser.close();
  await site.stop();
});

test("a session that nobody uses is announced, put off by a press, and ends with everything that was on screen", async () => {
  const { page } = desk;
  await page.clock.install();
  await become(page, site, "auditor");
  await goTo(page, "Audit");
  await page.getByLabel("Why you read it").fill("A parent asked who looked");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("region", { name: "Found" }).waitFor();

  // The gateway's session lives on: what ends it here is the time that it gave.
  await page.route("**/api/v1/console/**", (route) => route.abort());
  await page.clock.fastForward("13:30");
  await page.getByText(/Nobody uses this page. Your session ends at \d\d:\d\d\./).waitFor();
  expect(await consoleText(page)).toContain("The gateway does not answer. What is shown is from");
  expect(await findings(page)).toEqual([]);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await page.getByText(/Nobody uses this page/).waitFor({ state: "detached" });

  await page.route("**/api/v1/console/**", (route) => route.abort());
  await page.clock.fastForward("15:10");
  await page.getByRole("heading", { level: 1, name: "Your session has ended" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
  expect(await page.getByRole("region", { name: "Found" }).count()).toBe(0);
  expect(await findings(page)).toEqual([]);
  await page.unrouteAll();
});

test("what the page reads by itself keeps nobody signed in", async () => {
  const { page } = desk;
  await become(page, site, "administrator");
  const headers: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/console/")) headers.push(request.headers()["x-cpis-background"]);
  });
  await page.clock.fastForward(31_000);
  await expect.poll(() => headers.length).toBeGreaterThanOrEqual(3);
  expect(new Set(headers)).toEqual(new Set(["1"]));
  page.removeAllListeners();
});

test("a session that the gateway has ended shows nothing any more at the next reading", async () => {
  const { page } = desk;
  await become(page, site, "administrator");
  await page.context().clearCookies();
  await page.clock.fastForward(31_000);
  await page.getByRole("heading", { level: 1, name: "Your session has ended" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
});
