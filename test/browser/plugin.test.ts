import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LookupState } from "../../src/domain/lookup-state.js";
import type { PatientRef } from "../../src/domain/patient-context.js";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { child, recordAbout } from "../unit/pipeline/pipeline-run.js";

// Generous, because the machine may be busy; what is meant is 2 seconds.
const soon = { timeout: 10_000, interval: 50 };

const page0 = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Chart</title>
<main><h1>Chart</h1><cpis-alert-banner></cpis-alert-banner></main>
<script src="/cpis.js"></script>
<script>
  window.token = new URLSearchParams(location.search).get("token") ?? "token-1";
  window.renewals = 0;
  window.banner = document.querySelector("cpis-alert-banner");
  window.states = [];
  banner.addEventListener("cpis-lookup-changed", (event) => states.push(event.detail.kind));
  window.plugin = cpis.createCpisPlugin({
    gatewayUrl: location.origin,
    locationId: "ED-MAIN",
    element: banner,
    adapter: cpis.createElementAdapter(banner),
    getToken: async ({ rejected }) => {
      if (rejected) renewals += 1;
      return window.token;
    },
  });
  plugin.start();
</script></html>`;

let browser: Browser;
let context: BrowserContext;
let gateway: ContractGateway;

beforeEach(async () => {
  gateway = new ContractGateway();
  gateway.files.set("/cpis.js", {
    type: "text/javascript",
    body: await bundle("test/browser/plugin-page.ts", "cpis"),
  });
  gateway.files.set("/chart", { type: "text/html", body: page0 });
  gateway.files.set("/away", { type: "text/html", body: "<title>Elsewhere</title>" });
  await gateway.start();
  // One browser each: closing a context ends some builds of Chromium.
  browser = await launchChromium();
  context = await browser.newContext();
});
afterEach(async () => {
  await browser.close();
  await gateway.kill();
});

interface ChartWindow {
  readonly banner: HTMLElement & { patient: unknown; view: { state: LookupState; patient?: PatientRef } };
  readonly plugin: { start(): void; stop(): void };
  readonly states: string[];
  readonly renewals: number;
  token: string;
}
declare const window: ChartWindow;

async function openChart(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${gateway.url}/chart`);
  return page;
}

const openPatient = (page: Page, patient: PatientRef): Promise<void> =>
  page.evaluate((given) => {
    window.banner.patient = given;
  }, patient);

const stateOf = (page: Page): Promise<LookupState> => page.evaluate(() => window.banner.view.state);
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => window.banner.shadowRoot?.textContent ?? "");
const none = (): LookupState => ({ kind: "no-record", retrievedAt: new Date().toISOString() });

async function waitFor(page: Page, state: Partial<LookupState> | { reason: string }): Promise<void> {
  await expect.poll(() => stateOf(page), soon).toMatchObject(state);
}

async function waitForQuestion(count = 1): Promise<string> {
  await expect.poll(() => gateway.lookups.size, soon).toBe(count);
  const id = [...gateway.lookups.keys()].at(-1);
  if (id === undefined) throw new Error("nobody asked");
  return id;
}

