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
