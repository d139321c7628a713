import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertViews, northshire, people, plan, recordState, viewOf } from "../support/alert-views.js";
import { bannerText, openBannerPage, showBanner } from "../support/banner-page.js";
import { launchChromium } from "../support/chromium.js";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await openBannerPage(browser);
});
afterAll(() => browser.close());

const record = viewOf(people.milo, recordState([northshire(plan("child-protection-plan", "2026-03-12"))]));
const patientOf = (nhsNumber: string, more: object = {}): object => ({
  nhsNumber,
  birthDate: "2018-02-03",
  localIds: [],
  ...more,
});

/** Opens Milo's record with its details, a copied number and everything else that could stay behind. */
async function openRecord(): Promise<void> {
  await showBanner(page, record, { attributes: { "nhs-number": "9995260182" } });
  await page.locator("cpis-alert-banner [aria-expanded]").click();
  await page.locator("cpis-alert-banner .copy").first().click();
  // The clipboard answers later, and draws once more.
  await page
    .getByText(/^(Copied|Not copied)/)
    .first()
    .waitFor();
  expect(await bannerText(page)).toContain("Record opened by");
}

const leftovers = /Northshire|child protection|01632 9601|FERNSBY|NAIR|copied/i;

describe("a change of patient leaves nothing of the one before, in the very same turn (H-01)", () => {
  beforeEach(openRecord);

  // Read inside the page, in the turn of the assignment: no promise and no frame passes in between.
  it("when another context key is assigned", async () => {
    const text = await page.locator("cpis-alert-banner").evaluate((element) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      banner.contextKey = "another";
      return banner.shadowRoot?.textContent;
    });
    expect(text).not.toMatch(leftovers);
  });

  it("when the patient is closed", async () => {
    const text = await page.locator("cpis-alert-banner").evaluate((element) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      banner.contextKey = null;
      return banner.shadowRoot?.textContent;
    });
    expect(text).not.toMatch(leftovers);
  });

  it("when a view of another patient is assigned", async () => {
    const text = await page.locator("cpis-alert-banner").evaluate((element, view) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      banner.view = view;
      return banner.shadowRoot?.textContent;
    }, alertViews["checking"] ?? record);
    expect(text).not.toMatch(leftovers);
  });

  it("when the host assigns another patient, before anybody is told of it", async () => {
    const text = await page.locator("cpis-alert-banner").evaluate((element, patient) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      let seen: string | null | undefined = "no event";
      banner.addEventListener("cpis-context-input", () => {
        seen = banner.shadowRoot?.textContent;
      });
      banner.patient = patient;
      return seen;
    }, patientOf("9998219930"));
    expect(text).not.toMatch(leftovers);
    expect(text).toContain("no patient read");
  });

  it("when one attribute of the patient changes, before anybody is told of it", async () => {
    const text = await page.locator("cpis-alert-banner").evaluate((banner) => {
      let seen: string | null | undefined = "no event";
      banner.addEventListener("cpis-context-input", () => {
        seen = banner.shadowRoot?.textContent;
      });
      banner.setAttribute("nhs-number", "9998219930");
      return seen;
    });
    expect(text).not.toMatch(leftovers);
    expect(text).toContain("no patient read");
  });
});

describe("what the host says about the patient", () => {
  it("keeps an answer while the same patient is completed", async () => {
    await openRecord();
    const kept = await page.locator("cpis-alert-banner").evaluate(
      (element, [before, after]) => {
        const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
        banner.patient = before ?? null;
        banner.contextKey = "Fernsby";
        banner.patient = after ?? null;
        return banner.contextKey;
      },
      [patientOf("9995260182"), patientOf("999 526 0182", { gender: "Male" })],
    );
    expect(kept).toBe("Fernsby");
  });

  it("removes an answer when the encounter, the number or the local identifier is another", async () => {
    const changes = [
      patientOf("9995260182", { encounterId: "visit-2" }),
      patientOf("9998219930"),
      patientOf("9995260182", { localIds: [{ system: "urn:mrn", value: "2" }] }),
    ];
    for (const change of changes) {
      const key = await page.locator("cpis-alert-banner").evaluate(
        (element, [before, after]) => {
          const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
          banner.patient = before ?? null;
          banner.contextKey = "Fernsby";
          banner.patient = after ?? null;
          return banner.contextKey;
        },
        [patientOf("9995260182"), change],
      );
      expect(key).toBeNull();
    }
  });

  it("becomes an event that does not leave the element, with its source", async () => {
    const seen = await page.locator("cpis-alert-banner").evaluate((element, patient) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      const heard: unknown[] = [];
      document.body.addEventListener("cpis-context-input", () => heard.push("left"));
      banner.addEventListener("cpis-context-input", (event) => heard.push(event.detail.source));
      banner.patient = patient;
      banner.setAttribute("birth-date", "2018-02-04");
      banner.setAttribute("birth-date", "2018-02-04");
      return heard;
    }, patientOf("9996281949"));
    expect(seen).toEqual(["property", "attribute"]);
  });
});

