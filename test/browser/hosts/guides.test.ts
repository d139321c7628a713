import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reactCopy } from "../../../src/cli/demo/react-copy.js";
import { launchChromium } from "../../support/chromium.js";
import { nurse } from "../../support/gateway-plan.js";
import {
  bridgedPatient,
  embedFolder,
  startHostedSite,
  syntheticPatient,
  type HostedSite,
} from "../../support/hosted-site.js";
import { html, script } from "../../support/page-server.js";

const root = resolve(import.meta.dirname, "../../..");
const soon = { timeout: 10_000, interval: 50 };
const guides = ["script", "iframe", "react", "angular", "desktop-shell", "signed-link", "two-sources"];

/** The lines that a guide gives to copy: its first block. */
function snippetOf(guide: string): string {
  const text = readFileSync(join(root, `docs/embedding/${guide}.md`), "utf8");
  const [, snippet] = /```(?:html|js)\n([\s\S]*?)```/.exec(text) ?? [];
  if (snippet === undefined) throw new Error(`${guide} has nothing to copy`);
  return snippet;
}

/** With the addresses of this test's site, and nothing else changed. */
const adapted = (guide: string): string =>
  snippetOf(guide)
    .replaceAll("https://cpis.trust.example", site.gatewayUrl)
    .replaceAll("/vendor/cpis-plugin/embed/", "/embed/")
    .replaceAll('"cpis-plugin/host"', '"/embed/cpis-host.js"')
    .replaceAll('"react"', '"/react.js"');

