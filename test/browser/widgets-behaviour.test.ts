import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertView } from "../../src/domain/alert-view.js";
import { alertViews } from "../support/alert-views.js";
import { bannerText, openBannerPage, resetBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser, { permissions: ["clipboard-read", "clipboard-write"] });
});
afterAll(() => browser.close());
beforeEach(() => resetBannerPage(page));

const view = (name: string): AlertView => {
  const found = alertViews[name];
  if (!found) throw new Error(`no fixture ${name}`);
  return found;
};
const region = (role: "status" | "alert"): Promise<string> =>
  page.locator(`cpis-alert-banner [role=${role}]`).evaluate((element) => element.textContent);
const show = (name: string, attributes: Record<string, string> = {}): Promise<void> =>
  showBanner(page, view(name), { attributes });
/** Assigns another view to the banner that is already there. */
const next = (name: string): Promise<unknown> =>
  page.locator("cpis-alert-banner").evaluate((banner, view) => {
    Object.assign(banner, { contextKey: view.key, view });
  }, view(name));
/** Remembers every event that leaves the banner, in the page. */
const listen = (): Promise<void> =>
  page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    for (const name of [
      "check-requested",
      "details-opened",
      "alert-acknowledged",
      "lookup-changed",
      "displayed",
    ]) {
      document.addEventListener(`cpis-${name}`, (event) =>
        heard.push([name, (event as CustomEvent<unknown>).detail]),
      );
    }
  });
const heard = (): Promise<unknown> =>
  page.evaluate(() => (globalThis as unknown as { heard: unknown }).heard);

describe("one banner among a host's many alerts", () => {
  /** A shift: each patient with a key of their own, as the host opens them. */
  const open = (name: string, patient: number): Promise<void> =>
    page
      .locator("cpis-alert-banner")
      .evaluate((banner, shown) => void Object.assign(banner, { contextKey: shown.key, view: shown }), {
        ...view(name),
        key: `patient-${String(patient)}`,
      });
  const everyday = ["no-record", "not-checked-not-in-automatic-group", "failed-no-answer", "record-ended"];

  it("interrupts for a current plan alone, once, in a shift of sixty patients (H-34)", async () => {
    await show("no-record");
    await page.evaluate(() => {
      const region = document.querySelector("cpis-alert-banner")?.shadowRoot?.querySelector("[role=alert]");
      const said: string[] = [];
      Object.assign(globalThis, { said });
      const note = () => region?.textContent && said.push(region.textContent);
      if (region)
        new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
    });
    for (let patient = 1; patient <= 60; patient += 1) {
      const isRecord = patient === 37;
      await open(isRecord ? "record" : everyday[patient % everyday.length]!, patient);
      // Drawn anew, as a stream does that says the same again.
      if (isRecord) for (let again = 0; again < 3; again += 1) await open("record", patient);
      await page.clock.runFor(1000);
    }
    const said = await page.evaluate(() => (globalThis as unknown as { said: readonly string[] }).said);
    expect(said).toEqual([expect.stringContaining("Alert: current child protection plan") as string]);
  });

  it("asks for no press, takes no focus and does not move, whatever it says (H-34)", async () => {
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => dialogs.push(dialog.message()));
    for (const name of ["record", "record-two-councils", ...everyday]) {
      await show(name);
      const found = await page.evaluate(() => {
        const field = document.createElement("input");
        document.body.append(field);
        field.focus();
        const root = document.querySelector("cpis-alert-banner")?.shadowRoot;
        return {
          boxes: root?.querySelectorAll(".box").length,
          over: root?.querySelectorAll("dialog, [popover], [aria-modal], audio, video").length,
          moving: document.getAnimations().length,
          field: document.activeElement === field,
        };
      });
      expect(found, name).toEqual({ boxes: 1, over: 0, moving: 0, field: true });
      await next(name);
      expect(await page.evaluate(() => document.activeElement?.tagName), name).toBe("INPUT");
    }
    expect(dialogs).toEqual([]);
  });

  it("tells the host what it says, so that the host's own policy can rank it (H-34)", async () => {
    await show("checking");
    await listen();
    await next("record");
    await expect
      .poll(heard)
      .toContainEqual(["lookup-changed", expect.objectContaining({ kind: "record" }) as object]);
  });
});

