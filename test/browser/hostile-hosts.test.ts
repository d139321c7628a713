import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertViews } from "../support/alert-views.js";
import { axeFindings } from "../support/axe.js";
import { bannerText, openBannerPage, resetBannerPage, showBanner } from "../support/banner-page.js";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

const record = alertViews["record"] ?? null;
const unknown = alertViews["failed-no-answer"] ?? null;

/** Every element of the banner with its box and all that a host's style sheet could have changed of its words. */
const faceOf = (target: Page): Promise<readonly string[]> =>
  target.locator("cpis-alert-banner").evaluate((banner) => {
    const origin = banner.getBoundingClientRect();
    return [...(banner.shadowRoot?.querySelectorAll(".root *:not(svg *)") ?? [])].map((part) => {
      const { left, top, width, height } = part.getBoundingClientRect();
      const style = getComputedStyle(part);
      const box = [left - origin.left, top - origin.top, width, height].map((length) => length.toFixed(1));
      const words = [
        style.fontFamily,
        style.fontSize,
        style.fontWeight,
        style.fontStyle,
        style.lineHeight,
        style.letterSpacing,
        style.wordSpacing,
        style.textTransform,
        style.textIndent,
        style.direction,
        style.color,
        style.cursor,
      ];
      return `${part.tagName}.${part.className} ${box.join(" ")} ${words.join(" ")}`;
    });
  });

const hostileStyles = {
  "a root font of 62.5 %": "html{font-size:62.5%}",
  "buttons in capitals": "button{text-transform:uppercase!important;letter-spacing:.2em;border-radius:99px}",
  "serifs everywhere": "*{font-family:Georgia,serif!important;font-style:italic}",
  "a reset of everything":
    "*,*::before,*::after{all:unset;font:inherit}main,body{display:block}main{width:1100px}",
  "tables and links of its own":
    "a{color:#f0f!important;text-decoration:none}h2,h3{font-size:9px;margin:40px}",
  "letters, words and lines far apart":
    "body{letter-spacing:.3em;word-spacing:2em;line-height:3;text-indent:4em;text-align:justify;cursor:wait}",
  "a font that never loads": "@font-face{font-family:Never;src:url(/never.woff2)} *{font-family:Never}",
};

