import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertViews } from "../../support/alert-views.js";
import { launchChromium } from "../../support/chromium.js";
import { bridgedPatient, embedFolder, startHostedSite, type HostedSite } from "../../support/hosted-site.js";
import { html, script, type ServedFile } from "../../support/page-server.js";

const soon = { timeout: 10_000, interval: 50 };
const parts = readdirSync(embedFolder).filter((name) => /^cpis(-alert-banner)?(-main-.*)?\.js$/.test(name));
const answerParts = readdirSync(embedFolder).filter((name) => name.includes("-answers-"));

let browser: Browser;
let site: HostedSite;
let page: Page;
let faults: string[];
let asked: string[];

beforeAll(async () => {
  site = await startHostedSite();
  for (const name of [...parts, ...readdirSync(embedFolder).filter((name) => name.includes("-details-"))])
    site.host.files.set(`/vendor/${name}`, script(readFileSync(join(embedFolder, name))));
  site.host.files.set("/token", { type: "text/plain", body: await site.mint.token() });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});
beforeEach(async () => {
  withhold();
  page = await browser.newPage();
  const now: string[] = [];
  asked = now;
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (request.url().includes("/lookups")) now.push(request.url());
  });
});

/** The web server does not have the part for answers. */
function withhold(): void {
  for (const name of answerParts) site.host.files.delete(`/vendor/${name}`);
  site.host.answer = () => Promise.resolve(undefined);
}

function bring(): void {
  for (const name of answerParts)
    site.host.files.set(`/vendor/${name}`, script(readFileSync(join(embedFolder, name))));
}

/** The web server keeps the part back until it is told to send it. */
function hold(): () => void {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((done) => (release = done));
  site.host.answer = async (path): Promise<ServedFile | undefined> => {
    const name = answerParts.find((part) => path.endsWith(part));
    if (name === undefined) return undefined;
    await gate;
    return script(readFileSync(join(embedFolder, name)));
  };
  return release;
}

/** A host's page with the shipped plugin; `head` stands before everything else. */
async function openChart(head = ""): Promise<void> {
  const use = `
    import { createCpisPlugin, createElementAdapter } from "/vendor/cpis.js";
    const element = document.getElementById("a");
    window.told = [];
    element.addEventListener("cpis-readiness-changed", ({ detail }) => window.told.push(detail.ready));
    createCpisPlugin({
      gatewayUrl: "${site.gatewayUrl}", locationId: "ed", element, adapter: createElementAdapter(element),
      getToken: async () => (await fetch("/token")).text(),
    }).start();`;
  site.host.files.set("/host.js", script(use));
  const body = `<cpis-alert-banner id="a"></cpis-alert-banner><script type="module" src="/host.js"></script>`;
  site.host.files.set("/chart", html(`<!doctype html><title>Chart</title>${head}${body}`));
  await page.goto(`${site.host.url}/chart`);
  await page.locator("#a[state]").waitFor({ state: "attached" });
}

const text = (): Promise<string> =>
  page.evaluate(() => document.getElementById("a")?.shadowRoot?.textContent ?? "");
const told = (): Promise<boolean[]> => page.evaluate(() => (window as unknown as { told: boolean[] }).told);
const open = (patient: object | null): Promise<void> =>
  page.evaluate((who) => {
    Object.assign(document.getElementById("a") ?? {}, { patient: who });
  }, patient);
const child = bridgedPatient("current-protection-plan");