describe("announcements (R-44)", () => {
  it.each([
    [
      "record",
      "alert",
      "Alert: current child protection plan. Current Child protection plan, Northshire Council",
    ],
    ["record-two-councils", "alert", "Protection plan ended Northshire Council"],
    ["stale-context", "alert", "Answer removed: not sure which patient is open"],
    ["failed-record-unreadable", "alert", "Treat it as a positive"],
    ["record-ended", "status", "Ended 30-Jun-2026"],
    ["no-record", "status", "No record returned by CP-IS. This does not mean"],
    ["checking-slow", "status", "Still checking CP-IS"],
    ["failed-no-answer", "status", "Could not check CP-IS"],
    ["not-checked-nhs-number-missing", "status", "Not checked with CP-IS"],
    ["stale-age", "status", "Answer removed: it was from 14:02"],
    ["not-checked-not-permitted", "status", "You do not have access"],
  ] as const)("say %s as %s", async (name, role, words) => {
    await show(name);
    expect(await region(role)).toContain(words);
    expect(await region(role === "alert" ? "status" : "alert")).toBe("");
  });

  it("say a state once, and not again when it is drawn anew", async () => {
    await show("record");
    await page.clock.runFor(5000);
    expect(await region("alert")).toBe("");
    await next("record");
    expect(await region("alert")).toBe("");
  });

  it("say checking only when it lasts 1.5 seconds", async () => {
    await show("checking");
    // The page's clock also runs by itself, so a busy machine must not reach the limit before the look.
    await page.clock.runFor(500);
    expect(await region("status")).toBe("");
    await page.clock.runFor(1100);
    expect(await region("status")).toContain("Checking CP-IS");
  });

  it("do not say a checking that an answer has overtaken", async () => {
    await show("checking");
    await next("stale-context");
    await page.clock.runFor(3000);
    expect(await region("status")).toBe("");
    expect(await region("alert")).toContain("Answer removed");
  });

  it("say the same refusal for every patient once in a session", async () => {
    await show("not-checked-not-permitted");
    await page.clock.runFor(5000);
    await page.locator("cpis-alert-banner").evaluate((banner, view) => {
      Object.assign(banner, { contextKey: "next", view: { ...view, key: "next" } });
    }, view("not-checked-not-permitted"));
    expect(await region("status")).toBe("");
  });

  it("leave out no record where the site silences it, and nothing else", async () => {
    await show("no-record", { "quiet-no-record": "" });
    expect(await region("status")).toBe("");
    await next("failed-no-answer");
    expect(await region("status")).toContain("Could not check");
  });

  it("say nothing of the idle and the dwelling banner", async () => {
    await show("checking-dwell");
    await page.clock.runFor(3000);
    expect(await region("status")).toBe("");
  });
});

describe("the keyboard", () => {
  it("reaches action, numbers and copies from left to right, then the details, and opens and closes them", async () => {
    await show("record");
    const focused = (): Promise<string> =>
      page.locator("cpis-alert-banner").evaluate((banner) => {
        const active = banner.shadowRoot?.activeElement;
        return active?.getAttribute("aria-label") ?? active?.textContent.trim() ?? "";
      });
    const order: string[] = [];
    for (let press = 0; press < 5; press += 1) {
      await page.keyboard.press("Tab");
      order.push(await focused());
    }
    expect(order).toEqual([
      "Show details",
      "01632 960101",
      "Copy Office hours 01632 960101",
      "01632 960199",
      "Copy Emergency duty 01632 960199",
    ]);
    await page.getByRole("button", { name: "Show details" }).focus();
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("Hide details");
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("Tab");
    expect(await focused()).toBe("Mark as seen (hides nothing)");
    await page.getByRole("button", { name: "Hide details" }).press(" ");
    expect(await page.locator("cpis-alert-banner .details").count()).toBe(0);
  });

  it("is never moved by the banner itself", async () => {
    await page.evaluate(() => document.body.insertAdjacentHTML("afterbegin", "<input id=notes>"));
    await page.locator("#notes").focus();
    await showBanner(page, view("checking"));
    await next("record");
    await next("stale-context");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("notes");
  });

  it("does not carry a press from one control over to one that asks the register", async () => {
    await show("record");
    await listen();
    await page.getByRole("button", { name: "Show details" }).focus();
    await page.locator("cpis-alert-banner").evaluate((banner, view) => {
      Object.assign(banner, { contextKey: "Fernsby", view: { ...view, key: "Fernsby" } });
    }, view("stale-age"));
    await page.keyboard.press("Enter");
    expect(await heard()).not.toContainEqual(["check-requested", { trigger: "check-again" }]);
  });

  const place = (): Promise<string> =>
    page.locator("cpis-alert-banner").evaluate((banner) => banner.shadowRoot?.activeElement?.id ?? "lost");

  it("keeps its place in the banner when Check again is pressed and goes", async () => {
    await showBanner(page, view("stale-age"));
    await page.getByRole("button", { name: "Check again" }).focus();
    await next("checking");
    expect(await place()).toBe("h");
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("cpis-alert-banner");
  });

  it("keeps its place in the banner when Mark as seen is pressed and goes", async () => {
    await show("record");
    await page.getByRole("button", { name: "Show details" }).click();
    await page.getByRole("button", { name: "Mark as seen" }).focus();
    await page.locator("cpis-alert-banner").evaluate((banner) => {
      const { view } = banner as unknown as { view: object };
      Object.assign(banner, { view: { ...view, acknowledgedAt: "2026-11-19T14:40:00.000Z" } });
    });
    expect(await place()).toBe("h");
  });

  it("marks the focused control with an outline of three pixels", async () => {
    await show("record");
    await page.keyboard.press("Tab");
    const outline = await page
      .getByRole("button", { name: "Show details" })
      .evaluate((button) => getComputedStyle(button).outline);
    expect(outline).toContain("3px");
  });
});

