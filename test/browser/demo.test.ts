import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { syntheticPeople, syntheticPerson, type SyntheticStory } from "../../src/testing/synthetic-people.js";
import { axeFindings } from "../support/axe.js";
import { launchChromium } from "../support/chromium.js";
import { startCpis, type RunningCpis } from "../support/cli.js";

/** What the banner's heading must be for each story, and a word that no other story's banner may lack. */
const headings: Readonly<Record<SyntheticStory, string>> = {
  "current-protection-plan": "Alert: current child protection plan",
  "looked-after": "Alert: looked after child",
  "looked-after-and-protection-plan": "Alert: child protection plan, and looked after child",
  "two-councils": "Alert: looked after child, and an ended plan (2 councils)",
  "ended-plan": "Ended ",
  "unborn-plan": "Alert: unborn child plan on this patient’s record",
  "no-record": "No record returned by CP-IS",
  "no-record-with-reason": "No record returned by CP-IS",
  "slow-answer": "Alert: current child protection plan",
  "no-answer": "Could not check CP-IS",
  "register-fault": "Could not check CP-IS",
  "unreadable-answer": "Could not check CP-IS",
  "answer-about-another-child": "Could not check CP-IS",
  "identity-mismatch": "Could not check CP-IS",
  "partly-unreadable-record": "Alert: current child protection plan, and a part that could not be read",
  "unverified-number": "Not checked with CP-IS: no verified NHS number",
  "missing-number": "Not checked with CP-IS: no verified NHS number",
  "adult-not-asked": "Not checked with CP-IS: adult, not asked",
};
const stories = Object.keys(headings) as SyntheticStory[];

