import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loopMs, openDemoCouncil, type DemoCouncil } from "../support/demo-council.js";

describe(
  "what happens to a child of the council, each with its outcome on screen",
  { timeout: 90_000 },
  () => {
    let demo: DemoCouncil;
    let origin: string;
    let council: Page;
    let other: Page;

    beforeAll(async () => {
      demo = await openDemoCouncil();
      ({ origin, council, department: other } = demo);
    });
    afterAll(async () => {
      expect(await demo.stop()).toBe(0);
    });
    afterEach(() => {
      expect(demo.complaints()).toEqual([]);
    });

    const panel = (): Locator => demo.panel();
    const body = () => council.locator(".case-body");
    const state = (heading: string | RegExp): Promise<void> => demo.state(heading);
    const says = (words: string | RegExp) => panel().getByText(words).first().waitFor({ timeout: loopMs });
    const press = (name: string | RegExp): Promise<void> => demo.press(name);
    const place = (name: string) => council.getByRole("tab", { name, exact: true }).click();
    const signIn = (user: string) => council.selectOption("#user", user);
    const open = (localId: string): Promise<void> => demo.open(localId);
    const accessibilityFaults = (): Promise<readonly string[]> => demo.accessibilityFaults();
    const openInDepartment = async (name: RegExp) => {
      await other.goto(`${origin}/board`);
      await other.getByRole("link", { name }).click();
      const banner = other.locator("cpis-alert-banner");
      await banner.getByRole("heading", { level: 2 }).first().waitFor();
      return banner;
    };

    it("waits first, and says so, before it calls a new plan visible (H-20)", async () => {
      await open("NS-204502");
      await state("Not visible to NHS: no plan to share");
      const seen = panel().evaluate(
        (element) =>
          new Promise<string[]>((resolve) => {
            const states: string[] = [];
            const note = () => {
              const now = element.getAttribute("state") ?? "";
              if (states.at(-1) !== now) states.push(now);
              if (now === "visible") resolve(states);
            };
            new MutationObserver(note).observe(element, { attributes: true });
            note();
          }),
      );
      await press(/Add child protection plan/);
      expect(await seen).toEqual(["not-visible", "waiting", "visible"]);
      await state(/^Visible to NHS since/);
    });

    it("ends a plan: the panel says Ended, and the department sees it marked as ended", async () => {
      await open("NS-204502");
      await state(/^Visible to NHS since/);
      await press(/End child protection plan today/);
      await state(/^Ended \d\d-\w{3}-\d{4}/);
      await says("NHS staff still see the plan, marked as ended.");
      const banner = await openInDepartment(/WREN-CARTER, Isla/i);
      await banner.getByRole("heading", { name: /^Ended/ }).waitFor({ timeout: loopMs });
    });

    it("marks the notice of a child whose plan has ended, and takes, passes and finishes it in the inbox (H-18)", async () => {
      await council.goto(`${origin}/council/inbox`);
      const inbox = council.locator("cpis-team-view");
      const row = inbox.getByRole("row", { name: "WREN-CARTER, Isla" });
      await row.getByText("Plan ended").waitFor({ timeout: loopMs });
      expect(await row.innerText()).toMatch(/Born 30-Oct-20\d\d/);
      expect(await row.innerText()).toContain("OKAFOR, Rosalind");
      expect(await accessibilityFaults()).toEqual([]);
      await row.getByRole("button", { name: "Pass on" }).click();
      await row.getByLabel("Pass to").selectOption({ label: "BELL, Simone" });
      await row.getByRole("button", { name: "Pass on" }).click();
      await row.getByText("Passed on to BELL, Simone").waitFor({ timeout: loopMs });
      await row.getByRole("button", { name: "I am dealing with this" }).click();
      await inbox.getByRole("tab", { name: "Mine (1)" }).click();
      await row.getByRole("button", { name: "Write the note" }).click();
      await row.getByLabel("What did you do?").fill("Rang the department. Gone home with her mother.");
      expect(await accessibilityFaults()).toEqual([]);
      await row.getByRole("button", { name: "Save note and finish" }).click();
      await inbox.getByRole("tab", { name: "Finished" }).click();
      await row.getByRole("button", { name: "Read note" }).click();
      await row.getByText("“Rang the department. Gone home with her mother.”").waitFor();
    });

    it("takes a plan entered in error out of CP-IS once the history is right and a second person agrees (R-90, H-22)", async () => {
      await open("NS-204533");
      await state(/^Visible to NHS since/);
      await press("Entered in error");
      expect(await panel().locator(".panel").innerText()).toContain("Looked after child from");
      await panel().getByLabel("Why was it entered in error?").fill("Entered on the wrong sibling");
      await press("Ask a second person");
      await says("You asked, so somebody else must agree.");
      await says(/own history still gives this plan/);

      await place("Plans");
      await press(/Entered in error: take out accommodated/);
      await says(/The NHS sees this plan, and the case’s history does not give it/);
      await signIn("simone-bell");
      await says("OKAFOR, Rosalind asked on");
      expect(await accessibilityFaults()).toEqual([]);
      await press("I agree: it was entered in error");
      await state("Not visible to NHS: taken out of CP-IS");
      await signIn("rosalind-okafor");
    });

    it("asks for a decision where a number closes with another in its place, and uses it only when a person says so (H-24)", async () => {
      await letNationally(/COLBURN, Idris/);
      await open("NS-204581");
      await state("Not visible to NHS: NHS number closed");
      await panel().getByRole("button", { name: "Compare and replace" }).click();
      await body().getByText("NHS number has been replaced").waitFor();
      expect(await body().innerText()).toContain("999 688 0729");
      expect(await accessibilityFaults()).toEqual([]);
      await press(/It is the same child: use 999 688 0729/);
      await state(/^Visible to NHS since/);
      expect(await council.locator(".case-line").innerText()).toContain("999 688 0729");
    });

    it("stops sending where a number closes with none in its place, and never offers one (H-24)", async () => {
      await letNationally(/SADIQ, Maryam/);
      await open("NS-204618");
      await state("Not visible to NHS: NHS number closed");
      await says(/old and new identities are never linked here/);
      await panel().getByRole("button", { name: "Send to team manager" }).click();
      await body()
        .getByLabel("What is asked of the team manager?")
        .fill("Adoption order expected. Please decide.");
      await press("Save");
      await body()
        .getByText(/Adoption order expected\. Please decide\./)
        .waitFor();
      expect(await body().innerText()).not.toContain("use 999");
    });

    it("links an unborn child to its mother, and never lets its plan follow the baby by itself (H-08)", async () => {
      await open("NS-204603");
      await state("Not visible to NHS: no mother linked");
      await panel().getByRole("button", { name: "Link mother" }).click();
      const mother = body().getByRole("form", { name: "Mother" });
      await mother.getByLabel("Surname").fill("Hale");
      await mother.getByLabel("Given names").fill("Keeley");
      await mother.getByLabel("Born").fill("2001-05-11");
      await mother.getByLabel("NHS No.").fill("999 717 3007");
      await mother.getByRole("button", { name: "Link mother" }).click();
      await state(/^Visible to NHS since/);
      await says("under the mother’s NHS number");
      expect(await council.locator(".case-line").innerText()).toContain("Unborn child of HALE, Keeley");

      const birth = body().getByRole("form", { name: "The child is born" });
      await birth.getByLabel("Given names").fill("Ada");
      await birth.getByRole("button", { name: "Record the birth" }).click();
      await state("Not visible to NHS: no NHS number");
    });

    it("writes down what was agreed for a child whose record is protected (H-25)", async () => {
      await open("NS-204551");
      await state("Cannot be shared through CP-IS");
      await panel().getByRole("button", { name: "Write down what was agreed" }).click();
      await body()
        .getByLabel("What was agreed with the local hospitals?")
        .fill("Named nurse holds a paper alert.");
      await press("Save the agreement");
      await body()
        .getByText(/Named nurse holds a paper alert\. \(OKAFOR, Rosalind\)/)
        .waitFor();
      expect(await accessibilityFaults()).toEqual([]);
    });

    it("counts the children who should be on CP-IS and are not, and the match rate against its line (R-73, R-78)", async () => {
      await council.goto(`${origin}/council/work-list`);
      const list = council.locator("cpis-team-view");
      await list.getByText("Legal status TCP: not in the mapping table.").waitFor({ timeout: loopMs });
      await list
        .getByRole("row", { name: "NIXON, Toby" })
        .getByText("Legal status is not in the mapping table")
        .waitFor();
      expect(await list.locator(".root").innerText()).toMatch(
        /\d+ of \d+ children\. Line: 95 % needed to go live\./,
      );
      await list.getByRole("tab", { name: "Files sent" }).click();
      await list
        .getByText(/accepted/)
        .first()
        .waitFor();
      await list.getByRole("tab", { name: /^Mine/ }).focus();
      await council.keyboard.press("ArrowRight");
      await list.getByRole("tab", { name: /^NHS number inactive/, selected: true }).waitFor();
      expect(await accessibilityFaults()).toEqual([]);
    });

    it("lets only the demonstration's own page press what the national side does", async () => {
      const headers = { "content-type": "application/json", origin: "http://evil.example" };
      const body = JSON.stringify({ id: "close" });
      expect((await fetch(`${origin}/demo/national`, { method: "POST", body, headers })).status).toBe(403);
    });

    async function letNationally(child: RegExp): Promise<void> {
      await other.goto(`${origin}/national`);
      await other.locator("li", { hasText: child }).getByRole("button").click();
      await other.getByText(/^Done for/).waitFor();
    }
  },
);