describe("presses become events, and ask nothing by themselves", () => {
  beforeEach(listen);

  it.each([
    ["failed-no-answer", "Try again now", "check-again"],
    ["stale-age", "Check again", "check-again"],
    ["not-checked-not-in-automatic-group", "Check now", "manual"],
    ["not-checked-role-not-automatic", "Check now", "manual"],
  ])("%s asks for a check by %s", async (name, label, trigger) => {
    await show(name);
    await page.getByRole("button", { name: label }).click();
    expect(await heard()).toContainEqual(["check-requested", { trigger }]);
  });

  it("asks again from the details, which themselves ask nothing", async () => {
    await show("record");
    await page.getByRole("button", { name: "Show details" }).click();
    expect(await heard()).toContainEqual(["details-opened", null]);
    expect(await heard()).not.toContainEqual(["check-requested", { trigger: "check-again" }]);
    await page.getByRole("button", { name: "Check again (tells Northshire Council)" }).click();
    expect(await heard()).toContainEqual(["check-requested", { trigger: "check-again" }]);
  });

  it("acknowledges with Seen, which hides nothing and shows when", async () => {
    await show("record");
    await page.getByRole("button", { name: "Show details" }).click();
    const before = await bannerText(page);
    await page.getByRole("button", { name: "Mark as seen (hides nothing)" }).click();
    expect(await heard()).toContainEqual(["alert-acknowledged", null]);
    await page.locator("cpis-alert-banner").evaluate((banner, view) => {
      Object.assign(banner, { view: { ...view, acknowledgedAt: "2026-11-19T14:33:00Z" } });
    }, view("record"));
    const after = await bannerText(page);
    expect(after).toContain("Marked as seen 14:33");
    expect(after.replace("Marked as seen 14:33", "")).toBe(
      before.replace("Mark as seen (hides nothing)", ""),
    );
  });

  it("closes details only: the words of the alert stay when it is collapsed (R-44)", async () => {
    await show("record");
    const closed = await bannerText(page);
    await page.getByRole("button", { name: "Show details" }).click();
    await page.getByRole("button", { name: "Hide details" }).click();
    expect(await bannerText(page)).toBe(closed);
  });

  it("reads the patient again without asking the register", async () => {
    await show("stale-context");
    const sources = page
      .locator("cpis-alert-banner")
      .evaluate(
        (banner) =>
          new Promise((done) =>
            banner.addEventListener("cpis-context-input", (event) =>
              done((event as CustomEvent<unknown>).detail),
            ),
          ),
      );
    await page.getByRole("button", { name: "Read patient again" }).click();
    expect(await sources).toEqual({ source: "property", isOther: false });
    expect(await heard()).not.toContainEqual(["check-requested", { trigger: "check-again" }]);
  });

  it("reports a state once it is painted, once, and never its content", async () => {
    await show("checking");
    await page.clock.runFor(200);
    await next("checking");
    await page.clock.runFor(200);
    const events = (await heard()) as [string, unknown][];
    expect(events.filter(([name]) => name === "displayed")).toEqual([["displayed", { kind: "checking" }]]);
    await next("record");
    await page.clock.runFor(200);
    expect(await heard()).toContainEqual(["displayed", { kind: "record" }]);
    expect(await heard()).toContainEqual(["lookup-changed", { kind: "record" }]);
    expect(JSON.stringify(await heard())).not.toMatch(/Northshire|999|Fernsby/i);
  });
});

