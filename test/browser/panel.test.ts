import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PanelEpisode, PanelView } from "../../src/domain/panel-view.js";
import type { NotVisibleReason } from "../../src/domain/visibility-state.js";
import { reasonWords } from "../../widgets/panel/wording-state.js";
import { axeFindings } from "../support/axe.js";
import { launchChromium } from "../support/chromium.js";
import { openPanelPage, panelText, showPanel } from "../support/panel-page.js";
import {
  casePage,
  finishedNight,
  localId,
  newEpisode,
  notVisible,
  panelNow,
  panelStates,
  shown,
} from "../support/panel-views.js";

const headings: Readonly<Record<string, string>> = {
  visible: "Visible to NHS since 13-Mar-2026",
  "visible-change-refused": "Visible to NHS since 13-Mar-2026",
  "visible-change-waiting": "Visible to NHS since 13-Mar-2026",
  "not-visible": "Not visible to NHS: name or date of birth does not match",
  waiting: "Waiting for answer since 19-Nov-2026 02:00",
  "waiting-overdue": "Waiting for answer since 19-Nov-2026 02:00",
  ended: "Ended 30-Jun-2026",
  "cannot-be-shared": "Cannot be shared through CP-IS",
  unborn: "Visible to NHS since 13-Mar-2026",
  loading: "Reading what CP-IS said",
  "not-held": "Not known: this case is not held for CP-IS",
  "not-permitted": "You do not have access to CP-IS information",
  unreachable: "Not known: this screen cannot reach CP-IS",
};

