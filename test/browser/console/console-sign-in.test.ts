import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { consoleText, findings, goTo, leave, openDesk, signIn, type Desk } from "./console-page.js";
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

test("somebody who is not signed in reads nothing but where to sign in", async () => {
  const { page } = desk;
  await leave(page, site);
  await page.getByRole("heading", { level: 1, name: "CP-IS console" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
  expect(await consoleText(page)).toContain("SIMULATOR: not connected to the national service.");
  expect(await findings(page)).toEqual([]);
});

test("an administrator signs in with the organisation's sign-in, works, and signs out", async () => {
  const { page } = desk;
  await leave(page, site);
  await signIn(page, "Ms Ines Marlowe");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  const text = await consoleText(page);
  expect(text).toContain("CP-IS console, Northgate General Hospital");
  expect(text).toContain("(administrator)");
  expect(await page.title()).toBe("Overview, CP-IS console");
  expect(page.url()).toBe(`${site.url}/console`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { level: 1, name: "You are signed out" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
  expect(await findings(page)).toEqual([]);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "CP-IS console" }).waitFor();
});

test("somebody whose role has no page is told so, and sees nothing of the site", async () => {
  const { page } = desk;
  await leave(page, site);
  await signIn(page, "Dr Priya Nair");
  await page.getByRole("heading", { level: 1, name: "You do not have access to the console" }).waitFor();
  expect(await consoleText(page)).not.toContain("Emergency department");
  expect(await findings(page)).toEqual([]);
});

test("a dangerous act asks for one more sign-in, does nothing by it, and finds the form as it was", async () => {
  const { page } = desk;
  await leave(page, site);
  await signIn(page, "Ms Ines Marlowe");
  await goTo(page, "Pause");
  await page.getByRole("radio", { name: "Every check at Community paediatrics" }).check();
  await page.getByLabel("Why").fill("The clinic has moved");
  await page.getByRole("button", { name: "Switch off now" }).click();
  await page.getByRole("button", { name: "Ms Ines Marlowe", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Pause" }).waitFor();
  await page.getByText("You have signed in once more. Nothing has been done yet").waitFor();
  expect(await consoleText(page)).toContain("Nothing. Checks are made as the configuration says.");
  expect(await page.getByLabel("Why").inputValue()).toBe("The clinic has moved");
  expect(await page.getByRole("radio", { name: "Every check at Community paediatrics" }).isChecked()).toBe(
    true,
  );
  await page.getByRole("button", { name: "Switch off now" }).click();
  await page.getByText("Switched off. It works from now on.").waitFor();
  await page.getByRole("button", { name: "End this pause" }).click();
  await page.getByText("The pause has ended. Checks are made again.").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a change asked for before one more sign-in is found again with what it would do and why", async () => {
  const { page } = desk;
  await leave(page, site);
  await signIn(page, "Ms Ines Marlowe");
  await goTo(page, "Configuration");
  const text = page.getByLabel("The configuration’s text");
  const changed = (await text.inputValue()).replace(
    /("name": "Sexual health clinic",\s*"accessMode": )"unscheduled"/,
    '$1"scheduled"',
  );
  await text.fill(changed);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByLabel("Why").fill("Clinic is by appointment");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByRole("button", { name: "Ms Ines Marlowe", exact: true }).click();
  const said = page.getByText("You have signed in once more. Nothing has been done yet");
  await said.waitFor();
  expect(await isInSight(said), "what is said is in sight without scrolling").toBe(true);
  expect(await page.getByLabel("Why").inputValue()).toBe("Clinic is by appointment");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("1 setting differs").waitFor();
  expect(await text.inputValue(), "checking it again keeps the text").toBe(changed);
  expect(await page.getByLabel("Why").inputValue()).toBe("Clinic is by appointment");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByText("Proposed. Nothing has changed: a second person must approve it.").waitFor();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByText("Withdrawn. Nothing has changed.").waitFor();
});

test("an export asked for before one more sign-in keeps its times and its reason", async () => {
  const { page } = desk;
  await leave(page, site);
  await signIn(page, "Mrs Grace Ollerton");
  await goTo(page, "Audit");
  await page.getByLabel("From").fill("01-Nov-2026 00:00");
  await page.getByLabel("Why you read it").fill("Monthly review");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  await page.getByRole("button", { name: "Mrs Grace Ollerton", exact: true }).click();
  await page.getByText("You have signed in once more. Nothing has been done yet").waitFor();
  await page.getByRole("button", { name: "Export as CSV" }).click();
  await page.getByText("The file was made.").waitFor();
  expect(await page.getByLabel("From").inputValue()).toBe("01-Nov-2026 00:00");
  expect(await page.getByLabel("Why you read it").inputValue()).toBe("Monthly review");
});

const isInSight = (words: Locator): Promise<boolean> =>
  words.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