describe("a view that cannot be drawn", () => {
  const broken = {
    ...record,
    state: { ...record.state, record: { authorities: null } },
  } as unknown as typeof record;

  it("is said to be unknown, and leaves neither a blank nor the older answer (H-04)", async () => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await openRecord();
    await page
      .locator("cpis-alert-banner")
      .evaluate((banner, view) => Object.assign(banner, { view }), broken);
    const text = await bannerText(page);
    expect(text).toContain("Could not check CP-IS");
    expect(text).toContain("CPIS-G03");
    expect(text).not.toMatch(leftovers);
    expect(errors).toHaveLength(1);
  });

  it("is not reported as displayed, and the next good view is drawn", async () => {
    const said = await page.locator("cpis-alert-banner").evaluate(async (element, view) => {
      const banner = element as HTMLElementTagNameMap["cpis-alert-banner"];
      const heard: string[] = [];
      banner.addEventListener("cpis-displayed", (event) => heard.push(event.detail.kind));
      banner.view = { ...view, state: { kind: "no-record", retrievedAt: "2026-11-19T14:33:00Z" } };
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return heard;
    }, record);
    expect(said).toEqual(["no-record"]);
    expect(await bannerText(page)).toContain("No record returned by CP-IS");
  });

  it("cannot look like no record, whatever is missing from it", async () => {
    for (const state of [{ kind: "mystery" }, {}, { kind: "failed" }, { kind: "record", record: {} }]) {
      await showBanner(page, { ...record, state } as unknown as typeof record);
      expect(await bannerText(page)).not.toContain("No record");
      expect((await bannerText(page)).trim()).not.toBe("");
    }
  });
});

describe("text from the wire and from the host is text", () => {
  const hostile = '<img src=x onerror="globalThis.attacked=1">';

  it("never becomes markup, in any place it can reach", async () => {
    const name = `${hostile}"'{{x}}`;
    const council = {
      ...northshire(plan("child-protection-plan", "2026-03-12")),
      name,
      officeHoursTelephone: hostile,
    };
    const state = recordState([council, { ...council, odsCode: "X" }], {
      accesses: [{ at: "2026-11-19T14:32:05Z", name, role: name, organisation: name, isThisCheck: true }],
    });
    const who = {
      ...people.milo,
      familyName: name,
      givenName: name,
      title: name,
      gender: name,
      nhsNumber: name,
    };
    await showBanner(
      page,
      viewOf(who, state, {
        checkedBy: { name, you: false, bySystem: false },
        safeguardingTelephone: hostile,
      }),
    );
    await page.locator("cpis-alert-banner [aria-expanded]").click();
    expect(await page.locator("cpis-alert-banner img").count()).toBe(0);
    expect(await page.evaluate(() => "attacked" in globalThis)).toBe(false);
    expect(await bannerText(page)).toContain(name);
  });

  it.each([
    ["200 letters", "A".repeat(200)],
    ["Arabic", "مجلس الشمال"],
    ["Chinese", "北郡議會"],
    ["accents and an apostrophe", "Cyngor Ÿnys d’Été"],
  ])("is shown in full: %s", async (_name, name) => {
    for (const width of [1256, 320]) {
      const council = { ...northshire(plan("child-protection-plan", "2026-03-12")), name };
      await showBanner(page, viewOf({ ...people.milo, familyName: name }, recordState([council])), { width });
      await page.locator("cpis-alert-banner [aria-expanded]").click();
      expect(await bannerText(page)).toContain(name);
      const overflow = await page
        .locator("cpis-alert-banner .box")
        .evaluate((box) => box.scrollWidth - box.clientWidth);
      expect(overflow).toBe(0);
    }
  });
});
