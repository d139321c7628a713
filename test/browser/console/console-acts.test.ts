import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { become, consoleText, findings, goTo, openDesk, signIn, leave, type Desk } from "./console-page.js";
import { openPatient, startConsoleSite, type ConsoleSite } from "./console-site.js";

let site: ConsoleSite;
let first: Desk;
let second: Desk;
beforeAll(async () => {
  site = await startConsoleSite();
  first = await openDesk();
  second = await openDesk();
});
afterAll(async () => {
  await first.browser.close();
  await second.browser.close();
  await site.stop();
});

const asker = { userId: "999800030001", name: "MARLOWE, Ines", steppedUp: true } as const;
const approver = { userId: "999800030002", name: "REDDICK, Tomas", steppedUp: true } as const;
const card = (page: Page) => page.getByRole("region", { name: "Change waiting for a second person" });

async function proposeSilentClinic(page: Page): Promise<void> {
  await goTo(page, "Configuration");
  const text = page.getByLabel("The configuration’s text");
  const silent = (await text.inputValue()).replace(
    /("name": "Sexual health clinic",\s*"accessMode": )"unscheduled"/,
    '$1"scheduled"',
  );
  await text.fill(silent);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("1 setting differs. It waits for a second person").waitFor();
  expect(await consoleText(page)).toContain("councils will not hear of checks made at Sexual health clinic");
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByText("Write why: the second person must know.").waitFor();
  await page.getByLabel("Why").fill("Clinic is by appointment, agreed with the named nurse.");
  await page.getByRole("button", { name: "Propose", exact: true }).click();
  await page.getByText("Proposed. Nothing has changed: a second person must approve it.").waitFor();
}

