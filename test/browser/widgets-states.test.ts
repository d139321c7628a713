import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertView } from "../../src/domain/alert-view.js";
import {
  alertViews,
  manyAccesses,
  northshire,
  people,
  plan,
  recordState,
  viewOf,
} from "../support/alert-views.js";
import { axeFindings } from "../support/axe.js";
import { bannerText, openBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

// Words that make an absence look like safety, or that belong to no clinical screen (ui 7).
const forbidden = /\b(clear|ok|okay|safe|no risk|negative|success\w*|sorry|oops|none known|error)\b|!/i;
// The only places where anybody is said to have been told, or not.
const allowedTold = ["No council was told, because there was no record.", "Planned care: council not told."];

/** What each fixture must say, beside looking like its family. */
const expected: Readonly<Record<string, readonly [look: string, ...words: string[]]>> = {
  record: [
    "record",
    "Alert: current child protection plan",
    "Current",
    "Northshire Council",
    "started 12-Mar-2026",
    "01632 960101",
    "01632 960199",
    "Checked 14:32 by you.",
    "CP-IS tells the council.",
  ],
  "record-looked-after": ["record", "Alert: looked after child", "Weirdale County Council"],
  "record-two-councils": [
    "record",
    "Alert: looked after child, and an ended plan (2 councils)",
    "Looked after",
    "Protection plan ended",
    "CP-IS tells both councils.",
    "Checked 17:10",
  ],
  "record-three-councils": [
    "record",
    "Alert: child protection plan, looked after child, and an ended plan (3 councils)",
    "1 more council in details.",
  ],
  "record-unborn": [
    "record",
    "Alert: unborn child plan on this patient’s record",
    "For the baby, not for this patient.",
    "started 02-Oct-2026, ends 14-Jan-2027",
  ],
  "record-mother-with-both": [
    "record",
    "Alert: child protection plan, and an unborn child plan",
    "Protection plan",
    "Unborn child plan, for the baby",
  ],
  "record-ended": [
    "ended",
    "Ended 30-Jun-2026: child protection plan",
    "from 04-Sep-2025",
    "No current plan returned.",
    "12 months",
  ],
  "record-not-started": ["record", "Alert: child protection plan starts 01-Dec-2026", "Not started"],
  "record-end-date-ahead": ["record", "Alert: looked after child", "ends 01-Feb-2027"],
  "record-counts-differ": ["record", "The register says 3 records; 2 could be shown."],
  "record-part-unreadable": [
    "record",
    "and a part that could not be read",
    "Part of the record could not be read: ring the council.",
  ],
  "record-only-ended-readable": ["record", "Alert: a record that could not all be read, and an ended plan"],
  "record-ended-counts-differ": [
    "record",
    "Alert: a record that could not all be read, and an ended plan",
    "The register says 2 records; 1 could be shown.",
  ],
  "record-no-plan-readable": [
    "record",
    "Alert: a record that could not all be read",
    "Northshire Council",
    "01632 960101",
  ],
  "record-hours-unknown": ["record", "01632 960301", "07700 900399"],
  "record-one-telephone": ["record", "Not known", "01632 960199"],
  "record-planned-care": ["record", "Planned care: council not told."],
  "record-by-system": ["record", "Checked 14:32 by the system at registration."],
  "record-simulator": ["record", "SIMULATOR"],
  "checking-dwell": [
    "checking",
    "About to check CP-IS",
    "if this patient stays open for 1 second",
    "Nothing has been sent yet.",
  ],
  checking: [
    "checking",
    "Checking CP-IS",
    "Treat as unknown",
    "Started 14:32:05.",
    "If there is a record, CP-IS tells its council.",
  ],
  "checking-slow": ["checking", "Still checking CP-IS", "by 14:32:35"],
  "checking-planned-care": ["checking", "Planned care: tells no council."],
  "no-record": [
    "none",
    "No record returned by CP-IS",
    "This does not mean there are no safeguarding concerns.",
    "999 030 8241 at 14:32 on 19-Nov-2026",
    "No council was told, because there was no record.",
  ],
  "no-record-planned-care": ["none", "Planned care: council not told."],
  "no-record-by-another": ["none", "Checked 14:32 by OSEI, Kwame."],
  "stale-context": [
    "stale",
    "Answer removed: not sure which patient is open",
    "Do not rely on an answer you saw before.",
    "Read patient again",
  ],
  "stale-conflict": [
    "stale",
    "Answer removed: two systems name two patients",
    "Do not rely on an answer you saw before.",
    "Read patient again",
  ],
  "stale-idle": ["stale", "Answer removed: nobody used this screen", "Read patient again"],
  "no-record-number-changed": ["none", "The NHS number has changed. This is about the new one."],
  "stale-age": [
    "stale",
    "Answer removed: it was from 14:02",
    "Checked 14:02 by OSEI, Kwame.",
    "is not kept",
    "Check again (tells a council if there is a record)",
  ],
  "not-checked-nhs-number-missing": ["not-checked", "no verified NHS number", "Trace it"],
  "not-checked-nhs-number-invalid": ["not-checked", "NHS number is not valid", "A digit is wrong."],
  "not-checked-nhs-number-unverified": ["not-checked", "no verified NHS number", "Trace it"],
  "not-checked-nhs-number-changed": ["not-checked", "NHS number has changed", "Checking the new one."],
  "not-checked-not-in-automatic-group": [
    "not-checked",
    "adult, not asked",
    "Check now (tells a council if there is a record)",
  ],
  "not-checked-role-not-automatic": ["not-checked", "not started by your role", "A clinician"],
  "not-checked-location-unknown": ["not-checked", "location is not set up", "system administrator"],
  "not-checked-location-not-enabled": ["not-checked", "not enabled at this location", "system administrator"],
  "not-checked-silent-read-not-configured": [
    "not-checked",
    "silent read is not set up here",
    "system administrator",
  ],
  "not-checked-too-many": ["not-checked", "too many checks in a short time", "Wait a minute"],
  "not-checked-user-not-identified": ["not-checked", "user not identified", "Sign in again."],
  "not-checked-not-permitted": [
    "plain",
    "You do not have access to CP-IS information",
    "the same for every patient",
  ],
  "not-checked-switched-off": ["not-checked", "switched off here", "system administrator"],
  "not-checked-automatic-switched-off": [
    "not-checked",
    "automatic checks switched off here",
    "You can still check.",
    "Check now",
  ],
  "failed-no-answer-yet": [
    "failed",
    "Could not check CP-IS",
    "there may be a record",
    "A late answer will still show here.",
    "CPIS-T01",
    "Try again now",
    "CP-IS tells its council.",
  ],
  "failed-no-answer": ["failed", "did not answer", "CPIS-T02"],
  "failed-spine-unreachable": ["failed", "Nothing was sent.", "CPIS-S01"],
  "failed-outcome-unknown": ["failed", "broke while asking", "CPIS-S02"],
  "failed-rejected": ["failed", "refused the question", "CPIS-S03"],
  "failed-register-fault": ["failed", "reported a fault", "CPIS-R01"],
  "failed-answer-unreadable": ["failed", "could not be understood", "CPIS-R02"],
  "failed-record-unreadable": [
    "failed",
    "Could not read the record CP-IS returned",
    "Treat it as a positive",
    "Ring the safeguarding team",
    "CPIS-R03",
  ],
  "failed-identity-mismatch": ["failed", "another date of birth", "CPIS-P01"],
  "failed-about-someone-else": ["failed", "about someone else and was thrown away", "CPIS-P02"],
  "failed-interrupted": ["failed", "interrupted", "CPIS-G01"],
  "failed-gateway-unreachable": ["failed", "cannot reach", "CPIS-G02"],
  "failed-page-incomplete": ["failed", "could not be loaded", "Nothing was sent.", "CPIS-B01"],
  "failed-internal": ["failed", "a fault in", "CPIS-G03"],
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());

const look = (): Promise<string> =>
  page.locator("cpis-alert-banner .box").evaluate((box) => box.getAttribute("class") ?? "");

/** Opens the details, where the state has any. */
async function openDetails(): Promise<boolean> {
  const toggle = page.locator("cpis-alert-banner [aria-expanded=false]");
  if ((await toggle.count()) === 0) return false;
  await toggle.click();
  return true;
}

const findings = (): Promise<readonly string[]> => axeFindings(page, "cpis-alert-banner", "color-contrast");

describe("every state of the banner (R-40)", () => {
  it("has a fixture and its words for every reason there is", () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(alertViews).sort());
  });

  it.each(Object.entries(alertViews))("draws %s with its own look and words", async (name, view) => {
    await showBanner(page, view);
    const [family = "", ...words] = expected[name] ?? [];
    const text = (await bannerText(page)).replace(/\s+/g, " ");
    for (const word of words) expect(text).toContain(word);
    expect((await look()).split(" ")).toContain(family);
    expect((await look()).includes("unknown")).toBe(!["record", "ended", "none", "plain"].includes(family));
    expect(await page.locator("cpis-alert-banner").getAttribute("state")).toBe(view.state.kind);
  });

  it.each(Object.entries(alertViews))(
    "never uses a word that sounds like safety in %s (H-03)",
    async (_name, view) => {
      await showBanner(page, view);
      await openDetails();
      const text = await page
        .locator("cpis-alert-banner")
        .evaluate((banner) => banner.shadowRoot?.textContent ?? "");
      expect(text).not.toMatch(forbidden);
      const claims = allowedTold.reduce(
        (rest, sentence) => rest.replaceAll(sentence, ""),
        text.replace(/\s+/g, " "),
      );
      expect(claims).not.toMatch(/\btold\b/i);
    },
  );

  it.each(Object.entries(alertViews))(
    "gives axe nothing to find in %s, wide and narrow, closed and open",
    async (_name, view) => {
      for (const width of [1256, 400]) {
        await showBanner(page, view, { width });
        expect(await findings()).toEqual([]);
        if (await openDetails()) expect(await findings()).toEqual([]);
      }
    },
  );

  it("gives axe nothing to find in dark or discreet form", async () => {
    for (const view of Object.values(alertViews)) {
      await showBanner(page, view, { attributes: { theme: "dark" } });
      await openDetails();
      expect(await findings()).toEqual([]);
    }
    await showBanner(page, alertViews["record"] ?? null, { attributes: { discreet: "" } });
    expect(await findings()).toEqual([]);
  });
});