describe("a page whose web server lacks the part that asks and draws answers", () => {
  test("asks nothing, says that it could not check, and tells its host (H-04, H-05)", async () => {
    await openChart();
    await open(child);
    await expect.poll(text, soon).toContain("Could not check CP-IS");
    expect(await text()).toContain("Treat as unknown");
    expect(await text()).toContain("could not be loaded. Nothing was sent.");
    expect(await text()).toContain("CPIS-B01");
    expect(await told()).toContain(false);
    expect(await told()).not.toContain(true);
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("checks by itself once the part can be had (H-05)", async () => {
    await openChart();
    await open(child);
    await expect.poll(text, soon).toContain("CPIS-B01");
    bring();
    await expect.poll(text, soon).toContain("current child protection plan");
    expect(await told()).toContain(true);
  });

  test("checks on a press, once, when the part can be had (H-05)", async () => {
    await openChart();
    await open(child);
    await expect.poll(text, soon).toContain("CPIS-B01");
    // Until its next own try would come, so that it is the press that leads to it.
    await expect.poll(async () => (await told()).length, soon).toBeGreaterThan(2);
    bring();
    const questions = site.simulator.received.length;
    await page.getByRole("button", { name: "Try again now" }).click();
    await expect.poll(text, soon).toContain("current child protection plan");
    expect(site.simulator.received.length - questions).toBeLessThan(2);
  });

  test.each([
    ["sends something that is no script", () => script("export {")],
    ["sends a log-in page", () => html("<!doctype html><title>Log in</title>")],
  ])("or %s, asks nothing either (H-05)", async (_what, file) => {
    for (const name of answerParts) site.host.files.set(`/vendor/${name}`, file());
    await openChart();
    await open(child);
    await expect.poll(text, soon).toContain("CPIS-B01");
    expect(asked).toEqual([]);
  });
});

describe("a content policy or a pinned hash that keeps the part out", () => {
  test("is no answer: nothing is asked, and the banner says that it could not check (H-05)", async () => {
    bring();
    const allowed = ["host.js", ...parts.map((name) => `vendor/${name}`)];
    const policy = `script-src ${allowed.map((path) => `${site.host.url}/${path}`).join(" ")}; require-trusted-types-for 'script'; trusted-types lit-html`;
    await openChart(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
    await open(child);
    await expect.poll(text, soon).toContain("CPIS-B01");
    expect(await told()).toContain(false);
    expect(asked).toEqual([]);
  });

  test("is not got round by another address: an altered part never runs", async () => {
    for (const name of answerParts)
      site.host.files.set(`/vendor/${name}`, script("window.altered = true; export const AnswerBox = 1;"));
    const integrity = Object.fromEntries(
      answerParts.map((name) => [`/vendor/${name}`, `sha384-${"A".repeat(64)}`]),
    );
    await openChart(`<script type="importmap">${JSON.stringify({ integrity })}</script>`);
    await open(child);
    await expect.poll(text, soon).toContain("CPIS-B01");
    await expect.poll(async () => (await told()).length, soon).toBeGreaterThan(2);
    expect(await page.evaluate(() => "altered" in window)).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe("the page that the gateway serves, which pins every script", () => {
  test("says that it could not check while the part is missing, and fetches it again under its pinned addresses", async () => {
    const code = script(readFileSync(join(embedFolder, "cpis-host.js")));
    const use = `import { createHostBridge } from "/cpis-host.js";
      window.bridge = createHostBridge({ gatewayUrl: "${site.gatewayUrl}", locationId: "ed",
        place: document.getElementById("cpis"), getToken: async () => (await fetch("/token")).text() });
      window.bridge.open(${JSON.stringify(child)});`;
    site.host.files.set("/cpis-host.js", code);
    site.host.files.set(
      "/framed",
      html(`<!doctype html><title>Chart</title><div id="cpis"></div><script type="module">${use}</script>`),
    );
    let tries = 0;
    let goOn: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route(/cpis-answers-/, async (route) => {
      tries += 1;
      if (tries < 3) return route.abort();
      // Not before somebody has read what stands there meanwhile.
      await seen;
      return route.continue();
    });
    await page.goto(`${site.host.url}/framed`);
    const banner = page.frameLocator("iframe").locator("cpis-alert-banner");
    const framed = (): Promise<string> => banner.evaluate((element) => element.shadowRoot?.textContent ?? "");
    await expect.poll(framed, soon).toContain("CPIS-B01");
    expect(asked).toEqual([]);
    goOn();
    await expect.poll(framed, soon).toContain("Alert: current child protection plan");
    expect(tries).toBe(3);
  });
});

describe("a part that comes late", () => {
  test("lets nothing be asked before, and everything after", async () => {
    const release = hold();
    await openChart();
    await open(child);
    await expect.poll(text, soon).toContain("About to check CP-IS");
    await page.waitForTimeout(1_500);
    expect(await text()).toContain("Nothing has been sent yet.");
    expect(asked).toEqual([]);
    release();
    await expect.poll(text, soon).toContain("current child protection plan");
  });

  test("asks about the patient who is open then, and leaves nothing of who was open before (H-01)", async () => {
    const release = hold();
    await openChart();
    await open(child);
    await page.waitForTimeout(300);
    await open(bridgedPatient("looked-after"));
    await page.waitForTimeout(300);
    await open(bridgedPatient("two-councils"));
    const before = site.simulator.received.length;
    release();
    await expect.poll(text, soon).toContain("Alert:");
    expect(site.simulator.received.length - before).toBe(1);
    expect(await text()).not.toMatch(/looked after child \(/);
    await open(null);
    expect(await text()).toContain("no patient read");
    expect(await text()).not.toContain("Alert:");
  });

  test("asks nothing when everybody has gone meanwhile (H-01)", async () => {
    const release = hold();
    await openChart();
    await open(child);
    await page.waitForTimeout(300);
    await open(null);
    release();
    await expect.poll(told, soon).toContain(true);
    await page.waitForTimeout(500);
    expect(asked).toEqual([]);
    expect(await text()).toContain("no patient read");
  });
});

describe("the element alone, whose page sets the view", () => {
  async function showAlone(name: string): Promise<void> {
    const use = `
      import "/vendor/cpis-alert-banner.js";
      const view = ${JSON.stringify({ ...alertViews[name], contentExpiresAt: undefined })};
      const element = document.getElementById("a");
      element.contextKey = view.key;
      element.view = view;`;
    const body = `<cpis-alert-banner id="a"></cpis-alert-banner><script type="module">${use}</script>`;
    site.host.files.set("/alone", html(`<!doctype html><title>Alone</title>${body}`));
    await page.goto(`${site.host.url}/alone`);
    await page.locator("#a[state]").waitFor({ state: "attached" });
  }
  const look = (): Promise<string> =>
    page.evaluate(() => document.getElementById("a")?.shadowRoot?.querySelector(".box")?.className ?? "");

  test("draws a record at once as an alert, with every council and both its numbers (H-05, H-10)", async () => {
    await showAlone("record-two-councils");
    await expect.poll(text, soon).toContain("Its plans could not be loaded");
    expect(await look()).toContain("record");
    for (const said of [
      "Alert: record returned by CP-IS",
      "Northshire Council",
      "01632 960101",
      "01632 960199",
    ])
      expect(await text()).toContain(said);
    expect(await page.locator("#a").getAttribute("state")).toBe("record");
  });

  test("draws the record in full when the part comes", async () => {
    const release = hold();
    await showAlone("record");
    await expect.poll(text, soon).toContain("Its plans are loading");
    expect(await text()).toContain("Alert:");
    release();
    await expect.poll(text, soon).toContain("Alert: current child protection plan");
    expect(await text()).not.toContain("Its plans");
  });

  test("never draws an absence without its words: no record is unknown until the part is there (H-04)", async () => {
    const release = hold();
    await showAlone("no-record");
    await expect.poll(text, soon).toContain("Treat as unknown until an answer shows here.");
    expect(await page.locator("#a").getAttribute("state")).toBe("checking");
    release();
    await expect.poll(text, soon).toContain("No record returned by CP-IS");
    expect(await page.locator("#a").getAttribute("state")).toBe("no-record");
  });

  test("says that nothing is known where the part never comes, and a record that could not be read stays one (H-04)", async () => {
    await showAlone("no-record");
    await expect.poll(text, soon).toContain("CPIS-B01");
    expect(await text()).not.toContain("No record");
    expect(await page.locator("#a").getAttribute("state")).toBe("failed");
    await showAlone("failed-record-unreadable");
    await expect.poll(text, soon).toContain("Treat it as a positive");
    expect(await look()).toContain("record");
  });

  test("leaves nothing of a record behind when another patient is opened meanwhile (H-01)", async () => {
    await showAlone("record");
    await expect.poll(text, soon).toContain("Northshire");
    await page.evaluate(() => Object.assign(document.getElementById("a") ?? {}, { contextKey: "another" }));
    expect(await text()).not.toMatch(/Northshire|01632|Alert/);
  });
});
