import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.js";
import { becomeDesktopShell, type ShellWindow } from "../../support/desktop-shell.js";
import { startHostedSite, syntheticPatient, type HostedSite } from "../../support/hosted-site.js";

const soon = { timeout: 10_000, interval: 50 };

declare const window: ShellWindow;

let browser: Browser;
let site: HostedSite;
let page: Page;

beforeAll(async () => {
  site = await startHostedSite({ hosted: () => ({ hostSilenceMs: 3_000 }) });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
});

const address = (): string => `${site.gatewayUrl}/embed/banner?location=ed&host=shell`;
const bannerText = (): Promise<string> =>
  page.evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "");
const noteText = (): Promise<string> => page.innerText("#cpis-note");
const say = (message: unknown): Promise<void> =>
  page.evaluate((given) => {
    window.shell.say(given);
  }, message);
const heard = () => page.evaluate(() => window.shell.heard);

async function openShell(): Promise<void> {
  await becomeDesktopShell(page, await site.mint.token());
  await page.goto(address());
  await expect.poll(heard, soon).toContainEqual(expect.objectContaining({ kind: "ready" }));
}

describe("a desktop shell", () => {
  test("shows the banner for its patient through chrome.webview, and is told states only", async () => {
    await openShell();
    await say({ kind: "context-open", seq: 1, patient: syntheticPatient("current-protection-plan") });
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await expect.poll(heard, soon).toContainEqual({ kind: "lookup-changed", seq: 1, state: "record" });
    expect(JSON.stringify(await heard())).not.toMatch(/Northshire|999\d{7}/);
    await say({ kind: "context-close", seq: 2 });
    await expect.poll(bannerText, soon).not.toContain("protection plan");
  });

  test.each([
    [{ kind: "context-open", seq: 1, patient: { localIds: "none" } }, "CPIS_HOST_MESSAGE_INVALID"],
    [JSON.stringify({ kind: "context-close", seq: 1 }), "CPIS_HOST_MESSAGE_INVALID"],
    [
      { kind: "context-open", seq: 1, patient: { localIds: [], title: "x".repeat(10 << 20) } },
      "CPIS_HOST_MESSAGE_TOO_LARGE",
    ],
  ])("that sends what is not understood loses its context with a code (H-01)", async (message, code) => {
    await openShell();
    await say(message);
    await expect.poll(noteText, soon).toContain(code);
    expect(await heard()).toContainEqual({ kind: "refused", code });
  });

  test("that hangs loses its patient, and finds the page again when it is back (H-02)", async () => {
    await openShell();
    await say({ kind: "context-open", seq: 1, patient: syntheticPatient("no-record") });
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await page.evaluate(() => {
      window.shell.isMute = true;
    });
    await expect.poll(noteText, soon).toContain("CPIS_HOST_SILENT");
    expect(await bannerText()).not.toContain("No record returned");
    await page.evaluate(() => {
      window.shell.isMute = false;
    });
    await expect
      .poll(async () => (await heard()).filter(({ kind }) => kind === "ready").length, soon)
      .toBeGreaterThan(1);
    await say({ kind: "context-open", seq: 1, patient: syntheticPatient("no-record") });
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
  });
});

describe("the shell's page outside a shell", () => {
  test("shows nobody in an ordinary browser, and says why (H-04)", async () => {
    await page.goto(address());
    await expect.poll(noteText, soon).toContain("CPIS_HOST_NOT_CONFIGURED");
  });

  test("may be put into no frame at all", async () => {
    const { headers } = await fetch(address());
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});