describe("a host with", () => {
  it.each(Object.entries(hostileStyles))("%s changes nothing inside the banner", async (_name, css) => {
    await page.route("**/never.woff2", () => undefined);
    for (const view of [record, unknown]) {
      await showBanner(page, view, { width: 1100 });
      const calm = await faceOf(page);
      const style = await page.addStyleTag({ content: css });
      await showBanner(page, view, { width: 1100 });
      expect(await faceOf(page)).toEqual(calm);
      expect(calm.length).toBeGreaterThan(10);
      await style.evaluate((tag) => (tag as Element).remove());
    }
  });

  it("a page from right to left keeps the banner's words and numbers from left to right", async () => {
    await showBanner(page, record, { width: 1100 });
    const calm = await faceOf(page);
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await showBanner(page, record, { width: 1100 });
    expect(await faceOf(page)).toEqual(calm);
  });

  it.each(["record", "no-record", "failed-no-answer"])("a dark page leaves the %s readable", async (name) => {
    await page.addStyleTag({ content: "html{color-scheme:dark}body,main{background:#000;color:#fff}" });
    await showBanner(page, alertViews[name] ?? null);
    expect(await axeFindings(page, "cpis-alert-banner")).toEqual([]);
  });

  it.each(["record-two-councils", "no-record", "failed-no-answer", "not-checked-nhs-number-missing"])(
    "a zoom of 400 %% shows all of %s without scrolling sideways",
    async (name) => {
      // 1280 pixels of a screen at 400 % are 320 of the page (WCAG 1.4.10).
      await page.setViewportSize({ width: 320, height: 256 });
      await showBanner(page, alertViews[name] ?? null);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(sideways).toBe(0);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  );

  it("forced colours still frames the alert and its controls", async () => {
    await page.emulateMedia({ forcedColors: "active" });
    await showBanner(page, record);
    const frames = await page.locator("cpis-alert-banner").evaluate((banner) =>
      [".box", "button"].map((part) => {
        const style = getComputedStyle(banner.shadowRoot?.querySelector(part) ?? banner);
        return style.borderStyle !== "none" && style.borderWidth !== "0px";
      }),
    );
    expect(frames).toEqual([true, true]);
    await page.emulateMedia({ forcedColors: "none" });
  });
});

describe("a host that misbehaves", () => {
  it("and throws in its own listeners, or before, does not stop the banner", async () => {
    const thrown: string[] = [];
    page.on("pageerror", ({ message }) => thrown.push(message));
    await page.evaluate(() => {
      for (const name of ["cpis-context-input", "cpis-lookup-changed", "cpis-details-opened"]) {
        document.addEventListener(
          name,
          () => {
            throw new Error("the host's own");
          },
          true,
        );
      }
      queueMicrotask(() => {
        throw new Error("the host's own");
      });
    });
    await showBanner(page, record);
    await page.getByRole("button", { name: "Show details" }).click();
    expect(await bannerText(page)).toContain("Northshire Council");
    expect(await page.locator("cpis-alert-banner .details").count()).toBe(1);
    expect(new Set(thrown)).toEqual(new Set(["the host's own"]));
  });

  it("and adds to what all objects and lists have does not change what is drawn", async () => {
    await showBanner(page, record, { width: 1100 });
    const calm = await faceOf(page);
    await page.evaluate(() => {
      Object.assign(Object.prototype, { odd: "odd" });
      Object.assign(Array.prototype, { odder: () => "odder" });
    });
    await showBanner(page, record, { width: 1100 });
    expect(await faceOf(page)).toEqual(calm);
  });

  it("and puts a cover over the banner is told, and told again when it is gone (H-05)", async () => {
    await page.clock.resume();
    await showBanner(page, record);
    await page.evaluate(() => {
      const banner = document.querySelector("cpis-alert-banner");
      banner?.addEventListener("cpis-visibility-changed", ({ detail }) => {
        banner.dataset["seen"] = `${banner.dataset["seen"] ?? ""} ${String(detail.visible)}`;
      });
      banner?.parentElement?.append(banner);
    });
    const said = (): Promise<string | null> => page.locator("cpis-alert-banner").getAttribute("data-seen");
    await expect.poll(said).toBe(" true");
    await page.evaluate(() => {
      const cover = Object.assign(document.createElement("div"), { id: "cover" });
      cover.style.cssText = "position:fixed;inset:0;background:#fff";
      document.body.append(cover);
    });
    await expect.poll(said).toBe(" true false");
    await page.evaluate(() => document.querySelector("#cover")?.remove());
    await expect.poll(said).toBe(" true false true");
  });

  it.each([
    ["clips it to nothing", "main { height: 0; overflow: hidden }"],
    ["clips it to a line", "main { height: 20px; overflow: hidden }"],
    ["makes it transparent", "cpis-alert-banner { opacity: 0 }"],
    ["hides it from sight", "main { visibility: hidden }"],
    ["shrinks it", "main { transform: scale(0.01) }"],
  ])("and %s is told (H-05)", async (_name, css) => {
    await page.clock.resume();
    await showBanner(page, record);
    await page.evaluate(() => {
      const banner = document.querySelector("cpis-alert-banner");
      banner?.addEventListener("cpis-visibility-changed", ({ detail }) => {
        banner.dataset["seen"] = String(detail.visible);
      });
      banner?.parentElement?.append(banner);
    });
    await page.locator("cpis-alert-banner[data-seen=true]").waitFor({ state: "attached" });
    await page.addStyleTag({ content: css });
    await page.locator("cpis-alert-banner[data-seen=false]").waitFor({ state: "attached" });
  });

  it("and takes the banner out of the page is told on the element itself (H-05)", async () => {
    await showBanner(page, record);
    const said = await page.evaluate(async () => {
      const banner = document.querySelector("cpis-alert-banner");
      const heard: boolean[] = [];
      banner?.addEventListener("cpis-visibility-changed", ({ detail }) => heard.push(detail.visible));
      document.body.append(banner ?? "");
      await Promise.resolve();
      const afterMove = [...heard];
      banner?.remove();
      await Promise.resolve();
      return { afterMove, afterRemoval: heard };
    });
    expect(said).toEqual({ afterMove: [], afterRemoval: [false] });
  });
});

describe("the banner in its host's page", () => {
  it("never takes the focus, whatever it shows", async () => {
    await page.evaluate(() => {
      const field = Object.assign(document.createElement("input"), { id: "field" });
      document.body.append(field);
      field.focus();
    });
    for (const view of Object.values(alertViews)) {
      await showBanner(page, view);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("field");
    }
  });

  it("moves nothing of the host once it is there: the browser counts no layout shift", async () => {
    await showBanner(page, alertViews["checking"] ?? null);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", "<p id=below>The host's own words</p>");
    });
    const shifts = await page.evaluate(
      async (views) => {
        const moved: string[] = [];
        const nextFrame = (): Promise<unknown> =>
          new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        await nextFrame();
        // What moves inside the banner is its own affair.
        const isOutside = (node: Node | null): boolean =>
          node instanceof Element &&
          node.closest("cpis-alert-banner") === null &&
          node.getRootNode() === document;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            sources: { node: Node | null }[];
          })[]) {
            moved.push(
              ...entry.sources.filter(({ node }) => isOutside(node)).map(({ node }) => (node as Element).id),
            );
          }
        });
        observer.observe({ type: "layout-shift" });
        const banner = document.querySelector("cpis-alert-banner");
        for (const view of views) {
          if (banner && view) Object.assign(banner, { contextKey: view.key, view });
          await nextFrame();
        }
        observer.disconnect();
        return moved;
      },
      ["record", "no-record", "failed-no-answer", "not-checked-not-permitted", "checking"].map(
        (name) => alertViews[name],
      ),
    );
    expect(shifts).toEqual([]);
  });

  it("adds no name to the page but its tag", async () => {
    const clean = await browser.newPage();
    await clean.route("http://127.0.0.1/**", async (route) =>
      route.fulfill(
        route.request().url().endsWith(".js")
          ? { contentType: "text/javascript", body: `{${await bundle("widgets/define.ts", "cpisBanner")}}` }
          : { contentType: "text/html", body: "<!doctype html><title>x</title><p>" },
      ),
    );
    await clean.goto("http://127.0.0.1/page");
    const names = (): Promise<string[]> => clean.evaluate(() => Object.getOwnPropertyNames(window));
    const before = new Set(await names());
    await clean.addScriptTag({ url: "/b.js", type: "module" });
    await clean.evaluate(() => customElements.whenDefined("cpis-alert-banner"));
    // Lit's own list of versions, by which it warns of two copies.
    expect((await names()).filter((name) => !before.has(name) && name !== "litHtmlVersions")).toEqual([]);
  });

  it("shows what the host wrote inside its tag where the script is blocked, and only there (H-05)", async () => {
    const blocked = await browser.newPage();
    await blocked.setContent("<cpis-alert-banner><p>CP-IS: treat as unknown</p></cpis-alert-banner>");
    const words = blocked.getByText("CP-IS: treat as unknown");
    expect(await words.isVisible()).toBe(true);
    await blocked.addScriptTag({ content: await bundle("widgets/define.ts", "cpisBanner") });
    expect(await words.isVisible()).toBe(false);
  });

  it("moved, taken out and put back 1,000 times holds no more memory than before", async () => {
    const session = await page.context().newCDPSession(page);
    await showBanner(page, record);
    const move = (times: number): Promise<void> =>
      page.evaluate(
        ({ times, view }) => {
          const banner = document.querySelector("cpis-alert-banner");
          for (let round = 0; round < times && banner; round += 1) {
            const other = document.createElement("section");
            document.body.append(other);
            other.append(banner);
            Object.assign(banner, { contextKey: null });
            Object.assign(banner, { contextKey: view?.key ?? null, view });
            banner.remove();
            other.remove();
            document.querySelector("main")?.append(banner);
          }
        },
        { times, view: record },
      );
    const heap = async (): Promise<number> => {
      await page.clock.runFor(5000);
      await session.send("HeapProfiler.collectGarbage");
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      return usedSize;
    };
    await move(200);
    const before = await heap();
    await move(1000);
    // One leaked banner is some 50 kB; a thousand would be 50 MB.
    await expect.poll(async () => (await heap()) - before, { timeout: 20_000 }).toBeLessThan(500_000);
    expect(await bannerText(page)).toContain("Northshire Council");
  });

  it("on a machine six times slower still wipes within the assignment (H-01)", async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await showBanner(page, record);
    const left = await page.evaluate(() => {
      const banner = document.querySelector("cpis-alert-banner");
      if (banner) banner.patient = { nhsNumber: "9993281949" };
      return banner?.shadowRoot?.textContent ?? "";
    });
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    expect(left).not.toContain("Northshire");
    expect(left).not.toBe("");
  });
});