describe("the demonstration", () => {
  let demo: RunningCpis;
  let origin: string;
  let browser: Browser;
  let page: Page;
  let requested: URL[];
  let complaints: string[];
  let asked: number;

  beforeAll(async () => {
    demo = startCpis(["demo", "--port", "0"]);
    [, origin = ""] = await demo.says(/Open (http:\S+) in a browser/);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("request", (request) => {
      requested.push(new URL(request.url()));
      if (request.method() === "POST" && request.url().endsWith("/api/v1/lookups")) asked += 1;
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    expect(await demo.stop()).toBe(0);
  });

  beforeEach(async () => {
    requested = [];
    complaints = [];
    asked = 0;
    await page.goto(`${origin}/board`);
  });
  afterEach(() => {
    expect(requested.filter((url) => url.hostname !== "127.0.0.1" && url.protocol !== "data:")).toEqual([]);
  });

  const banner = () => page.locator("cpis-alert-banner");
  const bannerText = () => banner().locator(".box").innerText();
  const row = (story: SyntheticStory) =>
    page.locator("table.board tr", { hasText: syntheticPerson(story, Date.now()).givenName });
  const go = (area: string) => page.click(`nav a[data-area=${area}]`);

  async function open(story: SyntheticStory): Promise<void> {
    await row(story).locator("a.name").click();
  }

  async function heading(words: string, timeout = 15_000): Promise<void> {
    await banner().getByRole("heading", { name: words }).first().waitFor({ timeout });
  }

  it("holds a dozen children or more, one pregnant patient and an adult", () => {
    const people = syntheticPeople(Date.now());
    const now = new Date().getUTCFullYear();
    expect(
      people.filter((person) => now - Number(person.birthDate.slice(0, 4)) < 18).length,
    ).toBeGreaterThanOrEqual(12);
    expect(people.filter((person) => person.pregnancy === "pregnant")).toHaveLength(1);
  });

  it("asks nobody to draw the board: a query is an act (H-14)", async () => {
    await row("current-protection-plan").waitFor();
    expect(await page.locator("table.board tbody tr").count()).toBe(stories.length);
    expect(await row("current-protection-plan").locator(".chip").innerText()).toBe("Not opened yet");
    expect(await row("missing-number").locator(".chip").innerText()).toBe("Not checked");
    expect(await row("adult-not-asked").locator(".chip").innerText()).toBe("Adult, not asked");
    for (const area of ["wall", "work-list", "clinic", "board"]) await go(area);
    expect(asked).toBe(0);
    expect(complaints).toEqual([]);
  });

  it.each(stories)(
    "opens the patient of the story %s with that patient's own banner, and nothing else (H-01)",
    async (story) => {
      const person = syntheticPerson(story, Date.now());
      await open(story);
      await heading(headings[story], 45_000);
      expect(await page.locator("#patient-banner h1").innerText()).toContain(
        person.familyName.toLocaleUpperCase("en-GB"),
      );
      const text = await bannerText();
      expect(text).toContain(headings[story]);
      for (const other of syntheticPeople(Date.now())) {
        if (other.story !== story) expect(text).not.toContain(other.familyName.toLocaleUpperCase("en-GB"));
      }
      expect(`${page.url()} ${await page.title()}`).not.toContain(person.familyName);
      expect(requested.filter((url) => /999[0-9]{7}/.test(decodeURIComponent(url.href)))).toEqual([]);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  it("shows whose answer it is, and this hospital's own attendances, when the details are opened", async () => {
    await open("current-protection-plan");
    await heading("Alert: current child protection plan");
    await banner().getByRole("button", { name: "Show details" }).click();
    const text = await bannerText();
    expect(text).toContain("This answer is for");
    expect(text).toContain("999 526 0182");
    expect(await banner().locator("[slot=attendances]").innerText()).toContain("Fall, forearm (now)");
  });

  it("remembers on the board what opening returned, and shows a shared screen the same for every answer (R-51)", async () => {
    for (const story of ["current-protection-plan", "no-record", "ended-plan"] as const) {
      await open(story);
      await heading(headings[story]);
      await go("board");
    }
    expect(await row("current-protection-plan").locator(".chip").innerText()).toBe("Record");
    expect(await row("no-record").locator(".chip").innerText()).toBe("None returned");
    expect(await row("ended-plan").locator(".chip").innerText()).toBe("Ended plan");
    await go("wall");
    const cells = await page.locator("table.board td:last-child").allInnerTexts();
    expect(cells.filter((cell) => cell === "Check done")).toHaveLength(3);
    expect(cells.join()).not.toMatch(/record|none|plan/i);
  });

  it("forgets what was returned when another user sits down", async () => {
    await open("current-protection-plan");
    await heading("Alert: current child protection plan");
    await page.selectOption("#user", "marcus-howell");
    await go("board");
    expect(await row("current-protection-plan").locator(".chip").innerText()).toBe("Not opened yet");
  });

  it("puts a patient who was left while CP-IS was being asked on the work list: nobody saw the answer (R-13)", async () => {
    // The gateway's answer is held back, as a slow line would.
    await page.route("**/api/v1/lookups**", () => undefined);
    await open("slow-answer");
    await heading("Checking CP-IS");
    await banner()
      .getByText(/Started|Still/)
      .first()
      .waitFor();
    await go("work-list");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByText("Left while CP-IS was being asked").waitFor();
    await page.getByText("Open the patient again: the answer may have come.").waitFor();
  });

  it("puts everyone unknown on the work list, with what to do", async () => {
    await open("register-fault");
    await heading("Could not check CP-IS");
    await go("work-list");
    expect(await row("register-fault").innerText()).toContain("The register reported a fault");
    expect(await row("missing-number").innerText()).toContain("Trace the NHS number");
  });

  it("does not check for a receptionist's opening (H-33)", async () => {
    await page.selectOption("#user", "joan-ellery");
    await open("looked-after");
    await heading("Not checked with CP-IS: not started by your role");
    await banner()
      .getByRole("button", { name: /^Check now \(tells/ })
      .waitFor();
  });

  it("registers an attendance with the trigger of a registration, and opening the chart later asks nobody again (H-14)", async () => {
    await page.getByRole("link", { name: "Register attendance" }).click();
    const { givenName } = syntheticPerson("current-protection-plan", Date.now());
    expect(asked).toBe(0);
    const [sent] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/api/v1/lookups") && answer.status() < 300),
      page.locator("tr", { hasText: givenName }).getByRole("button", { name: "Register attendance" }).click(),
    ]);
    expect(sent.request().postDataJSON()).toMatchObject({ trigger: "registered" });
    await heading("Alert: current child protection plan");
    await go("board");
    const [again] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/api/v1/lookups") && answer.status() < 300),
      open("current-protection-plan"),
    ]);
    expect(again.request().postDataJSON()).toMatchObject({ trigger: "opened" });
    expect(await again.json()).toMatchObject({ reused: true });
    await heading("Alert: current child protection plan");
  });

  it("tells a user without the activity the same about every patient (R-51)", async () => {
    await page.selectOption("#user", "tom-harcastle");
    const texts: string[] = [];
    for (const story of ["current-protection-plan", "no-record"] as const) {
      await open(story);
      await heading("You do not have access to CP-IS information");
      texts.push(await bannerText());
      await go("board");
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it("reads silently in the planned clinic, and lets only its own staff do so (R-17, R-50)", async () => {
    await page.selectOption("#user", "amara-boateng");
    await go("clinic");
    await open("looked-after");
    await heading("Alert: looked after child");
    expect(await bannerText()).toContain("Planned care: council not told.");
    await page.selectOption("#user", "priya-nair");
    await heading("You do not have access to CP-IS information");
  });

  it("lets a midwife read the plan for the baby", async () => {
    await page.selectOption("#user", "mairead-keane");
    await open("unborn-plan");
    await heading("Alert: unborn child plan on this patient’s record");
    expect(await bannerText()).toContain("For the baby, not for this patient.");
  });

  it("keeps its tabs usable from the keyboard", async () => {
    await open("adult-not-asked");
    await page.getByRole("tab", { name: "Summary" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { name: "Observations" }).getAttribute("aria-selected")).toBe("true");
    expect(await page.locator("#tab-panel").innerText()).toContain("NEWS2");
  });

  it("has no accessibility fault that a tool can find, on board, chart and work list", async () => {
    for (const area of ["board", "wall", "work-list", "clinic"]) {
      await go(area);
      expect(await axeFindings(page)).toEqual([]);
    }
    await go("board");
    await open("current-protection-plan");
    await heading("Alert: current child protection plan");
    expect(await axeFindings(page)).toEqual([]);
  });

  it("gives tokens only to its own page", async () => {
    const body = JSON.stringify({ userId: "priya-nair" });
    const headers = { "content-type": "application/json" };
    const foreign = await fetch(`${origin}/demo/token`, {
      method: "POST",
      body,
      headers: { ...headers, origin: "http://evil.example" },
    });
    expect(foreign.status).toBe(403);
    const own = await fetch(`${origin}/demo/token`, {
      method: "POST",
      body,
      headers: { ...headers, origin },
    });
    expect(own.status).toBe(200);
  });

  it("serves nothing from outside its folders", async () => {
    for (const path of [
      "/assets/../package.json",
      "/assets/%2e%2e/%2e%2e/package.json",
      "/assets/attendances/no-record.json",
      "/etc/passwd",
    ]) {
      expect((await fetch(origin + path)).status).toBe(404);
    }
  });
});
