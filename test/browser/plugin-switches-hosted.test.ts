import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { html, script, startPageServer, type PageServer } from "../support/page-server.js";
import { answerAll, patients } from "./plugin-answers.js";

const switches = Number(process.env["CPIS_SWITCHES"] ?? 500);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);

let browser: Browser;
let host: PageServer;
const gateway = new ContractGateway();

/** One frame that the browser painted inside the iframe. `heard` is the patient of the host's newest word there. */
interface Painted {
  readonly atMs: number;
  readonly shown: number | undefined;
  readonly heard: string | undefined;
}

interface Said {
  readonly atMs: number;
  readonly who: number;
}

interface HostedWindow {
  readonly bridge: { open(patient: object): void; close(): void };
  readonly painted: readonly Painted[];
}
declare const window: HostedWindow;

/** Looks at what the port brings before the page's own script does, and at every frame from inside. */
const recorder = `
  window.painted = [];
  let heard;
  const port = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    set(handler) {
      port.set.call(this, (event) => {
        const { kind, patient } = event.data;
        if (/^(context-|user-)/.test(kind)) heard = kind === "context-open" ? patient.nhsNumber : undefined;
        handler.call(this, event);
      });
    },
  });
  const look = () => {
    const council = /Council-(\\d+)/.exec(document.querySelector("cpis-alert-banner").shadowRoot?.textContent ?? "");
    window.painted.push({ atMs: performance.timeOrigin + performance.now(), shown: council ? Number(council[1]) : undefined, heard });
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

beforeAll(async () => {
  host = await startPageServer();
  await gateway.start();
  const hosted = await bundle("test/browser/plugin-hosted-page.ts", "hosted");
  const bridge = await bundle("src/host/create-host-bridge.ts", "cpisHost");
  gateway.files.set("/hosted.js", { type: "text/javascript", body: hosted });
  gateway.files.set(`/embed/banner?location=ED-MAIN&host=${encodeURIComponent(host.url)}`, {
    type: "text/html",
    body: `<!doctype html><title>CP-IS</title><cpis-alert-banner></cpis-alert-banner><p id="cpis-note" hidden></p>
      <script>${recorder}</script><script src="/hosted.js"></script><script>hosted.start("${host.url}", "ED-MAIN")</script>`,
  });
  host.files.set("/bridge.js", script(bridge));
  host.files.set(
    "/chart",
    html(`<!doctype html><title>Chart</title><div id="place"></div><script src="/bridge.js"></script><script>
      window.bridge = cpisHost.createHostBridge({ gatewayUrl: "${gateway.url}", locationId: "ED-MAIN",
        place: document.getElementById("place"), getToken: () => Promise.resolve("token-1") });</script>`),
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await gateway.kill();
  await host.stop();
});

interface Script {
  readonly people: readonly object[];
  readonly count: number;
  readonly seed: number;
}

/** Runs in the host's page: opens and closes patients at random moments. */
async function switchAtRandom({ people, count, seed: first }: Script): Promise<readonly Said[]> {
  let state = first >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const said: Said[] = [];
  for (let time = 0; time < count; time += 1) {
    const who = Math.floor(random() * (people.length + 1));
    said.push({ atMs: performance.timeOrigin + performance.now(), who });
    const patient = people[who];
    if (patient === undefined) window.bridge.close();
    else window.bridge.open(patient);
    await new Promise((resolve) => setTimeout(resolve, random() ** 2 * 200));
  }
  return said;
}

async function hostedFrame(page: Page): Promise<Frame> {
  await page.goto(`${host.url}/chart`);
  const frame = (): Frame | undefined => page.frames().find((one) => one.url().includes("/embed/banner"));
  await expect.poll(frame).toBeDefined();
  const found = frame();
  if (found === undefined) throw new Error("there is no frame");
  return found;
}

test(
  `${switches} random switches of a host paint no frame of another patient inside its iframe (H-01, H-02)`,
  async () => {
    const answers = answerAll(gateway);
    try {
      const page = await browser.newPage();
      const frame = await hostedFrame(page);
      const said = await page.evaluate(switchAtRandom, { people: patients, count: switches, seed });
      const painted = await frame.evaluate(() => window.painted);
      const withAnswer = painted.filter(({ shown }) => shown !== undefined);
      const wrong = withAnswer.filter(({ shown, heard }) => patients[shown ?? -1]?.nhsNumber !== heard);
      // The host's word is on its way for a moment, and the frame cannot know it yet: told, not judged.
      const onTheWay = withAnswer.filter(
        ({ atMs, shown }) => said.findLast((word) => word.atMs <= atMs)?.who !== shown,
      );
      console.log(
        `switches: ${said.length} in a host's iframe, seed ${seed}, frames painted ${painted.length}, with an answer ` +
          `${withAnswer.length}, answers given ${answers.given()}, before the host's word had arrived ${onTheWay.length}, ` +
          `wrong ${wrong.length}`,
      );
      expect(wrong).toEqual([]);
      // A run in which no answer is ever seen would prove nothing.
      expect(withAnswer.length).toBeGreaterThan(switches / 50);
      expect(answers.given()).toBeGreaterThan(switches / 10);
    } finally {
      answers.stop();
    }
  },
  600_000 + switches * 100,
);
