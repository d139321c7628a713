import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { axeFindings } from "../../support/axe.js";
import { launchChromium } from "../../support/chromium.js";
import { arialStyle } from "../../support/bundle.js";
import type { TestSessionOptions } from "../../support/console-session.js";
import type { ConsoleSite } from "./console-site.js";

/** A person at a computer of their own. */
export interface Desk {
  readonly browser: Browser;
  readonly page: Page;
}

/**
 * A browser with one page.
 *
 * Two people need two of them: the packaged browser has one process, in which a second context's page asks with the first
 * one's cookies.
 */
export async function openDesk(options: BrowserContextOptions = {}): Promise<Desk> {
  const browser = await launchChromium(true);
  const context = await browser.newContext({ viewport: { width: 1280, height: 944 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return { browser, page };
}

/** Nobody is signed in at this desk any more, and the console's page is open. */
export async function leave(page: Page, { url }: Pick<ConsoleSite, "url">): Promise<void> {
  await page.context().clearCookies();
  await page.goto("about:blank");
  await page.goto(`${url}/console`);
}

/** Somebody with a role comes to this desk, who has signed in already; `steppedUp` a moment ago. */
export async function become(
  page: Page,
  { url, people }: Pick<ConsoleSite, "url" | "people">,
  roles: ConsoleRole | readonly ConsoleRole[],
  person: TestSessionOptions = {},
): Promise<void> {
  const [name = "", value = ""] = people.open(roles, person).cookie.split("=");
  await page.context().clearCookies();
  await page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  await page.goto("about:blank");
  await page.goto(`${url}/console`);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

/** Signs in at the provider as one of its people, from the console's own page. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator("cpis-console h1").waitFor();
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