/** What a page must not do while all this goes on. */
function watchQuietness(page: Page): () => Promise<void> {
  const said: string[] = [];
  page.on("console", (message) => {
    // The browser itself reports failed requests there; the plugin must not add to it.
    if (!message.text().startsWith("Failed to load resource")) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  return async () => {
    expect(said).toEqual([]);
    const kept = await page.evaluate(async () => [
      localStorage.length + sessionStorage.length,
      document.cookie,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ]);
    expect(kept).toEqual([0, "", 0, 0]);
  };
}

describe("a page", () => {
  test("shows the answer for the open patient, reports it as displayed, and stays quiet", async () => {
    const page = await openChart();
    const isQuiet = watchQuietness(page);
    await openPatient(page, child(1));
    await waitFor(page, { kind: "checking" });
    const id = await waitForQuestion();
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "record" });
    await expect.poll(() => textOf(page), soon).toContain("Exampleshire");
    await expect.poll(() => gateway.events.get(id)?.map(({ kind }) => kind), soon).toEqual(["displayed"]);
    expect(new URL(page.url()).search + (await page.title())).not.toContain("999");
    expect(gateway.seen.map(({ path }) => path).join(" ")).not.toContain("999");
    await isQuiet();
  });

  test("wipes the old answer in the call that opens another patient (H-01)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()));
    await expect.poll(() => textOf(page), soon).toContain("Exampleshire");
    // An answer that no frame has shown yet has nothing to be reported as wiped.
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("displayed");
    const left = await page.evaluate((patient) => {
      window.banner.patient = patient;
      return window.banner.shadowRoot?.textContent ?? "";
    }, child(2));
    expect(left).not.toContain("Exampleshire");
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("wiped");
  });

  test("reports what people do with an answer, in order and once each", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()));
    const kinds = (): string[] => (gateway.events.get(id) ?? []).map(({ kind }) => kind);
    await expect.poll(kinds, soon).toContain("displayed");
    await page.evaluate(() => {
      window.banner.dispatchEvent(new CustomEvent("cpis-details-opened"));
      window.banner.dispatchEvent(new CustomEvent("cpis-alert-acknowledged"));
      window.banner.dispatchEvent(new CustomEvent("cpis-visibility-changed", { detail: { visible: false } }));
    });
    await expect.poll(kinds, soon).toEqual(["displayed", "details-opened", "acknowledged", "hidden"]);
    const sequences = (gateway.events.get(id) ?? []).map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
    expect(await page.evaluate(() => window.banner.view)).toHaveProperty("acknowledgedAt");
  });

  test("asks again at a press, under a new id (R-60)", async () => {
    gateway.firstState = none;
    const page = await openChart();
    await openPatient(page, child(1));
    const first = await waitForQuestion();
    await waitFor(page, { kind: "no-record" });
    await page.evaluate(() =>
      window.banner.dispatchEvent(
        new CustomEvent("cpis-check-requested", { detail: { trigger: "check-again" } }),
      ),
    );
    const second = await waitForQuestion(2);
    expect(second).not.toBe(first);
    expect(gateway.held(second).request.trigger).toBe("check-again");
  });

  test("that is left is wiped before the browser keeps it, and asks nothing while it is away (H-02)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "record" });
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("displayed");
    const left = await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
      return { state: window.banner.view.state.kind, text: window.banner.shadowRoot?.textContent ?? "" };
    });
    expect(left.state).toBe("stale");
    expect(left.text).not.toContain("Exampleshire");
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("wiped");
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(gateway.lookups.size).toBe(1);
    expect(await textOf(page)).toContain("not sure which patient is open");
    // The same patient, said again, is the host's word.
    await openPatient(page, child(1));
    await waitForQuestion(2);
  });

  test("that is frozen is wiped at once, and a person's press reads the host again (H-02)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "record" });
    const frozen = await page.evaluate(() => {
      document.dispatchEvent(new Event("freeze"));
      return window.banner.shadowRoot?.textContent ?? "";
    });
    expect(frozen).not.toContain("Exampleshire");
    await page.evaluate(() => document.dispatchEvent(new Event("resume")));
    await waitFor(page, { kind: "stale" });
    expect(gateway.lookups.size).toBe(1);
    await page.locator("cpis-alert-banner").getByText("Read patient again").click();
    await waitForQuestion(2);
  });

  test("whose clock jumps is wiped within two seconds (H-02, H-27)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    gateway.settle(await waitForQuestion(), recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "record" });
    await page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 60_000;
    });
    await waitFor(page, { kind: "stale", reason: "context" } as const);
    expect(await textOf(page)).not.toContain("Exampleshire");
    expect(gateway.lookups.size).toBe(1);
  });

  test("that nobody uses is cleared after the site's idle time, says so, and asks nothing by itself (H-29)", async () => {
    gateway.settings = { ...gateway.settings, idleMs: 1_500 };
    const page = await openChart();
    await openPatient(page, child(1));
    gateway.settle(await waitForQuestion(), recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "stale", reason: "idle" } as const);
    const text = await textOf(page);
    expect(text).toContain("nobody used this screen");
    expect(text).not.toContain("Exampleshire");
    expect(gateway.lookups.size).toBe(1);
  });

  test("whose check ended without an answer is given the record that comes after all, with its words (H-02, R-61)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    const failedAt = new Date().toISOString();
    const failed: LookupState = {
      kind: "failed",
      reason: "outcome-unknown",
      failedAt,
      reference: "CPIS-S02",
    };
    gateway.settle(id, failed, { mayStillChange: true });
    await waitFor(page, { kind: "failed" });
    expect(await textOf(page)).toContain("The connection broke while asking.");
    gateway.settle(id, recordAbout(child(1), new Date().toISOString()), { mayStillChange: false });
    await waitFor(page, { kind: "record" });
    const text = await textOf(page);
    expect(text).toContain("Exampleshire");
    expect(text).not.toContain("The connection broke while asking.");
    expect(gateway.asked).toHaveLength(1);
  });

  test("whose host replaces the NHS number says so beside the answer about the new one (H-07)", async () => {
    const page = await openChart();
    const localIds = [{ system: "mrn", value: "P1" }];
    await openPatient(page, child(1, { localIds }));
    gateway.settle(await waitForQuestion(), recordAbout(child(1), new Date().toISOString()));
    await waitFor(page, { kind: "record" });
    await openPatient(page, child(2, { localIds }));
    expect(await textOf(page)).not.toContain("Exampleshire");
    gateway.settle(await waitForQuestion(2), none());
    await waitFor(page, { kind: "no-record" });
    expect(await textOf(page)).toContain("The NHS number has changed. This is about the new one.");
  });

  test("that is closed for good still reports that the answer is gone", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    gateway.settle(id, none());
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("displayed");
    await page.goto(`${gateway.url}/away`);
    await expect.poll(() => gateway.events.get(id)?.at(-1)?.kind, soon).toBe("wiped");
  });

  test("whose plugin is stopped shows nobody and asks nothing", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    await waitForQuestion();
    await page.evaluate(() => {
      window.plugin.stop();
    });
    await waitFor(page, { kind: "idle" });
    await expect.poll(() => gateway.openStreams, soon).toBe(0);
    await openPatient(page, child(2));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(gateway.lookups.size).toBe(1);
  });
});

