import type { Browser, Locator, Page } from "playwright-core";
import { axeFindings } from "./axe.js";
import { launchChromium } from "./chromium.js";
import { startCpis } from "./cli.js";

/** From a press to the register and back takes the polling intervals of the simulator. */
export const loopMs = 25_000;

/** The demonstration with the council's system and the department's side by side, in one browser. */
export interface DemoCouncil {
  readonly origin: string;
  readonly browser: Browser;
  readonly council: Page;
  readonly department: Page;
  /** What the pages complained of since it was asked last. */
  complaints(): readonly string[];
  panel(): Locator;
  /** Waits until the panel says this of the child. */
  state(heading: string | RegExp): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  open(localId: string): Promise<void>;
  /** What axe-core finds in the council's page. */
  accessibilityFaults(): Promise<readonly string[]>;
  /** Ends it all and returns the program's exit code. */
  stop(): Promise<number | null>;
}

export async function openDemoCouncil(): Promise<DemoCouncil> {
  const demo = startCpis(["demo", "--port", "0"]);
  const [, origin = ""] = await demo.says(/Open (http:\S+) in a browser/);
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const [council, department] = [await context.newPage(), await context.newPage()];
  let heard: string[] = [];
  for (const page of [council, department]) {
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") heard.push(message.text());
    });
  }
  const panel = (): Locator => council.locator("cpis-social-care-panel");
  return {
    origin,
    browser,
    council,
    department,
    panel,
    complaints() {
      const said = heard;
      heard = [];
      return said;
    },
    state: (heading) =>
      panel().locator(".state").getByRole("heading", { name: heading }).waitFor({ timeout: loopMs }),
    press: (name) => council.getByRole("button", { name }).click(),
    async open(localId) {
      await council.goto(`${origin}/council/cases/${localId}`);
      await council.locator(".case-body").waitFor();
    },
    async accessibilityFaults() {
      // The tool itself styles inline, which the pages' policy forbids: what it makes the browser say is not the page's fault.
      const own = [...heard];
      const found = await axeFindings(council, "main");
      heard = own;
      return found;
    },
    async stop() {
      await browser.close();
      return demo.stop();
    },
  };
}
