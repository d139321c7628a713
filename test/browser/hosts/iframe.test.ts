import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.js";
import { bridgedPatient, embedFolder, startHostedSite, type HostedSite } from "../../support/hosted-site.js";
import { html, script } from "../../support/page-server.js";

const soon = { timeout: 10_000, interval: 50 };

const hostPage = (gatewayUrl: string): string => `<!doctype html><html lang="en-GB"><meta charset="utf-8">
<title>Chart</title><h1>Chart</h1><div id="cpis"></div>
<script type="module">
  import { createHostBridge } from "/cpis-host.js";
  window.heard = [];
  window.token = await (await fetch("/token")).text();
  window.bridge = createHostBridge({
    gatewayUrl: new URLSearchParams(location.search).get("gateway") ?? "${gatewayUrl}",
    locationId: "ed",
    place: document.getElementById("cpis"),
    silenceMs: 2_000,
    getToken: async () => window.token,
  });
  for (const name of ["lookup-changed", "visibility-changed", "availability-changed", "gateway-changed", "refused"])
    window.bridge.on(name, (detail) => window.heard.push({ name, ...detail }));
</script></html>`;

interface HostWindow {
  readonly bridge: { open(patient: unknown): void; close(): void; logout(): void; stop(): void };
  readonly heard: { readonly name: string; readonly state?: string; readonly code?: string }[];
  token: string;
}
declare const window: HostWindow;

let browser: Browser;
let site: HostedSite;
let page: Page;

beforeEach(async () => {
  site = await startHostedSite({ hosted: () => ({ hostSilenceMs: 3_000 }) });
  const token = await site.mint.token();
  site.host.files.set("/cpis-host.js", script(readFileSync(join(embedFolder, "cpis-host.js"))));
  site.host.files.set("/chart", html(hostPage(site.gatewayUrl)));
  site.host.files.set("/token", { type: "text/plain", body: token });
  browser = await launchChromium();
  page = await browser.newPage();
});
afterEach(async () => {
  await browser.close();
  await site.stop();
});

const frame = (): Frame | undefined =>
  page.frames().find((candidate) => candidate.url().includes("/embed/banner"));
const bannerText = async (): Promise<string> =>
  (await frame()
    ?.evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "")
    .catch(() => "")) ?? "";

async function openChart(): Promise<void> {
  await page.goto(`${site.host.url}/chart`);
  await page.waitForFunction(() => "bridge" in window);
}

const openPatient = (story: Parameters<typeof bridgedPatient>[0]): Promise<void> =>
  page.evaluate((patient) => {
    window.bridge.open(patient);
  }, bridgedPatient(story));

describe("a plain host page with an iframe", () => {
  test("shows the banner for the patient whom the host says is open", async () => {
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await openChart();
    await openPatient("current-protection-plan");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    // Chromium says so of any frame that may run scripts and keep its origin; ours has another origin than its host.
    const general = "An iframe which has both allow-scripts and allow-same-origin";
    expect(complaints.filter((words) => !words.startsWith(general))).toEqual([]);
  });
});
