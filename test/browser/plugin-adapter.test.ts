import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ContextEvent } from "../../src/domain/patient-context.js";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";

interface AdapterWindow {
  readonly banner: HTMLElement & { patient: unknown };
  readonly events: ContextEvent[];
  readonly adapter: { start(): void; stop(): void };
  readonly said: () => string[];
}
declare const window: AdapterWindow;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(() => browser.close());

beforeEach(async () => {
  await page.goto("about:blank");
  await page.setContent("<main><div id=place><cpis-alert-banner></cpis-alert-banner></div></main>");
  await page.addScriptTag({ content: await bundle("test/browser/plugin-page.ts", "cpis") });
  await page.addScriptTag({
    content: `
      window.banner = document.querySelector("cpis-alert-banner");
      window.events = [];
      window.said = () => events.map(({ kind, reason }) => (reason ? kind + ": " + reason : kind));
      window.adapter = cpis.createElementAdapter(banner);
      adapter.events.subscribe((event) => events.push(event));
      adapter.start();`,
  });
});

const events = (): Promise<string[]> => page.evaluate(() => window.said());

test("an assigned patient is told within the assignment, and so is another and none (H-01)", async () => {
  const told = await page.evaluate(() => {
    const seen: string[][] = [];
    for (const patient of [{ nhsNumber: "9990001014" }, { nhsNumber: "9990001022" }, null]) {
      window.banner.patient = patient;
      seen.push(window.said());
    }
    return seen;
  });
  expect(told).toEqual([["open"], ["open", "open"], ["open", "open", "close"]]);
});

test("attributes close the patient at once, and are read together once the host is done (H-01)", async () => {
  const told = await page.evaluate(async () => {
    const { banner } = window;
    banner.setAttribute("nhs-number", "9990001014");
    banner.setAttribute("birth-date", "2019-04-14");
    const inBetween = window.said();
    await Promise.resolve();
    const first = window.said();
    banner.setAttribute("nhs-number", "9990001022");
    const atOnce = window.said();
    banner.setAttribute("birth-date", "2020-02-02");
    await Promise.resolve();
    return { inBetween, first, atOnce, last: window.said(), event: window.events.at(-1) };
  });
  expect(told.inBetween).toEqual([]);
  expect(told.first).toEqual(["open"]);
  expect(told.atOnce).toEqual(["open", "close"]);
  expect(told.last).toEqual(["open", "close", "open"]);
  expect(told.event).toMatchObject({ patient: { nhsNumber: "9990001022", birthDate: "2020-02-02" } });
});

test("a property and attributes that name two people lose the context (H-01)", async () => {
  await page.evaluate(async () => {
    window.banner.setAttribute("nhs-number", "9990001014");
    await Promise.resolve();
    window.banner.patient = { nhsNumber: "9990001022" };
  });
  expect(await events()).toEqual(["open", "lost: conflict"]);
});

test("an element that leaves the page loses its patient, and tells it anew when it comes back (H-02)", async () => {
  await page.evaluate(async () => {
    const { banner } = window;
    const pause = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));
    banner.patient = { nhsNumber: "9990001014" };
    const place = banner.parentElement;
    banner.remove();
    await pause();
    place?.append(banner);
    await pause();
    place?.remove();
    await pause();
  });
  expect(await events()).toEqual(["open", "lost: disconnected", "open", "lost: disconnected"]);
});

test("an element that is only moved keeps its patient", async () => {
  await page.evaluate(async () => {
    window.banner.patient = { nhsNumber: "9990001014" };
    document.body.append(window.banner);
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(await events()).toEqual(["open"]);
});

test("an element inside another component's shadow tree is watched there too (H-02)", async () => {
  await page.evaluate(async () => {
    const pause = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));
    const { banner, adapter } = window;
    adapter.stop();
    const host = document.createElement("div");
    document.body.append(host);
    host.attachShadow({ mode: "closed" }).append(banner);
    banner.patient = { nhsNumber: "9990001014" };
    adapter.start();
    host.remove();
    await pause();
    adapter.stop();
  });
  expect(await events()).toEqual(["open", "lost: disconnected"]);
});

test("an adapter that is stopped closes the patient and hears nothing any more", async () => {
  await page.evaluate(async () => {
    const { banner, adapter } = window;
    banner.patient = { nhsNumber: "9990001014" };
    adapter.stop();
    banner.patient = { nhsNumber: "9990001022" };
    banner.remove();
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(await events()).toEqual(["open", "close"]);
});