describe("seven tabs of one browser", () => {
  test("each get their answer, although the browser has six connections for all of them", async () => {
    const pages = await Promise.all(Array.from({ length: 7 }, openChart));
    await Promise.all(pages.map((page, n) => openPatient(page, child(n))));
    await waitForQuestion(7);
    await expect.poll(() => gateway.openStreams, soon).toBe(2);
    for (const [id, { request }] of gateway.lookups) {
      const n = pages.findIndex((_page, index) => child(index).nhsNumber === request.patient.nhsNumber);
      gateway.settle(id, recordAbout(child(n), new Date().toISOString()));
    }
    for (const [n, page] of pages.entries()) {
      await waitFor(page, { kind: "record" });
      expect(await page.evaluate(() => window.banner.view.patient?.nhsNumber)).toBe(child(n).nhsNumber);
      expect(await page.evaluate(() => window.states)).not.toContain("failed");
    }
    expect(gateway.asked).toHaveLength(7);
  });
});

describe("a proxy that buffers streams", () => {
  test("delays nothing: the answer is read instead", async () => {
    gateway.buffersStreams = true;
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    await expect.poll(() => gateway.openStreams, soon).toBe(1);
    await expect.poll(() => gateway.openStreams, soon).toBe(0);
    gateway.settle(id, none());
    await waitFor(page, { kind: "no-record" });
    expect(gateway.asked).toEqual([id]);
  });
});

describe("a token that expires in the middle of a lookup", () => {
  test("is renewed without a second question (R-60)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    await expect.poll(() => gateway.openStreams, soon).toBe(1);
    gateway.accepts = (token) => token === "token-2";
    for (const stream of gateway.held(id).streams) stream.end();
    await waitFor(page, { kind: "failed", reason: "gateway-unreachable" });
    await page.evaluate(() => {
      window.token = "token-2";
    });
    gateway.settle(id, none());
    await waitFor(page, { kind: "no-record" });
    expect(await page.evaluate(() => window.renewals)).toBeGreaterThan(0);
    expect(gateway.asked).toEqual([id]);
  });
});

describe("a gateway that is killed in the middle of a lookup", () => {
  test("is said, and the answer is shown when it is back, without a second question (R-60)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    await waitFor(page, { kind: "checking", phase: "asked" });
    await gateway.kill();
    await waitFor(page, { kind: "failed", reason: "gateway-unreachable" });
    gateway.held(id).state = recordAbout(child(1), new Date().toISOString());
    gateway.held(id).version += 1;
    await gateway.start();
    await waitFor(page, { kind: "record" });
    expect(new Set(gateway.asked)).toEqual(new Set([id]));
    expect(gateway.lookups.size).toBe(1);
  });

  test("shows nothing of the patient before when it is back after another was opened (H-02)", async () => {
    const page = await openChart();
    await openPatient(page, child(1));
    const id = await waitForQuestion();
    await gateway.kill();
    await openPatient(page, child(2));
    await waitFor(page, { kind: "failed", reason: "gateway-unreachable" });
    gateway.held(id).state = recordAbout(child(1), new Date().toISOString());
    await gateway.start();
    const second = await waitForQuestion(2);
    gateway.settle(second, none());
    await waitFor(page, { kind: "no-record" });
    expect(await page.evaluate(() => window.states)).not.toContain("record");
  });
});

describe("a location whose screens families can see", () => {
  const isDiscreet = (page: Page): Promise<boolean> =>
    page.evaluate(() => window.banner.hasAttribute("discreet"));

  test("hides the record from its first moment, though the host said nothing of it (H-29)", async () => {
    gateway.settings = { ...gateway.settings, discreet: true };
    gateway.firstState = () => recordAbout(child(1), new Date().toISOString());
    const page = await openChart();
    await openPatient(page, child(1));
    await waitFor(page, { kind: "record" });
    expect(await isDiscreet(page)).toBe(true);
    expect(await textOf(page)).not.toContain("Exampleshire");
  });

  test("shows no record while it is not known to be one, and one after a while without settings (H-29)", async () => {
    gateway.intercept = ({ url }) => url?.startsWith("/api/v1/settings") === true;
    gateway.firstState = () => recordAbout(child(1), new Date().toISOString());
    const page = await openChart();
    await openPatient(page, child(1));
    await waitForQuestion();
    await expect.poll(() => stateOf(page), soon).toMatchObject({ kind: "checking", phase: "asked" });
    expect(await textOf(page)).not.toContain("Exampleshire");
    await waitFor(page, { kind: "record" });
    expect(await isDiscreet(page)).toBe(false);
  });

  test("leaves a banner hidden that its host hides, whatever the settings say (H-29)", async () => {
    gateway.firstState = () => recordAbout(child(1), new Date().toISOString());
    const page = await openChart();
    await page.evaluate(() => window.banner.setAttribute("discreet", ""));
    await openPatient(page, child(1));
    await waitFor(page, { kind: "record" });
    expect(await isDiscreet(page)).toBe(true);
  });
});
