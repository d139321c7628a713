import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loopMs, openDemoCouncil, type DemoCouncil } from "../support/demo-council.js";

describe("the loop from the council's case to the emergency department and back", { timeout: 90_000 }, () => {
  let demo: DemoCouncil;
  let origin: string;
  let council: Page;
  let department: Page;

  beforeAll(async () => {
    demo = await openDemoCouncil();
    ({ origin, council, department } = demo);
  });
  afterAll(async () => {
    expect(await demo.stop()).toBe(0);
  });
  afterEach(() => {
    expect(demo.complaints()).toEqual([]);
  });

  const panel = (): Locator => demo.panel();
  const state = (heading: string | RegExp): Promise<void> => demo.state(heading);
  const press = (name: string | RegExp): Promise<void> => demo.press(name);
  const open = (localId: string): Promise<void> => demo.open(localId);
  const accessibilityFaults = (): Promise<readonly string[]> => demo.accessibilityFaults();

  it("leads from one page to both systems", async () => {
    await council.goto(origin);
    expect(
      await council.getByRole("link", { name: "Northgate emergency department" }).getAttribute("href"),
    ).toBe("/board");
    await council.goto(`${origin}${await hrefOf(council, "Northshire Children’s Case System")}`);
    await council.getByRole("link", { name: "WREN-CARTER, Isla" }).waitFor();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("carries a new plan to the banner, and the opening back to a person who acts (H-18, H-21)", async () => {
    await open("NS-204502");
    await state("Not visible to NHS: no plan to share");
    await press(/Add child protection plan/);
    await state(/^Visible to NHS since/);

    await department.goto(`${origin}/board`);
    await department.getByRole("link", { name: /WREN-CARTER, Isla/i }).click();
    await department
      .locator("cpis-alert-banner")
      .getByRole("heading", { name: "Alert: current child protection plan" })
      .first()
      .waitFor({ timeout: loopMs });

    await panel().getByText("Nobody is dealing with this").waitFor({ timeout: loopMs });
    const card = panel().getByRole("article");
    expect(await card.innerText()).toContain("Northgate General Hospital");
    expect(await card.innerText()).toMatch(/Nair/i);
    expect(await accessibilityFaults()).toEqual([]);

    await press("I am dealing with this");
    await panel()
      .getByText(/^You, since/)
      .waitFor({ timeout: loopMs });
    await panel().getByLabel("What did you do?").fill("Rang the department. Seen, going home.");
    await press("Save note and finish");
    await panel()
      .getByText(/Dealt with by .*Rang the department\. Seen, going home\./)
      .waitFor({ timeout: loopMs });
  });

  it("ends a plan, and says so in the panel", async () => {
    await open("NS-204502");
    await state(/^Visible to NHS since/);
    await press(/End child protection plan today/);
    await panel()
      .getByText(/to \d\d-\w{3}-\d{4}/)
      .waitFor({ timeout: loopMs });
  });

  it("shows a name that does not match, and the child becomes visible once it is put right (H-21)", async () => {
    await open("NS-204540");
    await state("Not visible to NHS: name or date of birth does not match");
    await panel().getByRole("button", { name: "Compare with NHS details" }).click();
    await council.getByLabel("Surname").fill("Attwood-Lyle");
    await press("Save");
    await state(/^Visible to NHS since/);
  });

  it("takes a plan that was entered in error out of CP-IS only when a second person agrees (R-90)", async () => {
    await open("NS-204533");
    await state(/^Visible to NHS since/);
    await press("Entered in error");
    await panel().getByLabel("Why was it entered in error?").fill("Entered on the wrong sibling");
    await press("Ask a second person");
    await panel().getByText("You asked, so somebody else must agree.").waitFor({ timeout: loopMs });
    await council.selectOption("#user", "simone-bell");
    await panel().getByText("“Entered on the wrong sibling”").waitFor({ timeout: loopMs });
  });

  it.each([
    ["NS-204551", "Cannot be shared through CP-IS"],
    ["NS-204566", "Not visible to NHS: NHS number has been replaced"],
    ["NS-204570", "Not visible to NHS: NHS cannot find this child"],
    ["NS-204590", /^Visible to NHS since/],
    ["NS-204603", "Not visible to NHS: no mother linked"],
  ])("has a plain outcome for the case %s", async (localId, heading) => {
    await open(localId);
    await state(heading);
  });

  it("shows the team its inbox, its work and its mailbox", async () => {
    for (const [area, words] of [
      ["inbox", "Northgate General Hospital"],
      ["work-list", "NHS cannot find this child"],
      ["mailbox", "accepted"],
    ] as const) {
      await council.goto(`${origin}/council/${area}`);
      // Whatever was dealt with above is finished.
      if (area === "inbox") await council.getByRole("tab", { name: "Finished" }).click();
      await council.locator("cpis-team-view").getByText(words).first().waitFor({ timeout: loopMs });
      expect(await accessibilityFaults()).toEqual([]);
    }
  });

  it("gives the council's tokens only to its own page", async () => {
    const body = JSON.stringify({ userId: "rosalind-okafor" });
    const headers = { "content-type": "application/json", origin: "http://evil.example" };
    const { status } = await fetch(`${origin}/demo/council/token`, { method: "POST", body, headers });
    expect(status).toBe(403);
  });
});

const hrefOf = async (page: Page, name: string): Promise<string> =>
  (await page.getByRole("link", { name }).getAttribute("href")) ?? "";
