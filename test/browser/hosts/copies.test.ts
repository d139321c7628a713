import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.js";
import { bridgedPatient, embedFolder, startHostedSite, type HostedSite } from "../../support/hosted-site.js";
import { html, script } from "../../support/page-server.js";

const soon = { timeout: 10_000, interval: 50 };

let browser: Browser;
let site: HostedSite;
let page: Page;
let faults: string[];

beforeAll(async () => {
  site = await startHostedSite();
  for (const folder of ["one", "other"])
    for (const [name, code] of copyOf(folder)) site.host.files.set(`/${folder}/${name}`, script(code));
  site.host.files.set("/token", { type: "text/plain", body: await site.mint.token() });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
});

/** The shipped script as another version would lie beside it: every part under a name with a hash of its own. */
function copyOf(folder: string): readonly (readonly [string, string])[] {
  const rename = (text: string): string =>
    text.replaceAll(
      /(cpis-(?:main|answers|details)-)([\w-]{8})(?=\.js)/g,
      (_name, part: string, hash: string) =>
        folder === "one" ? `${part}${hash}` : `${part}${hash.slice(4)}${hash.slice(0, 4)}`,
    );
  return readdirSync(embedFolder)
    .filter((name) => /^cpis(-(main|answers|details)-.*)?\.js$/.test(name))
    .map((name) => [rename(name), rename(readFileSync(join(embedFolder, name), "utf8"))]);
}

const pluginOn = (copy: string, id: string): string => `
  const ${id} = document.getElementById("${id}");
  const plugin_${id} = ${copy}.createCpisPlugin({
    gatewayUrl: "${site.gatewayUrl}", locationId: "ed", element: ${id},
    adapter: ${copy}.createElementAdapter(${id}),
    getToken: async () => (await fetch("/token")).text(),
  });`;
const bannerText = (id: string): Promise<string> =>
  page.evaluate((name) => document.getElementById(name)?.shadowRoot?.textContent ?? "", id);
const open = (id: string, patient: object | null): Promise<void> =>
  page.evaluate(
    ([name, who]) => {
      const element = document.getElementById(name) as HTMLElement & { patient: unknown };
      element.patient = who;
    },
    [id, patient] as const,
  );

describe("two versions of the script on one page", () => {
  test.each([
    ["one", "other"],
    ["other", "one"],
  ])("both show and wipe their patient when %s comes first (H-01)", async (first, second) => {
    const use = `
      const first = await import("/${first}/cpis.js");
      const second = await import("/${second}/cpis.js");
      ${pluginOn("first", "a")}${pluginOn("second", "b")}
      plugin_a.start();
      plugin_b.start();`;
    const banners =
      '<cpis-alert-banner id="a"></cpis-alert-banner><cpis-alert-banner id="b"></cpis-alert-banner>';
    site.host.files.set(
      "/chart",
      html(`<!doctype html><title>Chart</title>${banners}<script type="module">${use}</script>`),
    );
    await page.goto(`${site.host.url}/chart`);
    await expect.poll(() => page.evaluate(() => document.querySelectorAll("[state]").length), soon).toBe(2);
    for (const id of ["a", "b"]) {
      await open(id, bridgedPatient("current-protection-plan"));
      await expect.poll(() => bannerText(id), soon).toContain("current child protection plan");
      await page.locator(`#${id} [aria-expanded=false]`).first().click();
      await expect.poll(() => page.locator(`#${id} .details`).count(), soon).toBe(1);
    }
    for (const id of ["a", "b"]) {
      await open(id, null);
      expect(await bannerText(id)).not.toContain("protection plan");
    }
    expect(faults).toEqual([]);
  });
});