describe("without a patient or a view", () => {
  it("is not blank and says to treat as unknown (R-40)", async () => {
    await showBanner(page, null);
    expect(await bannerText(page)).toContain("If you have a patient open, treat as unknown.");
    expect(await look()).toContain("unknown");
  });

  it("says so on a patient whose view has not arrived", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await page
      .locator("cpis-alert-banner")
      .evaluate((banner) => ((banner as unknown as { contextKey: string }).contextKey = "other"));
    expect(await bannerText(page)).toContain("Not checked with CP-IS: no patient read");
  });
});

describe("the consequence of a check, in the words of its control (R-39)", () => {
  const adult = alertViews["not-checked-not-in-automatic-group"];

  it.each([
    ["unscheduled", "Check now (tells a council if there is a record)"],
    ["scheduled", "Check now (planned care: tells no council)"],
    [undefined, "Check now (may tell a council if there is a record)"],
  ] as const)("names it for %s access", async (accessMode, label) => {
    if (!adult) throw new Error("no fixture");
    await showBanner(page, { ...adult, accessMode } as AlertView);
    expect(await page.getByRole("button", { name: "Check now" }).textContent()).toContain(label);
  });

  it.each([
    ["record", "Check again (tells Northshire Council)"],
    ["record-two-councils", "Check again (tells both councils)"],
    ["record-three-councils", "Check again (tells all 3 councils)"],
    ["record-planned-care", "Check again (planned care: tells no council)"],
    ["no-record", "Check again (tells a council if there is a record)"],
  ])("names the councils in the details of %s", async (name, label) => {
    await showBanner(page, alertViews[name] ?? null);
    await openDetails();
    expect(await page.getByRole("button", { name: "Check again" }).textContent()).toContain(label);
  });

  it("offers no second question where the identity did not match", async () => {
    await showBanner(page, alertViews["failed-identity-mismatch"] ?? null);
    expect(await page.getByRole("button").count()).toBe(0);
  });

  it("offers no control to a user without access", async () => {
    await showBanner(page, alertViews["not-checked-not-permitted"] ?? null);
    expect(await page.getByRole("button").count()).toBe(0);
  });
});