describe("the social care panel", () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    page = await openPanelPage(browser);
    page.on("pageerror", (error) => faults.push(error.message));
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    faults = [];
    await page.emulateMedia({ forcedColors: "none" });
    await page.clock.setSystemTime(panelNow);
    await page.mouse.move(1200, 800);
  });
  afterEach(() => {
    expect(faults).toEqual([]);
  });

  const panel = () => page.locator("cpis-social-care-panel");
  const button = (name: string) => panel().getByRole("button", { name });
  const setView = (view: PanelView) =>
    page.evaluate((next) => {
      const element = document.querySelector("cpis-social-care-panel");
      if (element) element.view = next;
    }, view);

  /** The next event of a name, with what it says. */
  const heard = (name: string): Promise<unknown> =>
    page.evaluate(
      (event) =>
        new Promise((resolve) => {
          document.addEventListener(event, (said) => resolve((said as CustomEvent).detail), { once: true });
        }),
      name,
    );

  it.each(Object.keys(panelStates))(
    "says the state %s in words, without an accessibility fault (R-94)",
    async (name) => {
      await showPanel(page, panelStates[name]!);
      await panel().getByRole("heading", { name: headings[name]!, exact: true }).waitFor();
      expect(await axeFindings(page, "main")).toEqual([]);
    },
  );

  it("has an equally accessible dark form, in every state", async () => {
    for (const view of [...Object.values(panelStates), casePage]) {
      await showPanel(page, view, { attributes: { theme: "dark" } });
      expect(await axeFindings(page, "main")).toEqual([]);
    }
  });

  it("gives every reason its own words and never leaves a state blank (H-21)", async () => {
    const reasons = Object.keys(reasonWords) as NotVisibleReason[];
    expect(new Set(Object.values(reasonWords)).size).toBe(reasons.length);
    for (const reason of reasons) {
      await showPanel(page, notVisible(reason));
      const text = await panelText(page);
      expect(text).toContain(`Not visible to NHS: ${reasonWords[reason]}`);
      expect(text).toContain("NHS staff who look will be told there is no record.");
    }
  });

  it("never lets a child that waits or is unknown look visible (H-20)", async () => {
    for (const name of ["waiting", "waiting-overdue", "loading", "not-held", "unreachable"]) {
      await showPanel(page, panelStates[name]!);
      expect(await panelText(page)).not.toContain("Visible to NHS");
      expect(await panel().locator(".state .i-visible").count()).toBe(0);
      expect(
        await panel()
          .locator(".keel")
          .evaluate((keel) => getComputedStyle(keel).backgroundImage),
      ).toContain("repeating-linear-gradient");
    }
  });

  it("never uses a word that makes an absence look like safety", async () => {
    for (const view of [...Object.values(panelStates), casePage]) {
      await showPanel(page, view);
      expect(await panelText(page)).not.toMatch(/\b(ok|safe|clear|success|no risk|negative|sorry)\b|!/i);
    }
  });

  it("draws a view only while its key is the open case, and wipes in the same call (H-01)", async () => {
    await showPanel(page, casePage);
    const texts = await page.evaluate(() => {
      const element = document.querySelector("cpis-social-care-panel")!;
      const text = () => element.shadowRoot?.querySelector(".panel")?.textContent ?? "";
      element.localId = "NS-2";
      const wiped = text();
      element.localId = null;
      return [wiped, text()];
    });
    for (const text of texts) {
      expect(text).toContain("No case read");
      expect(text).not.toMatch(/Visible|Northgate|NAIR/);
    }
  });

  it("says that opened does not mean treated, above every card (R-103)", async () => {
    await showPanel(page, casePage);
    expect(await panelText(page)).toMatch(/It does\s+not mean the child was treated, or is still there/);
  });

  it("lists every opening of one night in one card, with the note that closed it (H-17)", async () => {
    await showPanel(page, casePage);
    const night = panel().getByRole("article", { name: "Opened 3 times, night of 16 to 17-Aug-2026" });
    const text = await night.innerText();
    expect(text).toContain("17-Aug 01:38");
    expect(text).toContain("17-Aug 02:15");
    expect(text).toContain("17-Aug 03:02");
    expect(text.match(/Dealt with by OKAFOR, Rosalind, 17-Aug-2026 08:41/g)).toHaveLength(1);
  });

  it("shows a card of which one organisation is nobody's as nobody's (H-17)", async () => {
    const [first, ...rest] = finishedNight as [PanelEpisode, ...PanelEpisode[]];
    await showPanel(page, shown({ episodes: [{ ...first, handling: { kind: "nobody" } }, ...rest] }));
    expect(await panelText(page)).toContain("Nobody is dealing with this");
    const said = heard("cpis-notice-acted");
    await button("I am dealing with this").click();
    expect(await said).toEqual({ kind: "take", episodeIds: [first.id] });
  });

  it("takes a notice, asks for the note, and finishes with it (H-18)", async () => {
    await showPanel(page, casePage);
    const taking = heard("cpis-notice-acted");
    await button("I am dealing with this").click();
    expect(await taking).toEqual({ kind: "take", episodeIds: ["e-new"] });
    const mine = {
      kind: "taken",
      by: "OKAFOR, Rosalind",
      you: true,
      since: "2026-11-19T15:05:00.000Z",
    } as const;
    await setView(shown({ episodes: [{ ...newEpisode, handling: mine }] }));
    expect(await panelText(page)).toContain("You, since 15:05");
    await button("Save note and finish").click();
    expect(await panelText(page)).toContain("Write what you did first.");
    const finishing = heard("cpis-notice-acted");
    await panel().getByLabel("What did you do?").fill("Rang the department, spoke to the nurse in charge.");
    expect(await axeFindings(page, "main")).toEqual([]);
    await button("Save note and finish").click();
    expect(await finishing).toEqual({
      kind: "finish",
      episodeIds: ["e-new"],
      note: "Rang the department, spoke to the nurse in charge.",
    });
  });

  it("keeps the keyboard's place in the card after it was taken, and after it was finished", async () => {
    const place = () =>
      panel().evaluate((element) => {
        const active = element.shadowRoot?.activeElement;
        return active?.closest("[data-place]")?.getAttribute("data-place") ?? "lost";
      });
    await showPanel(page, casePage);
    await button("I am dealing with this").focus();
    const mine = { kind: "taken", by: "You", you: true, since: newEpisode.lastAt } as const;
    await setView(shown({ episodes: [{ ...newEpisode, handling: mine }, ...finishedNight] }));
    expect(await place()).toBe("2026-11-19|day");
    await button("Save note and finish").focus();
    const done = { kind: "finished", by: "You", at: newEpisode.lastAt, note: "Rang." } as const;
    await setView(shown({ episodes: [{ ...newEpisode, handling: done }, ...finishedNight] }));
    expect(await place()).toBe("2026-11-19|day");
  });

  it("keeps a half-written note through a live update of the same child", async () => {
    const mine = { kind: "taken", by: "You", you: true, since: newEpisode.lastAt } as const;
    const view = shown({ episodes: [{ ...newEpisode, handling: mine }] });
    await showPanel(page, view);
    await panel().getByLabel("What did you do?").fill("Rang the depart");
    await setView({ ...view, serverOffsetMs: 1 });
    expect(await panel().getByLabel("What did you do?").inputValue()).toBe("Rang the depart");
  });

  it("passes a notice to somebody the host names", async () => {
    await showPanel(page, casePage);
    await button("Pass to someone else").click();
    const said = heard("cpis-notice-acted");
    await button("Pass on").click();
    expect(await said).toEqual({
      kind: "pass",
      episodeIds: ["e-new"],
      to: { kind: "emergency-duty-team" },
    });
  });

  it("holds a new card back while somebody is at work in it, and says so", async () => {
    await showPanel(page, shown({ episodes: finishedNight }));
    await button("Show history").focus();
    await setView(casePage);
    expect(await panelText(page)).toContain("1 new, show");
    expect(await panelText(page)).not.toContain("Opened today");
    await page.evaluate(() => {
      const { activeElement } = document.querySelector("cpis-social-care-panel")!.shadowRoot!;
      if (activeElement instanceof HTMLElement) activeElement.blur();
    });
    expect(await panelText(page)).toContain("Opened today, 14:32");
    expect(await panelText(page)).not.toContain("1 new, show");
  });

  it("announces a new card once, politely, and falls silent", async () => {
    await showPanel(page, shown({ episodes: finishedNight }));
    await setView(casePage);
    const status = panel().locator("[role=status]");
    expect(await status.textContent()).toBe("Someone in the NHS opened this child’s record.");
    await page.clock.runFor(4100);
    expect(await status.textContent()).toBe("");
  });

  it("offers to send what no file has carried yet, and neither to send it again nor to take it out (H-20)", async () => {
    const since = "2026-11-19T09:00:00.000Z";
    const waiting = { kind: "waiting", phase: "queued", since, alarmAt: since, overdue: false } as const;
    await showPanel(page, shown({ isTold: false, visibility: waiting }));
    const quiet = panel().locator(".quiet button");
    expect(await quiet.allInnerTexts()).toEqual(["Send now", "Show history"]);
    const said = heard("cpis-sending-requested");
    await button("Send now").click();
    expect(await said).toMatchObject({ localId });
    // Who is visible was told, if by another system than ours.
    await setView(shown({ isTold: false }));
    expect(await quiet.allInnerTexts()).toEqual(["Send again now", "Show history", "Entered in error"]);
  });

  it("says what Entered in error does before it asks, and needs a reason (R-90)", async () => {
    await showPanel(page, casePage);
    await button("Entered in error").click();
    expect(await panelText(page)).toContain("A second person must agree");
    await button("Ask a second person").click();
    expect(await panelText(page)).toContain("Write why first, in words a second person can judge by.");
    await panel().getByLabel("Why was it entered in error?").fill("Wrong child of two twins");
    const said = heard("cpis-deletion-requested");
    await button("Ask a second person").click();
    expect(await said).toEqual({
      localId,
      reason: "Wrong child of two twins",
      plan: { kind: "child-protection-plan", start: "2026-03-12" },
    });
  });

  it("never offers a deletion's agreement to the one who asked (R-90)", async () => {
    const asked = {
      deletionId: "d-1",
      plan: "child-protection-plan",
      reason: "Wrong child",
      askedBy: "MISTRY, Jaya",
      askedAt: "2026-11-19T14:00:00.000Z",
    } as const;
    await showPanel(page, shown({ deletions: [{ ...asked, byYou: true }] }));
    expect(await button("I agree").count()).toBe(0);
    await showPanel(page, shown({ deletions: [{ ...asked, byYou: false }] }));
    const said = heard("cpis-deletion-approved");
    await button("I agree").click();
    expect(await said).toEqual({ localId, deletionId: "d-1" });
  });

  it("tells the host where the one remedy leads", async () => {
    await showPanel(page, panelStates["not-visible"]!);
    const said = heard("cpis-task-opened");
    await button("Compare with NHS details").click();
    expect(await said).toEqual({ localId, wants: "compare-details" });
  });

  it("fits 320 pixels, and twice the text size, without sideways scrolling", async () => {
    for (const view of [...Object.values(panelStates), casePage]) {
      for (const style of ["", "--cpis-text-size: 32px"]) {
        await showPanel(page, view, { width: 320, attributes: { style } });
        await page.evaluate(() => {
          document.querySelector("cpis-social-care-panel")!.style.width = "320px";
        });
        expect(
          await panel().evaluate((element) => {
            const box = element.shadowRoot!.querySelector(".panel")!;
            return box.scrollWidth - box.clientWidth;
          }),
        ).toBeLessThanOrEqual(0);
      }
    }
  });

  it("keeps an edge for every state in forced colours, where colours vanish", async () => {
    await page.emulateMedia({ forcedColors: "active" });
    for (const [name, style] of [
      ["waiting", "dashed"],
      ["unreachable", "dashed"],
      ["visible", "solid"],
      ["not-visible", "solid"],
    ] as const) {
      await showPanel(page, panelStates[name]!);
      const edge = await panel()
        .locator(".keel")
        .evaluate((keel) => getComputedStyle(keel).borderRightStyle);
      expect(edge).toBe(style);
    }
  });

  it("says that it cannot draw rather than leave the older answer (R-40)", async () => {
    await showPanel(page, casePage);
    const broken = { key: localId, state: { kind: "shown", case: { visibility: { kind: "nonsense" } } } };
    await setView(broken as unknown as PanelView);
    expect(await panelText(page)).toContain("Not known: this case cannot be shown");
    expect(await panelText(page)).not.toContain("Northgate");
    expect(faults.splice(0)).toHaveLength(1);
  });
});
