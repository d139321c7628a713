import type { Browser, Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { nhsNumberOf } from "../unit/pipeline/pipeline-run.js";

const soon = { timeout: 20_000, interval: 50 };
const dwellMs = 400;

let browser: Browser;
let gateway: ContractGateway;

beforeEach(async () => {
  gateway = new ContractGateway();
  gateway.settings = { ...gateway.settings, dwellMs };
  await gateway.start();
  const body = await bundle("test/browser/plugin-page.ts", "cpis");
  gateway.files.set("/cpis.js", { type: "text/javascript", body });
  gateway.files.set("/chart", {
    type: "text/html",
    body: '<!doctype html><title>Chart</title><cpis-alert-banner></cpis-alert-banner><script src="/cpis.js"></script>',
  });
  browser = await launchChromium();
});
afterEach(async () => {
  await browser.close();
  await gateway.kill();
});

declare const cpis: {
  createElementAdapter(element: Element): unknown;
  createCpisPlugin(options: object): { start(): void; stop(): void };
};

type Banner = HTMLElement & { patient: unknown };

/** Runs in the page. Names are made there, so that nothing but the page itself could still hold one. */
function start(): void {
  const banner = document.querySelector("cpis-alert-banner") as Banner;
  cpis
    .createCpisPlugin({
      gatewayUrl: location.origin,
      locationId: "ED-MAIN",
      element: banner,
      adapter: cpis.createElementAdapter(banner),
      getToken: () => Promise.resolve("token-1"),
    })
    .start();
}

interface Flood {
  readonly numbers: readonly string[];
  readonly attributes: boolean;
  readonly dwellMs: number;
}

/** Runs in the page: a thousand patients within a second, and how the page lived through it. */
async function flood({ numbers, attributes, dwellMs }: Flood): Promise<{
  readonly ms: number;
  readonly painted: number;
  readonly longestMs: number;
  readonly stoodStill: number;
}> {
  const banner = document.querySelector("cpis-alert-banner") as Banner;
  let painted = 0;
  let isOver = false;
  const paint = (): void => {
    painted += 1;
    if (!isOver) requestAnimationFrame(paint);
  };
  requestAnimationFrame(paint);
  const began = performance.now();
  let longestMs = 0;
  let stoodStill = 0;
  let last = began;
  for (const [n, nhsNumber] of numbers.entries()) {
    const before = performance.now();
    if (before - last >= dwellMs) stoodStill += 1;
    last = before;
    const familyName = ["Flood", "ling", String(n)].join("-");
    const status = "verified";
    if (attributes && n % 2 === 0) {
      banner.patient = null;
      const said = { "nhs-number": nhsNumber, "nhs-number-status": status, "family-name": familyName };
      for (const [name, value] of Object.entries(said)) banner.setAttribute(name, value);
    } else {
      for (const name of ["nhs-number", "nhs-number-status", "family-name"]) banner.removeAttribute(name);
      banner.patient = {
        nhsNumber,
        nhsNumberStatus: status,
        birthDate: "2019-04-14",
        familyName,
        localIds: [],
      };
    }
    longestMs = Math.max(longestMs, performance.now() - before);
    const due = began + n + 1 - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    else if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  isOver = true;
  return { ms: performance.now() - began, painted, longestMs, stoodStill };
}

/** Every string that is alive in the page's memory, after what can be collected has been. */
async function stringsInMemory(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  return (JSON.parse(chunks.join("")) as { strings: string[] }).strings;
}

test.each([false, true])(
  "a flood of 1,000 switches in a second asks about the last patient alone, and keeps nothing of the others (attributes: %s) (H-01, H-02)",
  async (attributes) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${gateway.url}/chart`);
    await page.evaluate(start);
    // No two of them alike, and none that a test before has used.
    const numbers = Array.from({ length: 1_000 }, (_, n) => nhsNumberOf(100 + n));
    const lived = await page.evaluate(flood, { numbers, attributes, dwellMs });
    console.log(
      `flood: 1,000 switches in ${Math.round(lived.ms)} ms, ${lived.painted} frames painted meanwhile, longest switch ${lived.longestMs.toFixed(1)} ms`,
    );
    expect(lived.painted).toBeGreaterThan(5);
    await expect.poll(() => gateway.lookups.size, soon).toBeGreaterThan(0);
    await page.waitForTimeout(2 * dwellMs);
    const asked = [...gateway.lookups.values()].map(({ request }) => request.patient.nhsNumber);
    // A machine that stood still for a whole dwell time in between may have let one more through.
    expect(asked.at(-1)).toBe(numbers.at(-1));
    expect(asked.length).toBeLessThanOrEqual(1 + lived.stoodStill);

    await page.evaluate(() => {
      const banner = document.querySelector("cpis-alert-banner") as Banner;
      for (const { name } of [...banner.attributes]) banner.removeAttribute(name);
      banner.patient = null;
    });
    const kept = await page.evaluate(async () => ({
      page:
        document.documentElement.outerHTML +
        (document.querySelector("cpis-alert-banner")?.shadowRoot?.innerHTML ?? ""),
      address: [
        location.href,
        document.title,
        document.cookie,
        JSON.stringify(history.state),
        String(history.length),
      ],
      stored: [
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
      ],
    }));
    expect(kept.page).not.toMatch(/Flood-ling|999\s?\d{3}\s?\d{4}/);
    expect(kept.address).toEqual([`${gateway.url}/chart`, "Chart", "", "null", expect.any(String) as string]);
    expect(kept.stored).toEqual([0, 0, 0, 0]);
    const alive = (await stringsInMemory(page)).filter((text) => /Flood-ling-\d/.test(text));
    expect(alive).toEqual([]);
  },
  120_000,
);