describe("the details", () => {
  it("say whose answer it is, in the national order (H-01)", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await openDetails();
    const strip = (await page.locator("cpis-alert-banner .strip").innerText()).replace(/\s+/g, " ");
    expect(strip).toContain(
      "This answer is for FERNSBY, Milo (Master) Born 03-Feb-2018 (8y) Gender Male NHS No. 999 526 0182",
    );
  });

  it("keep two councils apart, active before ended, each with its own numbers and hours (H-10, R-43)", async () => {
    await showBanner(page, alertViews["record-two-councils"] ?? null);
    await openDetails();
    const cards = await page.locator("cpis-alert-banner .council").allInnerTexts();
    expect(cards).toHaveLength(2);
    expect(cards[0]).toMatch(/^Weirdale County Council/);
    expect(cards[0]).toContain("Mon to Fri 09:00 to 17:30. It is now Thu 17:10.");
    expect(cards[1]).toContain("Mon to Fri 08:30 to 17:00. It is now Thu 17:10.");
    expect(cards[1]).toContain("07-Jan-2026 (shown for 12 months)");
    const marked = await page.locator("cpis-alert-banner .tile.now a").allInnerTexts();
    expect(marked).toEqual(["01632 960204", "01632 960199"]);
  });

  it("mark no number where the council's hours are not known, and say so (H-28)", async () => {
    await showBanner(page, alertViews["record-hours-unknown"] ?? null);
    await openDetails();
    const text = await bannerText(page);
    expect(text).not.toContain("Use now");
    expect(text).not.toContain("At other times");
    expect(text).toContain("When this council’s office is open is not known here.");
  });

  it("prompt to check the baby's own number after the birth (H-08)", async () => {
    await showBanner(page, alertViews["record-unborn"] ?? null);
    await openDetails();
    expect(await bannerText(page)).toContain("Check the baby under that number");
    expect(await bannerText(page)).toContain("usually the due date");
  });

  it("show both plans of a mother who has one of her own (H-09)", async () => {
    await showBanner(page, alertViews["record-mother-with-both"] ?? null);
    await openDetails();
    expect(await page.locator("cpis-alert-banner .council tbody tr").count()).toBe(2);
  });

  it("mark this check in the list of openings, and always explain the list's limits (H-15, H-16)", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await openDetails();
    const table = page.getByRole("table", { name: "Record opened by" });
    expect(await table.getByRole("row").nth(1).innerText()).toContain("This check");
    expect(await table.getByText("This check").count()).toBe(1);
    expect(await bannerText(page)).toContain("It shows who opened the record, not who was treated.");
  });

  it("show ten openings, and all 25 on a press (R-28)", async () => {
    await showBanner(
      page,
      viewOf(
        people.milo,
        recordState([northshire(plan("child-protection-plan", "2026-03-12"))], { accesses: manyAccesses }),
      ),
    );
    await openDetails();
    const rows = page.getByRole("table", { name: "Record opened by" }).getByRole("row");
    expect(await rows.count()).toBe(11);
    await page.getByRole("button", { name: "Show all 25" }).click();
    expect(await rows.count()).toBe(26);
  });

  it("say what could not be read of the list", async () => {
    const state = recordState([northshire(plan("child-protection-plan", "2026-03-12"))], {
      gaps: ["access-unreadable", "access-count-differs"],
      declaredAccessRecords: 6,
    });
    await showBanner(page, viewOf(people.milo, state));
    await openDetails();
    expect(await bannerText(page)).toContain("Some entries of this list could not be read.");
    expect(await bannerText(page)).toContain("The register says 6 openings; 4 could be shown.");
    expect(await bannerText(page)).toContain("Alert: current child protection plan");
  });

  it("name what no record can miss, and until when the answer shows (H-03)", async () => {
    await showBanner(page, alertViews["no-record"] ?? null);
    await openDetails();
    const text = await bannerText(page);
    expect(text).toContain(
      "children whose council has not matched their NHS number, or whose record is protected",
    );
    expect(text).toContain("This answer stops showing at 14:47 and is not kept.");
  });

  it("say that telling a council is not a referral, and only where one is told (R-39)", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await openDetails();
    expect(await bannerText(page)).toContain(
      "CP-IS tells Northshire Council of this check. That is not a referral, and nobody may have read it.",
    );
    await showBanner(page, alertViews["record-planned-care"] ?? null);
    await openDetails();
    expect(await bannerText(page)).not.toContain("referral");
  });

  it("have room for the host's attendances and policy, and no empty box without them (H-15)", async () => {
    await showBanner(page, alertViews["record"] ?? null);
    await openDetails();
    expect(await bannerText(page)).not.toContain("Attendances here");
    await showBanner(page, alertViews["record"] ?? null, {
      children: '<p slot="attendances">05-Sep-2026 Scald</p><p slot="policy">Site policy 12</p>',
    });
    await openDetails();
    expect(await bannerText(page)).toContain("Attendances here");
    await page.getByText("05-Sep-2026 Scald").waitFor({ state: "visible" });
    await page.getByText("Site policy 12").waitFor({ state: "visible" });
  });
});
