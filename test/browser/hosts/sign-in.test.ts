import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createOpenIdProvider,
  simulatorClientSecret,
  type OpenIdProvider,
} from "../../../src/simulator/sign-in/openid-provider.js";
import { axeFindings } from "../../support/axe.js";
import { launchChromium } from "../../support/chromium.js";
import { consolePlan } from "../../support/console-session.js";
import { freePort } from "../../support/free-port.js";
import { bridgedPatient, embedFolder, startHostedSite, type HostedSite } from "../../support/hosted-site.js";
import { html, script } from "../../support/page-server.js";

const soon = { timeout: 10_000, interval: 50 };

const hostPage = (gatewayUrl: string): string => `<!doctype html><html lang="en-GB"><meta charset="utf-8">
<title>Chart</title><h1>Chart</h1><div id="cpis"></div>
<script type="module">
  import { createHostBridge } from "/cpis-host.js";
  window.token = "";
  window.bridge = createHostBridge({
    gatewayUrl: "${gatewayUrl}",
    locationId: "ed",
    place: document.getElementById("cpis"),
    getToken: async () => {
      if (window.token === "") throw new Error("this host knows no user");
      return window.token;
    },
  });
</script></html>`;

interface HostWindow {
  readonly bridge: { open(patient: unknown): void; logout(): void };
  token: string;
}
declare const window: HostWindow;

let provider: OpenIdProvider;
let browser: Browser;
let site: HostedSite;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  provider = await createOpenIdProvider();
  const { issuer } = await provider.start();
  const port = await freePort();
  const { signIn, ...standing } = consolePlan({ origin: `http://127.0.0.1:${String(port)}` });
  const credential = { kind: "secret", secret: simulatorClientSecret } as const;
  site = await startHostedSite({
    hosted: () => ({ signIn: true }),
    plan: { port, console: { ...standing, signIn: { ...signIn, issuer, credential } } },
  });
  site.host.files.set("/cpis-host.js", script(readFileSync(join(embedFolder, "cpis-host.js"))));
  site.host.files.set("/chart", html(hostPage(site.gatewayUrl)));
  browser = await launchChromium();
  context = await browser.newContext();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await provider.stop();
});
beforeEach(async () => {
  page = await context.newPage();
  await page.goto(`${site.host.url}/chart`);
  await page.waitForFunction(() => "bridge" in window);
});
afterEach(async () => {
  provider.fault = undefined;
  await page.goto("about:blank");
});

const frame = async (): Promise<Frame> =>
  vi.waitFor(() => {
    const found = page.frames().find((candidate) => candidate.url().includes("/embed/banner"));
    if (found === undefined) throw new Error("no frame yet");
    return found;
  }, soon);
const bannerText = async (): Promise<string> =>
  (await frame()).evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "");
const signInText = async (): Promise<string> => (await frame()).innerText("#cpis-sign-in");

const openPatient = (): Promise<void> =>
  page.evaluate((patient) => {
    window.bridge.open(patient);
  }, bridgedPatient("current-protection-plan"));

/** Presses the banner page's button; returns the window that it opens. */
async function press(): Promise<Page> {
  const opening = context.waitForEvent("page");
  await (await frame()).click("#cpis-sign-in button");
  return opening;
}

async function signIn(name: string): Promise<Page> {
  const opened = await press();
  await opened.getByRole("button", { name }).click();
  return opened;
}

describe("a banner in a frame whose host says no user", () => {
  test("asks nothing, and offers to sign in; whoever does is the one who asks (H-33)", async () => {
    const before = site.simulator.received.length;
    await openPatient();
    await expect.poll(bannerText, soon).toContain("user not identified");
    await expect.poll(signInText, soon).toContain("does not say who you are");
    expect(site.simulator.received.length).toBe(before);

    const opened = await signIn("Dr Priya Nair");
    await expect.poll(signInText, soon).toContain("in the name of Priya Nair");
    await expect.poll(bannerText, soon).toContain("protection plan");
    expect(site.simulator.received.length).toBe(before + 1);
    await expect.poll(() => opened.isClosed(), soon).toBe(true);
  });

  test("forgets who signed in when they sign out, and shows nothing of theirs any more", async () => {
    await openPatient();
    await expect.poll(signInText, soon).toContain("Sign in to check");
    await signIn("Dr Priya Nair");
    await expect.poll(bannerText, soon).toContain("protection plan");
    await (await frame()).click("#cpis-sign-in button");
    await expect.poll(signInText, soon).toContain("does not say who you are");
    await expect.poll(bannerText, soon).toContain("user not identified");
    expect(await bannerText()).not.toContain("protection plan");
  });

  test("forgets who signed in when the host says that its user left", async () => {
    await openPatient();
    await expect.poll(signInText, soon).toContain("Sign in to check");
    await signIn("Dr Priya Nair");
    await expect.poll(bannerText, soon).toContain("protection plan");
    await page.evaluate(() => {
      window.bridge.logout();
    });
    await expect.poll(bannerText, soon).not.toContain("protection plan");
    await openPatient();
    await expect.poll(signInText, soon).toContain("does not say who you are");
  });

  test("asks nothing for somebody whose proof is too weak, and the window says so", async () => {
    const before = site.simulator.received.length;
    await openPatient();
    await expect.poll(signInText, soon).toContain("Sign in to check");
    provider.fault = "weak-proof";
    const opened = await signIn("Dr Priya Nair");
    await expect.poll(() => opened.innerText("main"), soon).toContain("CPIS_SIGN_IN_LEVEL_TOO_LOW");
    expect(await opened.innerText("main")).toContain("Nothing was checked");
    await expect.poll(bannerText, soon).toContain("user not identified");
    expect(site.simulator.received.length).toBe(before);
  });

  test("takes the host's user at once where the host names one after all", async () => {
    await openPatient();
    await expect.poll(signInText, soon).toContain("Sign in to check");
    const token = await site.mint.token();
    await page.evaluate((given) => {
      window.token = given;
    }, token);
    await openPatient();
    await expect.poll(async () => (await frame()).isVisible("#cpis-sign-in"), soon).toBe(false);
  });

  test("is without a fault of accessibility while it offers to sign in", async () => {
    await openPatient();
    await expect.poll(signInText, soon).toContain("Sign in to check");
    const inside = (await frame()) as unknown as Page;
    expect(await axeFindings(inside, "#cpis-sign-in", "color-contrast")).toEqual([]);
  });
});
