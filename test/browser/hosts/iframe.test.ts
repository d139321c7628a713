import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.js";
import { faultyHostPage, type HostFault } from "../../support/faulty-host.js";
import type { FaultyHostPage } from "../../support/faulty-host-page.js";
import {
  bridgedPatient,
  embedFolder,
  startHostedSite,
  syntheticPatient,
  type HostedSite,
} from "../../support/hosted-site.js";
import { html, script, startPageServer } from "../../support/page-server.js";

const soon = { timeout: 10_000, interval: 50 };

const hostPage = (gatewayUrl: string): string => `<!doctype html><html lang="en-GB"><meta charset="utf-8">
<title>Chart</title><h1>Chart</h1><div id="cpis"></div>
<script type="module">
  import { createHostBridge } from "/cpis-host.js";
  window.heard = [];
  window.tokensAsked = 0;
  window.holdTokens = () => (window.held = new Promise((release) => (window.releaseTokens = release)));
  window.token = await (await fetch("/token")).text();
  window.bridge = createHostBridge({
    gatewayUrl: new URLSearchParams(location.search).get("gateway") ?? "${gatewayUrl}",
    locationId: "ed",
    place: document.getElementById("cpis"),
    silenceMs: 2_000,
    getToken: async () => {
      window.tokensAsked += 1;
      await window.held;
      return window.token;
    },
  });
  for (const name of ["lookup-changed", "visibility-changed", "availability-changed", "gateway-changed", "refused"])
    window.bridge.on(name, (detail) => window.heard.push({ name, ...detail }));
</script></html>`;

/** In the frame's place: connects as the hosted page does, asks for tokens when it is told to, and keeps the answers. */
const askingFrame = `<!doctype html><title>Frame</title><script>
  window.given = [];
  addEventListener("message", ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.kind === "token") window.given.push(data);
    };
    window.ask = (id) => port.postMessage({ kind: "token-request", id, rejected: false });
  });
  parent.postMessage({ type: "cpis:hello", v: 1, nonce: "n" }, location.origin);
</script>`;

interface HostWindow {
  readonly bridge: { open(patient: unknown): void; close(): void; logout(): void; stop(): void };
  readonly heard: { readonly name: string; readonly state?: string; readonly code?: string }[];
  token: string;
  /** How often the bridge has asked this page for a token. */
  readonly tokensAsked: number;
  /** From now on tokens are made, but not handed out until they are released. */
  holdTokens(): void;
  releaseTokens(): void;
}
declare const window: HostWindow & FaultyHostPage;

let browser: Browser;
let site: HostedSite;
let page: Page;
let token: string;

beforeAll(async () => {
  site = await startHostedSite({ hosted: () => ({ hostSilenceMs: 3_000 }) });
  token = await site.mint.token();
  site.host.files.set("/cpis-host.js", script(readFileSync(join(embedFolder, "cpis-host.js"))));
  site.host.files.set("/chart", html(hostPage(site.gatewayUrl)));
  site.host.files.set("/token", { type: "text/plain", body: token });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
});
afterEach(async () => {
  await page.goto("about:blank");
});

const frame = (): Frame | undefined =>
  page.frames().find((candidate) => candidate.url().includes("/embed/banner"));
const inFrame = async (read: () => string): Promise<string> =>
  (await frame()
    ?.evaluate(read)
    .catch(() => "")) ?? "";
const bannerText = (): Promise<string> =>
  inFrame(() => document.querySelector("cpis-alert-banner")?.shadowRoot?.textContent ?? "");
const noteText = (): Promise<string> =>
  inFrame(() => document.getElementById("cpis-note")?.textContent ?? "");
const placeText = (): Promise<string> => page.innerText("#cpis");

async function openChart(): Promise<void> {
  await page.goto(`${site.host.url}/chart`);
  await page.waitForFunction(() => "bridge" in window);
}

const openPatient = (story: Parameters<typeof bridgedPatient>[0]): Promise<void> =>
  page.evaluate((patient) => {
    window.bridge.open(patient);
  }, bridgedPatient(story));

const heard = (): Promise<readonly unknown[]> => page.evaluate(() => window.heard);

