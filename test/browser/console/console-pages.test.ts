import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { become, consoleText, findings, goTo, leave, openDesk, type Desk } from "./console-page.js";
import { startConsoleSite, type ConsoleSite } from "./console-site.js";

let site: ConsoleSite;
let desk: Desk;
beforeAll(async () => {
  site = await startConsoleSite();
  desk = await openDesk();
});
afterAll(async () => {
  await desk.browser.close();
  await site.stop();
});

describe("every page of the console", () => {
  test.each([
    ["administrator", ["Overview", "Work lists", "Preview", "Configuration", "Pause"]],
    ["safeguarding-lead", ["Overview", "Work lists", "Preview", "Pause"]],
    ["auditor", ["Overview", "Preview", "Audit", "Configuration"]],
  ] as const)(
    "of the %s is offered, has nothing that axe finds wrong, and takes the focus to its heading",
    async (role, labels) => {
      const { page } = desk;
      await become(page, site, role);
      const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
      expect(await links.allInnerTexts()).toEqual([...labels]);
      for (const label of [...labels.slice(1), "Overview"]) {
        await goTo(page, label);
        const focused = await page.evaluate(
          () => document.querySelector("cpis-console")?.shadowRoot?.activeElement?.textContent,
        );
        expect(focused?.trim()).toBe(label);
        expect(await findings(page), label).toEqual([]);
        expect(await page.title()).toBe(`${label}, CP-IS console`);
      }
    },
  );

  test("that another role has says so and shows nothing of it", async () => {
    const { page } = desk;
    await become(page, site, "safeguarding-lead");
    await page.goto(`${site.url}/console#/audit`);
    await page.getByRole("heading", { level: 1, name: "Your role does not have this page" }).waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test("names the environment that is not live (H-32)", async () => {
    const { page } = desk;
    await become(page, site, "administrator");
    expect(await consoleText(page)).toContain("SIMULATOR: not connected to the national service.");
  });

  test("reads without sideways scrolling at 320 pixels, and with twice the text at 1280", async () => {
    const { page } = desk;
    await become(page, site, ["administrator", "auditor"]);
    for (const label of ["Overview", "Work lists", "Preview", "Audit", "Configuration", "Pause"]) {
      await goTo(page, label);
      for (const [width, size] of [
        [320, ""],
        [1280, "32px"],
      ] as const) {
        await page.setViewportSize({ width, height: 944 });
        await page.evaluate((size) => {
          document.querySelector<HTMLElement>("cpis-console")?.style.setProperty("--cpis-text-size", size);
        }, size);
        const room = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(room, `${label} at ${String(width)}`).toBeLessThanOrEqual(0);
      }
    }
    await page.setViewportSize({ width: 1280, height: 944 });
  });

  test("is worked with the keyboard alone: the first key skips to the page", async () => {
    const { page } = desk;
    await become(page, site, "administrator");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const focused = await page.evaluate(
      () => document.querySelector("cpis-console")?.shadowRoot?.activeElement?.tagName,
    );
    expect(focused).toBe("H1");
  });
});

describe("the page as it is served", () => {
  test("allows no script, style, frame or form but its own, and makes no markup of text", async () => {
    const answer = await fetch(`${site.url}/console`);
    const policy = answer.headers.get("content-security-policy") ?? "";
    for (const part of ["default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"])
      expect(policy).toContain(part);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await fetch(`${site.url}/console`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${site.url}/console/scripts/cpis.js`)).status).toBe(404);
  });

  test("breaks its own policy nowhere on the way through every page", async () => {
    const { page } = desk;
    const broken: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") broken.push(message.text());
    });
    page.on("pageerror", (error) => broken.push(error.message));
    await become(page, site, ["administrator", "auditor"]);
    for (const label of ["Work lists", "Preview", "Audit", "Configuration", "Pause"]) await goTo(page, label);
    expect(broken).toEqual([]);
    page.removeAllListeners();
  });

  test("says that the gateway does not answer where it does not, and never an older state as if it were now (H-04)", async () => {
    const { page } = desk;
    await become(page, site, "administrator");
    await page.route("**/api/v1/console/**", (route) => route.abort());
    await page.getByRole("button", { name: "Read again" }).click();
    await page.getByRole("heading", { level: 1, name: "The gateway does not answer" }).waitFor();
    expect(await consoleText(page)).not.toContain("Working");
    expect(await findings(page)).toEqual([]);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  });
});

describe("the preview", () => {
  test("draws the banner of the charts in every state, with this site's telephone and ribbon, and asks nobody", async () => {
    const { page } = desk;
    await become(page, site, "administrator");
    await goTo(page, "Preview");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const states = new Set<string>();
    for (const group of ["answers", "waiting", "not-checked", "failed"]) {
      await page.getByLabel("States").selectOption(group);
      const one = page.getByLabel("State", { exact: true });
      const count = (await one.count()) === 0 ? 1 : await one.locator("option").count();
      for (let at = 0; at < count; at += 1) {
        if (count > 1) await one.selectOption(String(at));
        for (const banner of await page.locator("cpis-alert-banner").all()) {
          states.add((await banner.getAttribute("state")) ?? "");
          expect(await banner.locator(".box").innerText()).toContain("SIMULATOR");
        }
      }
      expect(await findings(page), group).toEqual([]);
    }
    expect(await page.locator("cpis-alert-banner .box").innerText()).toContain("01632 960155");
    expect([...states].sort()).toEqual(
      ["checking", "failed", "idle", "no-record", "not-checked", "record", "stale"].sort(),
    );
    await page
      .getByRole("button", { name: /Try again now/ })
      .first()
      .click();
    expect(asked.filter((url) => url.includes("/lookups"))).toEqual([]);
    page.removeAllListeners();
  });

  test("hides every state behind the same words on a discreet screen", async () => {
    const { page } = desk;
    await become(page, site, "safeguarding-lead");
    await goTo(page, "Preview");
    await page.getByLabel("Discreet: hidden until staff ask to see it").check();
    await page.getByLabel("Theme").selectOption("dark");
    await page.getByLabel("Width").selectOption("420");
    const words = new Set<string>();
    const one = page.getByLabel("State", { exact: true });
    const count = await one.locator("option").count();
    expect(count).toBeGreaterThan(3);
    for (let at = 0; at < count; at += 1) {
      await one.selectOption(String(at));
      words.add(await page.locator("cpis-alert-banner .box").innerText());
    }
    expect(words.size).toBe(1);
    expect(await findings(page)).toEqual([]);
  });
});

test("a person who leaves takes everything along", async () => {
  const { page } = desk;
  await become(page, site, "auditor");
  await leave(page, site);
  await page.getByRole("heading", { level: 1, name: "CP-IS console" }).waitFor();
  expect(await consoleText(page)).not.toContain("Northgate");
});
