import type { Browser, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerModule } from "inversify";
import { Logger, type LogFields } from "../../../src/ports/runtime.js";
import {
  createLaunchingSystem,
  launchFaults,
  type LaunchFault,
  type LaunchingSystem,
} from "../../../src/simulator/hosts/launching-system.js";
import { launchChromium } from "../../support/chromium.js";
import { nurse } from "../../support/gateway-plan.js";
import { startHostedSite, syntheticPatient, type HostedSite } from "../../support/hosted-site.js";

const soon = { timeout: 10_000, interval: 50 };

const codes: Readonly<Record<LaunchFault, string>> = {
  expired: "CPIS_LAUNCH_EXPIRED",
  "not-yet": "CPIS_LAUNCH_EXPIRED",
  "too-long": "CPIS_LAUNCH_MALFORMED",
  unsigned: "CPIS_LAUNCH_UNSIGNED",
  "algorithm-none": "CPIS_LAUNCH_UNSIGNED",
  "not-encrypted": "CPIS_LAUNCH_IN_CLEAR",
  altered: "CPIS_LAUNCH_ALTERED",
  "foreign-key": "CPIS_LAUNCH_ALTERED",
  "foreign-issuer": "CPIS_LAUNCH_ISSUER_UNKNOWN",
  "wrong-audience": "CPIS_LAUNCH_FOR_ANOTHER",
  "no-patient": "CPIS_LAUNCH_MALFORMED",
  "unknown-place": "CPIS_LOCATION_UNKNOWN",
};

let browser: Browser;
let page: Page;
let site: HostedSite;
let system: LaunchingSystem;
let logged: string[];

const keepLog = new ContainerModule(({ rebind }) => {
  const log = (event: string, fields: LogFields = {}): void => {
    logged.push(`${event} ${JSON.stringify(fields)}`);
  };
  rebind(Logger).toConstantValue({ info: log, warn: log, error: log });
});

beforeEach(async () => {
  logged = [];
  system = await createLaunchingSystem();
  site = await startHostedSite({ hosted: () => ({ launch: system.plan }), overrides: [keepLog] });
  browser = await launchChromium();
  page = await browser.newPage();
});
afterEach(async () => {
  await browser.close();
  await site.stop();
});

const claims = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  ...nurse,
  location: "ed",
  encounter: { id: "ENC-9" },
  patient: syntheticPatient("current-protection-plan"),
  ...changes,
});
const addressOf = (launch: string): string => `${site.gatewayUrl}/embed/launch?t=${launch}`;
const bannerText = (): Promise<string> =>
  page.evaluate(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "");

/** What must not be where others can read it: number, name, and the words that lead to them. */
async function expectNothingReadable(): Promise<void> {
  const { nhsNumber = "", familyName = "" } = syntheticPatient("current-protection-plan");
  const left = await page.evaluate(() => ({
    address: location.href,
    title: document.title,
    stored: [localStorage.length, sessionStorage.length, document.cookie, history.state as unknown],
  }));
  const readable = JSON.stringify([left, logged]);
  expect(readable).not.toContain(nhsNumber.replaceAll(" ", ""));
  expect(readable).not.toContain(familyName);
}