describe("a plain host page with an iframe", () => {
  test("shows the banner for the patient whom the host says is open, and keeps quiet", async () => {
    const complaints: string[] = [];
    const addresses: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => addresses.push(request.url()));
    await openChart();
    await openPatient("current-protection-plan");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    // Chromium says so of any frame that may run scripts and keep its origin; ours has another origin than its host.
    const general = "An iframe which has both allow-scripts and allow-same-origin";
    expect(complaints.filter((words) => !words.startsWith(general))).toEqual([]);
    expect(addresses.join(" ")).not.toMatch(/999\d{7}|eyJ/);
    await expect.poll(heard, soon).toContainEqual({ name: "lookup-changed", state: "record" });
    expect(JSON.stringify(await heard())).not.toMatch(/plan|Northshire|999\d{7}/);
  });

  test("wipes the earlier patient when another is opened, and when none is (H-01)", async () => {
    await openChart();
    await openPatient("current-protection-plan");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await openPatient("no-record");
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    expect(await bannerText()).not.toContain("protection plan");
    await page.evaluate(() => {
      window.bridge.close();
    });
    await expect.poll(bannerText, soon).not.toContain("No record returned");
  });

  test("asks the register once for a host that says the same again and again (R-60)", async () => {
    await openChart();
    const before = site.simulator.received.length;
    for (let times = 0; times < 5; times += 1) await openPatient("two-councils");
    await expect.poll(bannerText, soon).toContain("Weirdale County Council");
    for (let times = 0; times < 5; times += 1) await openPatient("two-councils");
    expect(await bannerText()).toContain("Weirdale County Council");
    expect(site.simulator.received.length - before).toBe(1);
  });

  test("shows nobody for a user who has logged out (H-33)", async () => {
    await openChart();
    await openPatient("current-protection-plan");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await page.evaluate(() => {
      window.bridge.logout();
    });
    await expect.poll(bannerText, soon).not.toContain("protection plan");
  });

  test("gives no token for a user who has logged out, nor one that was asked for before (H-33)", async () => {
    site.host.files.set("/embed/banner", html(askingFrame));
    await page.goto(`${site.host.url}/chart?gateway=${encodeURIComponent(site.host.url)}`);
    await page.waitForFunction(() => "bridge" in window);
    await openPatient("no-record");
    const ask = (id: number): Promise<void> =>
      page.frames()[1]?.evaluate((asked) => {
        (window as unknown as { ask(id: number): void }).ask(asked);
      }, id) ?? Promise.reject(new Error("there is no frame"));
    const given = (): Promise<unknown> =>
      page.frames()[1]?.evaluate(() => (window as unknown as { given: unknown }).given) ?? Promise.resolve();
    await expect.poll(() => page.frames()[1]?.evaluate(() => "ask" in window), soon).toBe(true);
    await ask(1);
    await expect.poll(given, soon).toEqual([{ kind: "token", id: 1, token }]);
    await page.evaluate(() => {
      window.holdTokens();
    });
    await ask(2);
    await expect.poll(() => page.evaluate(() => window.tokensAsked), soon).toBe(2);
    await page.evaluate(() => {
      window.bridge.logout();
      window.releaseTokens();
    });
    await ask(3);
    await expect.poll(given, soon).toHaveLength(3);
    expect(await given()).toContainEqual({ kind: "token", id: 2 });
    expect(await given()).toContainEqual({ kind: "token", id: 3 });
    expect(await page.evaluate(() => window.tokensAsked)).toBe(2);
  });

  test("tells a frame that was loaded anew who is open", async () => {
    await openChart();
    await openPatient("current-protection-plan");
    await expect.poll(bannerText, soon).toContain("current child protection plan");
    await frame()
      ?.evaluate(() => {
        location.reload();
      })
      .catch(() => undefined);
    await expect.poll(bannerText, soon).toContain("current child protection plan");
  });

  test("is served with a policy that allows nothing unsafe and only its own host (H-05)", async () => {
    const address = `${site.gatewayUrl}/embed/banner?location=ed&host=${encodeURIComponent(site.host.url)}`;
    const { headers } = await fetch(address);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain(`frame-ancestors ${site.host.url}`);
    expect(headers.get("x-frame-options")).toBeNull();
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("a page of an origin that is not configured", () => {
  test("gets no banner: the browser does not show the frame, and its own text says so (H-05)", async () => {
    const stranger = await startPageServer();
    stranger.files.set("/cpis-host.js", site.host.files.get("/cpis-host.js") ?? script(""));
    stranger.files.set("/chart", html(hostPage(site.gatewayUrl)));
    await page.goto(`${stranger.url}/chart`);
    await expect.poll(placeText, soon).toContain("not available on this screen");
    expect(await bannerText()).toBe("");
    await page.goto("about:blank");
    await stranger.stop();
  });

  test("does not get one either by naming another's origin", async () => {
    const stranger = await startPageServer();
    const address = `${site.gatewayUrl}/embed/banner?location=ed&host=${encodeURIComponent(site.host.url)}`;
    stranger.files.set("/chart", html(faultyHostPage(address)));
    await page.goto(`${stranger.url}/chart`);
    await page.waitForTimeout(1_000);
    expect(await page.evaluate(() => window.port === undefined && window.heard.length === 0)).toBe(true);
    await page.goto("about:blank");
    await stranger.stop();
  });
});

describe("a host that speaks by hand", () => {
  async function openByHand(fault?: HostFault): Promise<void> {
    const address = `${site.gatewayUrl}/embed/banner?location=ed&host=${encodeURIComponent(site.host.url)}`;
    site.host.files.set("/by-hand", html(faultyHostPage(address, fault)));
    await page.goto(`${site.host.url}/by-hand`);
    if (fault === undefined || fault === "silent")
      await page.waitForFunction(() => window.port !== undefined);
  }
  const say = (message: unknown): Promise<void> =>
    page.evaluate((given) => {
      window.port?.postMessage(given);
    }, message);
  const child = syntheticPatient("no-record");
  const open = (seq: number): unknown => ({ kind: "context-open", seq, patient: child });
  const answerTokens = (): Promise<void> =>
    page.evaluate((given) => {
      window.port?.addEventListener("message", ({ data }: MessageEvent<{ kind: string; id: number }>) => {
        if (data.kind === "token-request")
          window.port?.postMessage({ kind: "token", id: data.id, token: given });
      });
    }, token);

  test.each([
    ["a patient with a field that is not documented", { ...(open(1) as object), accessMode: "scheduled" }],
    ["a patient without identifiers list", { kind: "context-open", seq: 1, patient: {} }],
    [
      "a number instead of text",
      { kind: "context-open", seq: 1, patient: { localIds: [], nhsNumber: 9995260182 } },
    ],
    ["an unknown kind", { kind: "context-replace", seq: 1 }],
    ["text", "context-open"],
    ["nothing", null],
    ["a list", [1, 2, 3]],
  ])(
    "loses its context with a code for %s, and finds it again with the next good message (H-01)",
    async (_what, wrong) => {
      await openByHand();
      await answerTokens();
      await say(wrong);
      await expect.poll(noteText, soon).toContain("CPIS_HOST_MESSAGE_INVALID");
      expect(await page.evaluate(() => window.heard)).toContainEqual({
        kind: "refused",
        code: "CPIS_HOST_MESSAGE_INVALID",
      });
      await say(open(2));
      await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
      expect(await noteText()).toBe("");
    },
  );

  test("has ten megabytes refused unread, and the page goes on (H-01)", async () => {
    await openByHand();
    await answerTokens();
    await page.evaluate(() => {
      const text = "x".repeat(10 * 1024 * 1024);
      window.port?.postMessage({ kind: "context-open", seq: 1, patient: { localIds: [], familyName: text } });
      window.port?.postMessage(Array.from({ length: 1_000_000 }, () => "0123456789"));
      window.port?.postMessage(new ArrayBuffer(10 * 1024 * 1024));
    });
    await expect.poll(noteText, soon).toContain("CPIS_HOST_MESSAGE_TOO_LARGE");
    await say(open(2));
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
  });

  test("cannot bring an earlier patient back with an old message (H-01)", async () => {
    await openByHand();
    await answerTokens();
    await say(open(5));
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await say(open(4));
    await expect.poll(noteText, soon).toContain("CPIS_HOST_MESSAGE_OUT_OF_ORDER");
    expect(await bannerText()).not.toContain("No record returned");
  });

  test("that falls silent loses its patient, and is asked anew when it speaks again (H-02)", async () => {
    await openByHand("silent");
    await answerTokens();
    await say(open(1));
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await expect.poll(noteText, soon).toContain("CPIS_HOST_SILENT");
    expect(await bannerText()).not.toContain("No record returned");
  });

  test.each<[HostFault, string]>([
    ["other-version", "CPIS_HOST_VERSION_UNSUPPORTED"],
    ["wrong-nonce", "CPIS_HOST_SILENT"],
    ["two-ports", "CPIS_HOST_SILENT"],
  ])("is not connected when it answers wrongly: %s", async (fault, code) => {
    await openByHand(fault);
    await expect.poll(noteText, soon).toContain(code);
  });

  test("cannot be replaced by another window that answers in its name", async () => {
    const address = `${site.gatewayUrl}/embed/banner?location=ed&host=${encodeURIComponent(site.host.url)}`;
    site.host.files.set("/by-hand", html(faultyHostPage(address, "wrong-nonce")));
    await page.goto(`${site.host.url}/by-hand`);
    await expect.poll(() => frame() !== undefined, soon).toBe(true);
    await frame()?.evaluate(() => {
      addEventListener("message", ({ data }: MessageEvent<{ type?: string }>) => {
        if (data.type !== "cpis:connect") return;
        const { port2 } = new MessageChannel();
        postMessage({ ...data, forged: true }, "*", [port2]);
      });
    });
    await expect.poll(noteText, soon).toContain("CPIS_HOST_SILENT");
  });
});

describe("a flood of switches", () => {
  test("of a thousand in a second leaves the page able to answer, with the last patient's answer only (H-01)", async () => {
    await openChart();
    const before = site.simulator.received.length;
    await page.evaluate(
      ([one, other, last]) => {
        for (let count = 0; count < 500; count += 1) {
          window.bridge.open(one);
          window.bridge.open(other);
        }
        window.bridge.open(last);
      },
      [bridgedPatient("looked-after"), bridgedPatient("two-councils"), bridgedPatient("no-record")],
    );
    await expect.poll(bannerText, { timeout: 20_000 }).toContain("No record returned by CP-IS");
    expect(site.simulator.received.length - before).toBeLessThanOrEqual(3);
  });
});

describe("a frame that is not there", () => {
  test("has the host's own text in its place when it never answers, and the host is told (H-05)", async () => {
    await page.goto(`${site.host.url}/chart?gateway=${encodeURIComponent("http://127.0.0.1:9")}`);
    await expect.poll(placeText, soon).toContain("Treat as unknown");
    expect(await heard()).toContainEqual({ name: "availability-changed", available: false });
  });

  test("has it when its script is stopped, and loses it when it is back (H-05)", async () => {
    await openChart();
    await openPatient("no-record");
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await frame()
      ?.evaluate(() => {
        location.href = "about:blank";
      })
      .catch(() => undefined);
    await expect.poll(placeText, soon).toContain("Treat as unknown");
    await page.evaluate(() => {
      const frameElement = document.querySelector("iframe");
      frameElement?.setAttribute("src", frameElement.src);
    });
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await expect.poll(placeText, soon).toBe("");
    expect((await heard()).filter((event) => JSON.stringify(event).includes("availability"))).toEqual([
      { name: "availability-changed", available: false },
      { name: "availability-changed", available: true },
    ]);
  });

  test.each([
    ["covered", "body::after { content: ''; position: fixed; inset: 0; background: white; }"],
    ["clipped", "iframe { clip-path: inset(100%); }"],
  ])(
    "that is %s is told to the host, which says so beside it until it is seen again (H-05)",
    async (_how, style) => {
      await openChart();
      await openPatient("no-record");
      await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
      await expect.poll(placeText, soon).toBe("");
      const styles = await page.addStyleTag({ content: style });
      await expect.poll(placeText, soon).toContain("cannot be seen");
      expect(await heard()).toContainEqual({ name: "visibility-changed", visible: false });
      await styles.evaluate((element) => {
        element.parentNode?.removeChild(element);
      });
      await expect.poll(placeText, soon).toBe("");
      expect((await heard()).at(-1)).toEqual({ name: "visibility-changed", visible: true });
    },
  );
});

describe("a hosted page that loses its gateway", () => {
  test("says so, whatever is on screen, and tells the host (H-04)", async () => {
    const own = await startHostedSite();
    own.host.files.set("/cpis-host.js", site.host.files.get("/cpis-host.js") ?? script(""));
    own.host.files.set("/chart", html(hostPage(own.gatewayUrl)));
    own.host.files.set("/token", { type: "text/plain", body: await own.mint.token() });
    await page.goto(`${own.host.url}/chart`);
    await page.waitForFunction(() => "bridge" in window);
    await openPatient("no-record");
    await expect.poll(bannerText, soon).toContain("No record returned by CP-IS");
    await own.stopGateway();
    await expect.poll(noteText, soon).toContain("No connection to CP-IS since");
    await expect.poll(heard, soon).toContainEqual({ name: "gateway-changed", reachable: false });
    await page.goto("about:blank");
    await own.stop();
  });
});