describe("telephones (R-43)", () => {
  it("are links and are copied with their spaces, said at their place for four seconds and announced", async () => {
    await show("record");
    expect(await page.getByRole("link", { name: "01632 960101" }).getAttribute("href")).toBe(
      "tel:01632960101",
    );
    await page.getByRole("button", { name: "Copy Office hours 01632 960101" }).click();
    await page.locator("cpis-alert-banner .copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("01632 960101");
    expect(await page.locator("cpis-alert-banner .tel").innerText()).toContain("Copied 01632 960101");
    expect(await region("status")).toBe("Copied 01632 960101");
    await page.clock.runFor(4100);
    expect(await page.locator("cpis-alert-banner .copied").count()).toBe(0);
  });

  it("mark the other number at closing time, by the gateway's clock and not the machine's (H-27)", async () => {
    await showBanner(page, { ...view("record"), serverOffsetMs: (2 * 60 + 27) * 60_000 });
    const marked = (): Promise<string> => page.locator("cpis-alert-banner .num:has(.pill)").innerText();
    expect(await marked()).toContain("Office hours");
    await page.clock.runFor(60_000);
    expect(await marked()).toContain("Emergency duty");
  });

  it("mark none past the last date that the holiday list covers (H-28)", async () => {
    await showBanner(page, { ...view("record"), bankHolidays: { dates: [], coveredUntil: "2026-11-18" } });
    expect(await page.locator("cpis-alert-banner .pill").count()).toBe(0);
  });

  it("keep both numbers of both councils in the closed banner", async () => {
    await show("record-two-councils");
    expect(await page.getByRole("link").allInnerTexts()).toEqual([
      "01632 960204",
      "01632 960299",
      "01632 960101",
      "01632 960199",
    ]);
  });
});

describe("a discreet screen (R-45, H-29)", () => {
  const staff = (): Promise<void> => page.getByRole("button", { name: "Show to staff" }).click();
  const text = async (): Promise<string> => (await bannerText(page)).replace(/\s+/g, " ");

  it("shows the same words, look and height for every patient, answer and failure, and announces none", async () => {
    const seen = new Set<string>();
    for (const name of Object.keys(alertViews).filter((key) => key !== "record-simulator")) {
      await show(name, { discreet: "" });
      await page.clock.runFor(1600);
      const banner = page.locator("cpis-alert-banner");
      const shown = await banner.evaluate((element) => [
        element.shadowRoot?.querySelector(".box")?.outerHTML.replace(/<!--.*?-->/g, ""),
        element.getBoundingClientRect().height,
        element.shadowRoot?.querySelector("[role=alert]")?.textContent,
        element.shadowRoot?.querySelector("[role=status]")?.textContent,
        element.outerHTML,
      ]);
      seen.add(JSON.stringify(shown));
    }
    expect(seen.size).toBe(1);
  });

  it("shows the real state to staff, with its details a second press away", async () => {
    await show("record", { discreet: "" });
    expect(await text()).not.toContain("Northshire");
    await staff();
    expect(await text()).toContain("Alert: current child protection plan");
    expect(await text()).not.toContain("Record opened by");
    await page.getByRole("button", { name: "Show details" }).click();
    expect(await text()).toContain("Record opened by");
    await page.getByRole("button", { name: "Hide now" }).click();
    expect(await text()).not.toContain("Northshire");
    expect(await region("alert")).toBe("");
  });

  it("hides again after 60 seconds without use", async () => {
    await show("record", { discreet: "" });
    await staff();
    await page.clock.runFor(59_000);
    await page.keyboard.press("Tab");
    await page.locator("cpis-alert-banner .h").click();
    await page.clock.runFor(59_000);
    expect(await text()).toContain("Northshire");
    await page.clock.runFor(1500);
    expect(await text()).not.toContain("Northshire");
  });

  it.each([
    ["the window loses the focus", () => page.evaluate(() => dispatchEvent(new Event("blur")))],
    ["the page is covered", () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))],
    ["another patient is opened", () => next("record-two-councils")],
  ])("hides again when %s", async (_name, leave) => {
    await show("record", { discreet: "" });
    await staff();
    await leave();
    expect(await text()).toContain("Staff information is hidden on this screen");
    expect(await text()).not.toMatch(/Northshire|Weirdale/);
  });

  it("hides again when it is taken out of the page", async () => {
    await show("record", { discreet: "" });
    await staff();
    const words = await page.locator("cpis-alert-banner").evaluate((banner) => {
      banner.remove();
      return banner.shadowRoot?.textContent;
    });
    expect(words).not.toContain("Northshire");
  });

  it("reports nothing as displayed before staff have seen it", async () => {
    await listen();
    await show("record", { discreet: "" });
    await page.clock.runFor(200);
    expect(JSON.stringify(await heard())).not.toContain("displayed");
    await staff();
    await page.clock.runFor(200);
    expect(await heard()).toContainEqual(["displayed", { kind: "record" }]);
  });
});