describe("a link that a record system signed and sealed", () => {
  test("opens the banner for its patient, and leaves nothing of it in address, title, storage or log", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(addressOf(await system.launch(claims())));
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    expect(new URL(page.url()).hash).toBe("");
    expect(new URL(page.url()).pathname).toBe("/embed/launched");
    expect(await page.locator("#cpis-patient").innerText()).toContain(
      syntheticPatient("current-protection-plan").familyName?.toUpperCase(),
    );
    await expectNothingReadable();
    expect(asked.join(" ")).not.toContain(syntheticPatient("current-protection-plan").nhsNumber);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  });

  test("opens it once: the same link again is refused with its own code", async () => {
    const launch = await system.launch(claims());
    await page.goto(addressOf(launch));
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    const again = await page.goto(addressOf(launch));
    expect(again?.status()).toBe(410);
    expect(await page.innerText("body")).toContain("CPIS_LAUNCH_REPLAYED");
    await expectNothingReadable();
  });

  test("is refused the second time also after the gateway was restarted in between", async () => {
    const launch = await system.launch(claims());
    await page.goto(addressOf(launch));
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await site.stopGateway();
    const url = await site.restartGateway();
    const again = await page.goto(`${url}/embed/launch?t=${launch}`);
    expect(again?.status()).toBe(410);
    expect(await page.innerText("body")).toContain("CPIS_LAUNCH_REPLAYED");
  });

  test("shows nobody after a reload, and says where to open the patient again (H-02)", async () => {
    await page.goto(addressOf(await system.launch(claims())));
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await page.reload();
    await expect.poll(() => page.innerText("#cpis-note"), soon).toContain("CPIS_LAUNCH_MISSING");
    expect(await bannerText()).not.toContain("protection plan");
    expect(await page.locator("#cpis-patient").isHidden()).toBe(true);
  });

  test("shows nobody once nobody has used its page for a quarter of an hour, and not before (H-29)", async () => {
    await page.clock.install();
    await page.goto(addressOf(await system.launch(claims())));
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await page.clock.fastForward("10:00");
    await page.keyboard.press("Shift");
    await page.clock.fastForward("10:00");
    expect(await page.innerText("#cpis-note")).toBe("");
    await page.clock.fastForward("05:01");
    await expect.poll(() => page.innerText("#cpis-note"), soon).toContain("CPIS_LAUNCH_EXPIRED");
    expect(await bannerText()).not.toContain("protection plan");
    expect(await page.locator("#cpis-patient").isHidden()).toBe(true);
  });

  test("whose code is used by another page first shows nobody", async () => {
    const answer = await fetch(addressOf(await system.launch(claims())), { redirect: "manual" });
    const target = new URL(answer.headers.get("location") ?? "", site.gatewayUrl);
    const redeem = (): Promise<Response> =>
      fetch(`${site.gatewayUrl}/embed/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: target.hash.slice(1) }),
      });
    expect((await redeem()).status).toBe(200);
    expect(await (await redeem()).json()).toMatchObject({ code: "CPIS_LAUNCH_REPLAYED" });
    await page.goto(target.href);
    await expect.poll(() => page.innerText("#cpis-note"), soon).toContain("CPIS_LAUNCH_REPLAYED");
    expect(await bannerText()).not.toContain("protection plan");
  });

  test("may be posted as a form, so that the launch stands in no address at all", async () => {
    const launch = await system.launch(claims());
    await page.goto(`${site.host.url}/nothing`).catch(() => undefined);
    await page.setContent(`<form method="post" action="${site.gatewayUrl}/embed/launch">
      <input type="hidden" name="t" value="${launch}"><button>Open CP-IS</button></form>`);
    await page.click("button");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
  });

  test("may be handed over by the system's server, which gets an address without a patient", async () => {
    const answer = await fetch(`${site.gatewayUrl}/embed/launches`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ t: await system.launch(claims()) }),
    });
    expect(answer.status).toBe(201);
    const { url } = (await answer.json()) as { url: string };
    await page.goto(new URL(url, site.gatewayUrl).href);
    await expect.poll(bannerText, soon).toContain("current child protection plan");
  });
});

describe("a link that must not open anything", () => {
  test.each(launchFaults)("is refused with its own code and no patient: %s", async (fault) => {
    const response = await page.goto(addressOf(await system.launch(claims(), fault)));
    expect(response?.status()).toBeGreaterThanOrEqual(400);
    const text = await page.innerText("body");
    expect(text).toContain(codes[fault]);
    expect(text).toContain("CP-IS was not checked");
    expect(text).not.toContain(syntheticPatient("current-protection-plan").familyName);
    expect(logged.join()).toContain(codes[fault]);
    await expectNothingLogged();
  });

  const expectNothingLogged = (): Promise<void> => {
    const { nhsNumber = "-", familyName = "-" } = syntheticPatient("current-protection-plan");
    expect(logged.join()).not.toContain(nhsNumber);
    expect(logged.join()).not.toContain(familyName);
    return Promise.resolve();
  };

  test.each([
    [
      "?patient=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9995260182&birthdate=2018-02-03",
      "CPIS_LAUNCH_IN_CLEAR",
    ],
    ["?pat.nhs=9995260182", "CPIS_LAUNCH_IN_CLEAR"],
    ["?id=999%20526%200182", "CPIS_LAUNCH_IN_CLEAR"],
    ["", "CPIS_LAUNCH_MISSING"],
    ["?t=nonsense", "CPIS_LAUNCH_ALTERED"],
  ])("says what is wrong with the address %s", async (query, code) => {
    await page.goto(`${site.gatewayUrl}/embed/launch${query}`);
    expect(await page.innerText("body")).toContain(code);
    expect(await page.innerText("body")).not.toContain("9995260182");
    expect(logged.join()).not.toContain("9995260182");
  });
});
