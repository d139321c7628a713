import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { axeFindings } from "../../support/axe.js";
import { arialStyle } from "../../support/bundle.js";
import type { TestSessionOptions } from "../../support/console-session.js";
import type { ConsoleSite } from "./console-site.js";

/** A browser of one person, in a context of its own. It is never closed by itself: the browser is. */
export async function openConsole(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 944 }, ...options });
  const page = await context.newPage();
  await page.goto(`${url}/console`);
  return page;
}

/** The browser of somebody with a role who has signed in already; `steppedUp` a moment ago. */
export async function openAs(
  browser: Browser,
  { url, people }: Pick<ConsoleSite, "url" | "people">,
  roles: ConsoleRole | readonly ConsoleRole[],
  options: TestSessionOptions & { readonly context?: BrowserContextOptions } = {},
): Promise<Page> {
  const { context: contextOptions, ...person } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 944 }, ...contextOptions });
  const [name = "", value = ""] = people.open(roles, person).cookie.split("=");
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  const page = await context.newPage();
  await page.goto(`${url}/console`);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

/** Signs in at the provider as one of its people, from the console's own page. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in" }).click();
  await choosePerson(page, name);
}

/** Says at the provider who one is. */
export async function choosePerson(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
}

/** Goes to one of the pages by its link. */
export async function goTo(page: Page, label: string): Promise<void> {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: label }).click();
  await page.getByRole("heading", { level: 1, name: label, exact: true }).waitFor();
}

/** Everything that a person can read. */
export const consoleText = (page: Page): Promise<string> => page.locator("cpis-console .root").innerText();

/** What an accessibility tool finds wrong with the page as it is. */
export const findings = (page: Page): Promise<readonly string[]> => axeFindings(page);

/** A typeface of known metrics, for pictures that are the same everywhere; only where the page's policy is not on test. */
export async function withArial(page: Page): Promise<void> {
  await page.addStyleTag({ content: arialStyle() });
  await page.evaluate(async () => {
    await Promise.all(["16px Arial", "bold 16px Arial"].map((font) => document.fonts.load(font)));
  });
}