/** A guide's lines as the module that they are, for what runs on a server or in a shell. */
async function imported<T>(guide: string): Promise<T> {
  const folder = mkdtempSync(join(dirname(embedFolder), "guide-"));
  try {
    writeFileSync(join(folder, "guide.mjs"), snippetOf(guide));
    return (await import(join(folder, "guide.mjs"))) as T;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let site: HostedSite;
let browser: Browser;
let page: Page;
let sealing: CryptoKeyPair;
let signing: CryptoKeyPair;

beforeAll(async () => {
  sealing = await generateKeyPair("ECDH-ES+A256KW", { extractable: true });
  signing = await generateKeyPair("ES256", { extractable: true });
  const asKey = async (key: CryptoKey, kid: string) => ({ ...(await exportJWK(key)), kid });
  const sealingJwk = await asKey(sealing.privateKey, "ours");
  const signingJwk = await asKey(signing.publicKey, "theirs");
  site = await startHostedSite({
    hosted: () => ({
      launch: {
        audience: "https://cpis.trust.example",
        decryptionKeys: { keys: [{ ...sealingJwk }] },
        systems: [
          {
            issuer: "https://pas.trust.example",
            shape: "cpis",
            trustedKeys: { keys: [{ ...signingJwk }] },
            locations: {},
            practitioners: {},
            withoutUser: "not-identified",
          },
        ],
      },
    }),
  });
  site.host.files.set("/my-epr/cpis-token", { type: "text/plain", body: await site.mint.token() });
  site.host.answer = (path) =>
    Promise.resolve(
      path.startsWith("/embed/") ? script(readFileSync(join(embedFolder, path.slice(7)))) : undefined,
    );
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

const say = (name: string): Promise<void> =>
  page.evaluate(({ event, detail }) => void dispatchEvent(new CustomEvent(event, { detail })), {
    event: name,
    detail: bridgedPatient("no-record"),
  });
const answer = (): Promise<string> =>
  Promise.all(
    page
      .frames()
      .map((frame) =>
        frame
          .evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "")
          .catch(() => ""),
      ),
  ).then((texts) => texts.join());
const shown = () => expect.poll(answer, soon).toContain("No record returned by CP-IS");

describe("the published hashes", () => {
  test("are those of every script that was built", () => {
    const published = JSON.parse(readFileSync(join(embedFolder, "integrity.json"), "utf8")) as object;
    const built = readdirSync(embedFolder).filter((name) => name.endsWith(".js"));
    const hash = (name: string): string =>
      createHash("sha384")
        .update(readFileSync(join(embedFolder, name)))
        .digest("base64");
    expect(published).toEqual(Object.fromEntries(built.map((name) => [name, `sha384-${hash(name)}`])));
  });
});

describe("a guide", () => {
  test.each(guides)("has at most twenty lines to copy: %s", (guide) => {
    expect(
      snippetOf(guide)
        .trimEnd()
        .split("\n")
        .filter((line) => line.trim() !== "").length,
    ).toBeLessThanOrEqual(20);
  });

  test.each(["script", "iframe"])("works as it is copied into a page: %s", async (guide) => {
    site.host.files.set("/guide", html(`<!doctype html><title>Chart</title>${adapted(guide)}`));
    await page.goto(`${site.host.url}/guide`);
    await say("chart-opened");
    await shown();
  });

  test("works as it is copied into a page: two-sources", async () => {
    site.host.files.set("/guide", html(`<!doctype html><title>Chart</title>${adapted("two-sources")}`));
    await page.goto(`${site.host.url}/guide`);
    await say("chart-opened");
    await shown();
    await say("service-opened");
    await shown();
  });

  const settings = (): string => `{
    gatewayUrl: "${site.gatewayUrl}", locationId: "ed",
    getToken: async () => (await fetch("/my-epr/cpis-token")).text(),
  }`;

  test("works as a component of its framework would be used: angular", async () => {
    site.host.files.set("/guide.js", script(adapted("angular")));
    const use = `import { CpisBannerComponent } from "/guide.js";
      const component = new CpisBannerComponent({ nativeElement: document.getElementById("place") });
      component.settings = ${settings()};
      component.ngOnChanges();
      addEventListener("chart-opened", ({ detail }) => { component.patient = detail; component.ngOnChanges(); });
      addEventListener("left", () => component.ngOnDestroy());`;
    site.host.files.set(
      "/guide",
      html(`<!doctype html><title>Chart</title><div id="place"></div><script type="module">${use}</script>`),
    );
    await page.goto(`${site.host.url}/guide`);
    await say("chart-opened");
    await shown();
    await say("left");
    expect(await page.locator("iframe").count()).toBe(0);
  });

  test("works as a component of its framework: react", async () => {
    site.host.files.set("/guide.js", script(adapted("react")));
    site.host.files.set("/react.js", script((await reactCopy(join(root, "node_modules"))).content));
    const use = `import { CpisBanner } from "/guide.js";
      import { createElement, createRoot } from "/react.js";
      const settings = ${settings()};
      const app = createRoot(document.getElementById("place"));
      const render = (patient) => app.render(createElement(CpisBanner, { settings, patient }));
      render(null);
      addEventListener("chart-opened", ({ detail }) => render(detail));
      addEventListener("left", () => app.unmount());`;
    site.host.files.set(
      "/guide",
      html(`<!doctype html><title>Chart</title><div id="place"></div><script type="module">${use}</script>`),
    );
    await page.goto(`${site.host.url}/guide`);
    await say("chart-opened");
    await shown();
    await say("left");
    await expect.poll(() => page.locator("iframe").count(), soon).toBe(0);
  });

  test("works in a simulated shell: desktop-shell", async () => {
    const shell = await imported<{
      context(now: object | null, say: (message: object) => void): void;
      received(
        message: object,
        say: (message: object) => void,
        getToken: () => Promise<string>,
      ): Promise<void>;
    }>("desktop-shell");
    const token = await site.mint.token();
    const view = await browser.newPage();
    const talk = (message: object): void => {
      void view
        .evaluate((data) => (window as unknown as { hear(data: unknown): void }).hear(data), message)
        .catch(() => undefined);
    };
    await view.exposeFunction("toShell", (message: object) =>
      shell.received(message, talk, () => Promise.resolve(token)),
    );
    await view.addInitScript(() => {
      const listeners: ((event: { readonly data: unknown }) => void)[] = [];
      const own = window as unknown as { toShell(message: object): void; hear(data: unknown): void };
      own.hear = (data) => {
        for (const listener of listeners) listener({ data });
      };
      const webview = {
        postMessage: (message: object) => {
          own.toShell(message);
        },
        addEventListener: (_type: string, listener: (event: { readonly data: unknown }) => void) =>
          void listeners.push(listener),
        removeEventListener: () => undefined,
      };
      Object.defineProperty(window, "chrome", { value: { webview }, configurable: true });
    });
    await view.goto(`${site.gatewayUrl}/embed/banner?location=ed&host=shell`);
    shell.context({ patient: syntheticPatient("no-record"), encounter: { id: "E-2" } }, talk);
    const text = (): Promise<string> =>
      view.evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "");
    await expect.poll(text, soon).toContain("No record returned by CP-IS");
  });

  test("makes a launch that opens the banner: signed-link", async () => {
    const { launchOf } = await imported<{ launchOf: (what: object, keys: object) => Promise<string> }>(
      "signed-link",
    );
    const launch = await launchOf(
      {
        patient: syntheticPatient("no-record"),
        encounter: { id: "E-1" },
        location: "ed",
        user: nurse,
      },
      {
        signing: signing.privateKey,
        signingKid: "theirs",
        sealing: sealing.publicKey,
        sealingKid: "ours",
      },
    );
    await page.goto(`${site.gatewayUrl}/embed/launch?t=${launch}`);
    await shown();
  });
});
