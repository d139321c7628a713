import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TeamState, TeamView } from "../../src/domain/team-view.js";
import type { WorkKind } from "../../src/domain/work-item.js";
import { taskWords } from "../../widgets/panel/wording-team.js";
import { axeFindings } from "../support/axe.js";
import { launchChromium } from "../support/chromium.js";
import { openPanelPage } from "../support/panel-page.js";
import { longWorkList, teamViews } from "../support/team-views.js";

describe("the team views", () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    page = await openPanelPage(browser);
    page.on("pageerror", (error) => faults.push(error.message));
  });
  afterAll(() => browser.close());
  beforeEach(() => {
    faults = [];
  });
  afterEach(() => {
    expect(faults).toEqual([]);
  });

  const team = () => page.locator("cpis-team-view");
  const text = () => team().locator(".root").innerText();

  async function show(view: TeamView, width = 1240, theme = ""): Promise<void> {
    await page.evaluate(
      ({ view, width, theme }) => {
        const main = document.querySelector("main");
        if (main) main.style.background = theme === "dark" ? "#17202a" : "";
        const element = document.createElement("cpis-team-view");
        element.setAttribute("theme", theme);
        element.style.width = `${String(width)}px`;
        main?.replaceChildren(element);
        element.view = view;
      },
      { view, width, theme },
    );
  }

  it.each(Object.keys(teamViews))("draws %s without an accessibility fault, light and dark", async (name) => {
    for (const theme of ["", "dark"]) {
      await show(teamViews[name]!, 1240, theme);
      expect(await axeFindings(page, "main")).toEqual([]);
    }
  });

  it.each(Object.keys(teamViews))("fits %s into 320 pixels without sideways scrolling", async (name) => {
    await show(teamViews[name]!, 320);
    const over = await team().evaluate((element) => {
      const root = element.shadowRoot!.querySelector(".root")!;
      return root.scrollWidth - root.clientWidth;
    });
    expect(over).toBeLessThanOrEqual(0);
  });

  it("puts what nobody deals with first, oldest first (H-18)", async () => {
    await show(teamViews["inbox"]!);
    const lines = await team().locator(".row:not(.head)").allInnerTexts();
    expect(
      lines.map((line) => /these|dealt with|MARCHETTI|FERNSBY|Nobody on our books|HAVILAND/.exec(line)?.[0]),
    ).toEqual(["these", "MARCHETTI", "FERNSBY", "Nobody on our books", "dealt with", "HAVILAND"]);
    expect(lines[1]).toContain("Passed up to duty manager");
  });

  it("never calls an empty inbox evidence that nobody was seen (H-19)", async () => {
    await show(teamViews["inbox-empty"]!);
    expect(await text()).toContain("That is not evidence that no child was seen.");
  });

  it("takes a notice from its row", async () => {
    await show(teamViews["inbox"]!);
    const said = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener("cpis-notice-acted", (event) => resolve((event as CustomEvent).detail), {
            once: true,
          });
        }),
    );
    await team().getByRole("button", { name: "I am dealing with this" }).first().click();
    expect(await said).toEqual({ kind: "take", episodeIds: ["i-1"] });
  });

  it("marks only the cells that differ from the NHS (H-21)", async () => {
    await show(teamViews["work-list"]!);
    expect(await team().locator(".differs").allInnerTexts()).toEqual([
      "999 026 8592",
      "999 952 8902",
      "FERNSBY-COLE",
      "FERNSBY",
    ]);
    expect(await text()).toContain("CP-IS does not say which differs");
  });

  it("shows each tab its own rows, and walks the tabs by the arrow keys", async () => {
    await show(teamViews["inbox"]!);
    const names = async (tab: RegExp): Promise<readonly string[]> => {
      await team().getByRole("tab", { name: tab }).click();
      return team().locator(".row:not(.head,.group) .link").allInnerTexts();
    };
    expect(await names(/^Emergency duty \(1\)/)).toEqual(["HAVILAND, Poppy"]);
    expect(await names(/^Finished/)).toEqual(["PELL, Jonah"]);
    expect(await text()).toContain("Plan ended");
    await team().getByRole("button", { name: "Read note" }).click();
    expect(await text()).toContain("“Rang the ward. Gone home.”");
    await page.keyboard.press("Home");
    await team()
      .getByRole("tab", { name: /^Finished/ })
      .focus();
    await page.keyboard.press("ArrowLeft");
    await team().getByRole("tab", { name: "Mine (0)", selected: true }).waitFor();
  });

  it("keeps the keyboard's place in the list after a press, and never lets it fall to the top of the page", async () => {
    const inbox = teamViews["inbox"]!;
    await show(inbox);
    const place = () =>
      team().evaluate((element) => {
        const active = element.shadowRoot?.activeElement;
        return active?.closest("[data-place]")?.getAttribute("data-place") ?? "lost";
      });
    const later = (handling: object) =>
      page.evaluate(
        ([view, next]) => {
          const state = view.state as unknown as { rows: { episode: { id: string; handling: object } }[] };
          for (const row of state.rows) if (row.episode.id === "i-1") row.episode.handling = next!;
          document.querySelector("cpis-team-view")!.view = view;
        },
        [structuredClone(inbox), handling] as const,
      );
    await team().getByRole("button", { name: "I am dealing with this" }).first().focus();
    await later({ kind: "taken", by: "You", you: true, since: "2026-11-19T15:05:00.000Z" });
    expect(await place()).toBe("i-1");
    await team().getByRole("button", { name: "Write the note" }).click();
    await team().getByLabel("What did you do?").fill("Rang the ward.");
    await team().getByRole("button", { name: "Save note and finish" }).focus();
    await later({ kind: "finished", by: "You", at: "2026-11-19T15:06:00.000Z", note: "Rang the ward." });
    expect(await place()).not.toBe("lost");
  });

  it("gives every kind of work its own problem and one thing to do", () => {
    const kinds = Object.keys(taskWords) as WorkKind[];
    expect(new Set(kinds.map((kind) => taskWords[kind][0])).size).toBe(kinds.length);
    for (const kind of kinds) for (const part of taskWords[kind]) expect(part).not.toBe("");
  });

  it("says so where the counts of an answer do not add up (H-20)", async () => {
    await show(teamViews["mailbox"]!);
    expect(await text()).toContain("Does not add up to 1,239");
    expect(await text()).toContain("Waiting 13 h 5 min");
  });

  it("counts who can be seen, who cannot, and who waits, before any task (R-94, H-21)", async () => {
    await show(teamViews["work-list"]!);
    const tiles = await team().locator(".tile").allInnerTexts();
    const lines = (tile: string) => tile.split(/\n+/).map((line) => line.trim());
    expect(tiles.map((tile) => lines(tile).slice(0, 2))).toEqual([
      ["Matched to NHS numbers", "98.4 %"],
      ["Visible to NHS", "1,185"],
      ["Not visible to NHS", "7"],
      ["Waiting for answer", "12"],
      ["Should be on CP-IS, not sent", "2"],
    ]);
    expect(tiles[2]).toContain("Oldest 6 days. 3 more cannot be shared through CP-IS.");
    expect(tiles[3]).toContain("Do not assume the NHS can see these. 4 not sent yet.");
  });

  it.each([
    [4_999, 5_000, "99.9 %"],
    [5_000, 5_000, "100 %"],
    [949, 1_000, "94.9 %"],
    [0, 0, "Not known"],
  ])("rounds no child away: %i of %i matched is %s (H-21)", async (matched, inScope, said) => {
    const { state, ...around } = teamViews["work-list"]!;
    if (state.kind !== "work-list") throw new Error("no work list");
    await show({ ...around, state: { ...state, summary: { ...state.summary, matched, inScope } } });
    expect(await team().locator(".tile").first().innerText()).toContain(said);
  });

  it("sets silence beside the gap that this council is used to, and marks what is longer (H-19)", async () => {
    const mailbox = teamViews["mailbox"]!;
    await show(mailbox);
    expect(await text()).toContain("Usual gap up to 2 days. Alarm after 4 days.");
    expect(await team().getByText("Longer than usual", { exact: true }).count()).toBe(0);
    const state = mailbox.state as Extract<TeamState, { readonly kind: "mailbox" }>;
    const summary = { ...state.summary, lastNoticeAt: "2026-11-16T14:32:00.000Z" };
    await show({ ...mailbox, state: { ...state, summary } });
    expect(await team().getByText("Longer than usual", { exact: true }).count()).toBe(1);
    const { usualNoticePauseMs, ...unknown } = summary;
    expect(usualNoticePauseMs).toBeDefined();
    await show({ ...mailbox, state: { ...state, summary: unknown } });
    expect(await text()).toContain("Too few for a usual gap. Alarm after 4 days.");
  });

  it("draws only a screenful of 5,000 rows, and the last one when it is scrolled to", async () => {
    await show(longWorkList(5000));
    expect(await team().locator(".row").count()).toBeLessThan(200);
    expect(await team().locator("[role=table]").getAttribute("aria-rowcount")).toBe("5001");
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await team().getByText("CHILD, 5000", { exact: true }).waitFor();
    expect(await team().locator(".row").count()).toBeLessThan(300);
    await page.evaluate(() => scrollTo(0, 0));
    await team().getByText("CHILD, 1", { exact: true }).waitFor();
  });
});
