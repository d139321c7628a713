import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { html, script, startPageServer, type PageServer } from "../support/page-server.js";
import { patients } from "./plugin-answers.js";

const idleMs = 2_000;
const soon = { timeout: 10_000, interval: 50 };

let browser: Browser;
let host: PageServer;
const gateway = new ContractGateway();

beforeAll(async () => {
  host = await startPageServer();
  await gateway.start();
  gateway.settings = { ...gateway.settings, idleMs };
  const hosted = await bundle("test/browser/plugin-hosted-page.ts", "hosted");
  gateway.files.set("/hosted.js", { type: "text/javascript", body: hosted });
  gateway.files.set(`/embed/banner?location=ED-MAIN&host=${encodeURIComponent(host.url)}`, {
    type: "text/html",
    body: `<!doctype html><title>CP-IS</title><cpis-alert-banner></cpis-alert-banner><p id="cpis-note" hidden></p>
      <script src="/hosted.js"></script><script>hosted.start("${host.url}", "ED-MAIN", 1500)</script>`,
  });
  host.files.set("/bridge.js", script(await bundle("src/host/create-host-bridge.ts", "cpisHost")));
  host.files.set(
    "/chart",
    html(`<!doctype html><title>Chart</title><div id="place"></div><script src="/bridge.js"></script><script>
      window.bridge = cpisHost.createHostBridge({ gatewayUrl: "${gateway.url}", locationId: "ED-MAIN",
        place: document.getElementById("place"), getToken: () => Promise.resolve("token-1") });
      window.bridge.open(${JSON.stringify(patients[0])});</script>`),
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await gateway.kill();
  await host.stop();
});

test("a banner in a frame stays while people use the page around it, and is cleared once nobody does (H-29)", async () => {
  const page = await browser.newPage();
  await page.goto(`${host.url}/chart`);
  const frame = (): Frame | undefined => page.frames().find((one) => one.url().includes("/embed/banner"));
  const state = (): Promise<string | null | undefined> =>
    frame()?.evaluate(() => document.querySelector("cpis-alert-banner")?.getAttribute("state")) ??
    Promise.resolve(undefined);
  await expect.poll(state, soon).toBe("checking");
  for (const until = Date.now() + 3 * idleMs; Date.now() < until;) {
    await page.keyboard.press("Shift");
    await page.waitForTimeout(200);
    expect(await state()).toBe("checking");
  }
  await expect.poll(state, soon).toBe("stale");
});