describe("two versions in a page with Trusted Types", () => {
  const chart = async (names: string): Promise<void> => {
    const use = `
      import { createCpisPlugin, createElementAdapter } from "/one/cpis.js";
      import("/other/cpis.js").then(
        () => (window.other = "there"),
        (error) => (window.other = error.name),
      );
      const copy = { createCpisPlugin, createElementAdapter };
      ${pluginOn("copy", "a")}
      plugin_a.start();`;
    const policy = `script-src 'self'; require-trusted-types-for 'script'; trusted-types ${names}`;
    site.host.files.set("/host.js", script(use));
    site.host.files.set(
      "/chart",
      html(
        `<!doctype html><title>Chart</title><meta http-equiv="Content-Security-Policy" content="${policy}">
        <cpis-alert-banner id="a"></cpis-alert-banner><script type="module" src="/host.js"></script>`,
      ),
    );
    await page.goto(`${site.host.url}/chart`);
  };
  const other = (): Promise<unknown> => page.evaluate(() => (window as { other?: string }).other);

  test("both run where the policy allows the name twice", async () => {
    await chart("lit-html 'allow-duplicates'");
    await expect.poll(other, soon).toBe("there");
    await open("a", bridgedPatient("current-protection-plan"));
    await expect.poll(() => bannerText("a"), soon).toContain("current child protection plan");
    expect(faults).toEqual([]);
  });

  test("the first one runs, and the second one says why it does not, where it allows the name once", async () => {
    await chart("lit-html");
    await expect.poll(other, soon).toBe("TypeError");
    await open("a", bridgedPatient("current-protection-plan"));
    await expect.poll(() => bannerText("a"), soon).toContain("current child protection plan");
    expect(faults).toEqual([]);
  });
});

describe("an element that is not ours", () => {
  test("is refused too when the tag is defined by somebody else after the plugin was started (H-05)", async () => {
    const before = site.simulator.received.length;
    // The first copy's own tag never comes: its page asks for the plugin without it.
    const code = readFileSync(join(embedFolder, "cpis.js"), "utf8");
    const main = /cpis-main-[\w-]{8}\.js/.exec(code)?.[0] ?? "";
    const withoutTag = readFileSync(join(embedFolder, main), "utf8").replace(
      /customElements\.get\("cpis-alert-banner"\)\|\|customElements\.define\("cpis-alert-banner",\w+\)/,
      "0",
    );
    site.host.files.set("/untagged/cpis.js", script(code));
    site.host.files.set(`/untagged/${main}`, script(withoutTag));
    for (const [name, part] of copyOf("one"))
      if (name.includes("answers")) site.host.files.set(`/untagged/${name}`, script(part));
    const use = `
      window.heard = [];
      addEventListener("cpis-visibility-changed", ({ detail }) => window.heard.push(detail.visible));
      addEventListener("error", ({ error }) => window.heard.push(error.code));
      const copy = await import("/untagged/cpis.js");
      ${pluginOn("copy", "a")}
      plugin_a.start();
      a.patient = ${JSON.stringify(bridgedPatient("looked-after"))};
      setTimeout(() => customElements.define("cpis-alert-banner", class extends HTMLElement {}), 500);`;
    site.host.files.set(
      "/chart",
      html(
        `<!doctype html><title>Chart</title><cpis-alert-banner id="a"></cpis-alert-banner><script type="module">${use}</script>`,
      ),
    );
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${site.host.url}/chart`);
    const heard = (): Promise<unknown> => page.evaluate(() => (window as { heard?: unknown[] }).heard);
    await expect.poll(heard, soon).toEqual([false, "CPIS_ELEMENT_FOREIGN"]);
    await page.waitForTimeout(1_500);
    expect(asked.filter((address) => address.includes("/lookups"))).toEqual([]);
    expect(site.simulator.received.length).toBe(before);
  });

  test.each([
    ["a tag that somebody else has defined", "cpis-alert-banner", true],
    ["an element of the page's own", "div", false],
  ])("is refused with a code, and nothing is asked, for %s (H-05)", async (_what, tag, isDefined) => {
    const before = site.simulator.received.length;
    const define = `customElements.define("cpis-alert-banner", class extends HTMLElement {});`;
    const use = `
      ${isDefined ? define : ""}
      const copy = await import("/one/cpis.js");
      ${pluginOn("copy", "a")}
      a.patient = ${JSON.stringify(bridgedPatient("looked-after"))};
      try { plugin_a.start(); window.fault = "none"; } catch (error) { window.fault = error.code; }`;
    site.host.files.set(
      "/chart",
      html(
        `<!doctype html><title>Chart</title><${tag} id="a"></${tag}><script type="module">${use}</script>`,
      ),
    );
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${site.host.url}/chart`);
    await expect
      .poll(() => page.evaluate(() => (window as { fault?: string }).fault), soon)
      .toBe("CPIS_ELEMENT_FOREIGN");
    await page.waitForTimeout(1_500);
    expect(asked.filter((address) => address.startsWith(site.gatewayUrl))).toEqual([]);
    expect(site.simulator.received.length).toBe(before);
    expect(faults).toEqual([]);
  });
});