describe("a change that needs two people", () => {
  test("is asked for by one and takes effect by the other's two ticks, at once and never before (H-13)", async () => {
    const { page } = first;
    await become(page, site, "administrator", asker);
    await proposeSilentClinic(page);
    const before = site.source();
    expect(before).toMatch(/"Sexual health clinic",\s*"accessMode": "unscheduled"/);
    expect(await card(page).innerText()).toContain(
      "You asked for this change. Another administrator must approve it.",
    );
    expect(await card(page).getByRole("button", { name: "Approve" }).count()).toBe(0);

    await become(second.page, site, "administrator", approver);
    const waiting = card(second.page);
    const words = await waiting.innerText();
    expect(words).toContain("now: Unplanned care, tells the council");
    expect(words).toContain("change to: Planned care, does not tell the council");
    expect(words).toContain("What this does.");
    const approve = waiting.getByRole("button", { name: "Approve" });
    expect(await approve.isDisabled()).toBe(true);
    await waiting.getByLabel("I have spoken to the safeguarding lead").check();
    expect(await approve.isDisabled()).toBe(true);
    await waiting.getByLabel("I have read what this does").check();
    await waiting.getByRole("button", { name: "Show full difference" }).click();
    expect(await findings(second.page)).toEqual([]);
    await approve.click();
    await second.page.getByText("Approved changes are in force now.").waitFor();
    expect(await card(second.page).count()).toBe(0);
    expect(site.source()).toMatch(/"Sexual health clinic",\s*"accessMode": "scheduled"/);
    const row = second.page.getByRole("row", { name: /Sexual health clinic/ });
    expect(await row.innerText()).toContain("Does not tell");
    const focused = await second.page.evaluate(
      () => document.querySelector("cpis-console")?.shadowRoot?.activeElement?.tagName,
    );
    expect(focused, "the focus is not lost with the card").toBeDefined();
  });

  test("is put back by a roll-back, which needs two people as well (H-13)", async () => {
    const { page } = first;
    await become(page, site, "administrator", asker);
    await goTo(page, "Configuration");
    await page
      .getByRole("button", { name: /^Differences, go back/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /What going back to .* would do/ }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel("Why").last().fill("The named nurse has withdrawn her agreement.");
    await page.getByRole("button", { name: "Propose to go back" }).click();
    await page.getByText("Proposed. Nothing has changed: a second person must approve it.").waitFor();
    await become(second.page, site, "administrator", approver);
    await card(second.page).getByLabel("I have spoken to the safeguarding lead").check();
    await card(second.page).getByLabel("I have read what this does").check();
    await card(second.page).getByRole("button", { name: "Approve" }).click();
    await second.page.getByText("Approved changes are in force now.").waitFor();
    expect(site.source()).toMatch(/"Sexual health clinic",\s*"accessMode": "unscheduled"/);
  });

  test("is refused with a reason, and then changes nothing", async () => {
    await become(first.page, site, "administrator", asker);
    await proposeSilentClinic(first.page);
    await become(second.page, site, "administrator", approver);
    await card(second.page).getByRole("button", { name: "Refuse", exact: true }).click();
    await second.page.getByRole("button", { name: "Refuse this change" }).click();
    await second.page.getByText("Write why it is refused: the person who asked must know.").waitFor();
    await second.page.getByLabel("Why it is refused").fill("Not agreed with the safeguarding lead.");
    await second.page.getByRole("button", { name: "Refuse this change" }).click();
    await second.page.getByText("Refused. Nothing has changed.").waitFor();
    expect(site.source()).toMatch(/"Sexual health clinic",\s*"accessMode": "unscheduled"/);
  });

  test("is not proposed as another text than the one that was checked", async () => {
    const { page } = first;
    await become(page, site, "administrator", asker);
    await goTo(page, "Configuration");
    const text = page.getByLabel("The configuration’s text");
    const changed = (await text.inputValue()).replace('"Sexual health clinic"', '"Clinic for sexual health"');
    await text.fill(changed);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByText(/1 setting differs/).waitFor();
    await text.fill(changed.replace('"unscheduled"', '"scheduled"'));
    await page.getByLabel("Why").fill("A better name");
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText("The text has changed since it was checked. Check it again.").waitFor();
  });

  test("with faults is told each of them, and cannot be proposed", async () => {
    const { page } = first;
    await become(page, site, "administrator", asker);
    await goTo(page, "Configuration");
    await page.getByLabel("The configuration’s text").fill('{ "environment": "prodution" }');
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByText("It cannot be used: put the faults right and check again.").waitFor();
    expect(await page.getByRole("button", { name: "Propose", exact: true }).count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  });
});

describe("the pause switch", () => {
  test("a banner says since when checks are switched off, from the next patient on, until it is ended (H-04)", async () => {
    const chart = second.page;
    await become(first.page, site, "safeguarding-lead", { steppedUp: true });
    await goTo(first.page, "Pause");
    await first.page.getByRole("button", { name: "Switch off now" }).click();
    await first.page.getByText("Choose what to switch off.").waitFor();
    await first.page.getByRole("radio", { name: "Every check of the site" }).check();
    await first.page.getByRole("button", { name: "Switch off now" }).click();
    await first.page.getByText("Write why: colleagues must know when to end it.").waitFor();
    await first.page.getByLabel("Why").fill("CP-IS answers with faults; asked the help desk.");
    await first.page.getByRole("button", { name: "Switch off now" }).click();
    await first.page.getByText("Switched off. It works from now on.").waitFor();
    expect(await consoleText(first.page)).toMatch(
      /Switched off since \d\d-\w{3}-\d{4} \d\d:\d\d: every check of the site/,
    );
    expect(await findings(first.page)).toEqual([]);
    expect(await first.page.getByRole("button", { name: "End this pause" }).count()).toBe(0);

    await openPatient(chart, site, "looked-after");
    await chart.getByRole("heading", { name: "Not checked with CP-IS: switched off here" }).waitFor();
    expect(await chart.locator("cpis-alert-banner .box").innerText()).toMatch(/Since \d\d:\d\d/);

    await become(first.page, site, "administrator", { steppedUp: true });
    await goTo(first.page, "Pause");
    await first.page.getByRole("button", { name: "End this pause" }).click();
    await first.page.getByText("The pause has ended. Checks are made again.").waitFor();
    await openPatient(chart, site, "current-protection-plan");
    await chart.getByRole("heading", { name: "Alert: current child protection plan" }).waitFor();
  });
});

describe("work lists", () => {
  test("name whom a pause left unchecked, and name a patient to the safeguarding lead only (H-12)", async () => {
    const { page } = first;
    await become(page, site, "administrator");
    await page.getByRole("link", { name: "Open work list" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Work lists" }).waitFor();
    await page.getByRole("link", { name: /^Not checked/ }).click();
    await page.getByRole("cell", { name: "Switched off" }).waitFor();
    expect(await consoleText(page)).not.toContain("ENC-");
    expect(await findings(page)).toEqual([]);
    await become(page, site, "safeguarding-lead");
    await goTo(page, "Work lists");
    await page.getByText(/ENC-looked-after/).waitFor();
    expect(page.url()).toBe(`${site.url}/console#/work-lists`);
    expect(await findings(page)).toEqual([]);
  });
});

describe("the audit", () => {
  test("is searched with a reason, and the search is in it; no address holds an NHS number", async () => {
    const { page } = first;
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    await become(page, site, "auditor");
    await goTo(page, "Audit");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByText("Write why: nothing is read without a reason.").waitFor();
    await page.getByLabel("Why you read it").fill("A parent asked who looked");
    await page.getByLabel("NHS number, if about one patient").fill("999 526 0182");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("region", { name: "Found" }).waitFor();
    const found = await page.getByRole("region", { name: "Found" }).innerText();
    expect(found).toContain("Asked the register");
    expect(found).toContain("NHS No. 999 526 0182");
    expect(await findings(page)).toEqual([]);
    await page.getByLabel("NHS number, if about one patient").fill("");
    await page.getByLabel("What was done").selectOption({ label: "Audit searched" });
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("region", { name: "Found" }).getByText("Audit searched").first().waitFor();
    expect(addresses.filter((address) => address.includes("9995260182"))).toEqual([]);
    page.removeAllListeners();
  });

  test("is verified as a whole on a press, and handed out as a file after one more sign-in", async () => {
    const { page } = first;
    await leave(page, site);
    await signIn(page, "Mrs Grace Ollerton");
    await goTo(page, "Audit");
    await page.getByRole("button", { name: "Verify the chain now" }).click();
    await page
      .getByText(/unbroken|Being read now/)
      .first()
      .waitFor();
    await page.waitForLoadState("networkidle");
    await page.getByLabel("Why you read it").fill("For the yearly report");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    await page.getByRole("button", { name: "Mrs Grace Ollerton", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    expect(await page.getByLabel("Why you read it").inputValue()).toBe("For the yearly report");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  });
});
