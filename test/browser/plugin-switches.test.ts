import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { answerAll, patients } from "./plugin-answers.js";

const switches = Number(process.env["CPIS_SWITCHES"] ?? 500);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);

let browser: Browser;
let gateway: ContractGateway;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const chart = `<!doctype html><title>Chart</title><cpis-alert-banner></cpis-alert-banner>
<script src="/cpis.js"></script>`;

beforeEach(async () => {
  gateway = new ContractGateway();
  await gateway.start();
  const body = await bundle("test/browser/plugin-page.ts", "cpis");
  gateway.files.set("/cpis.js", { type: "text/javascript", body });
  gateway.files.set("/chart", { type: "text/html", body: chart });
  gateway.files.set("/framed", { type: "text/html", body: `${chart}<iframe src="/chart"></iframe>` });
});
afterEach(() => gateway.kill());

interface Outcome {
  readonly frames: number;
  readonly answersSeen: number;
  readonly wrong: readonly string[];
}

declare const cpis: {
  createElementAdapter(element: Element): unknown;
  createCpisPlugin(options: object): { start(): void; stop(): void };
};

interface Script {
  readonly people: readonly unknown[];
  readonly count: number;
  readonly seed: number;
}

/** Runs in the page: switches patients at random moments and looks at every frame that is painted. */
async function switchAtRandom({ people, count, seed }: Script): Promise<Outcome> {
  const banner = document.querySelector("cpis-alert-banner") as HTMLElement & { patient: unknown };
  const plugin = cpis.createCpisPlugin({
    gatewayUrl: location.origin,
    locationId: "ED-MAIN",
    element: banner,
    adapter: cpis.createElementAdapter(banner),
    getToken: () => Promise.resolve("token-1"),
    dwellMs: 0,
  });
  plugin.start();
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  let current = -1;
  let frames = 0;
  let answersSeen = 0;
  const wrong: string[] = [];
  const read = (): number | undefined => {
    const council = /Council-(\d+)/.exec(banner.shadowRoot?.textContent ?? "")?.[1];
    return council === undefined ? undefined : Number(council);
  };
  const look = (): void => {
    frames += 1;
    const shown = read();
    if (shown !== undefined) answersSeen += 1;
    if (shown !== undefined && shown !== current) wrong.push(`${shown} painted for ${current}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  for (let time = 0; time < count; time += 1) {
    const next = Math.floor(random() * (people.length + 1));
    current = next === people.length ? -1 : next;
    banner.patient = people[next] ?? null;
    // What is left in the same task would be painted next.
    const left = read();
    if (left !== undefined && left !== current) wrong.push(`${left} left over for ${current}`);
    // Now and then the page is frozen, or left and restored from the browser's memory: nobody is open until told again.
    if (random() < 0.05) {
      current = -1;
      if (random() < 0.5) document.dispatchEvent(new Event("freeze"));
      else dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
      if (read() !== undefined) wrong.push("left over in a frozen page");
      document.dispatchEvent(new Event("resume"));
    }
    await new Promise((resolve) => setTimeout(resolve, random() ** 2 * 150));
  }
  plugin.stop();
  return { frames, answersSeen, wrong };
}

/** Two tabs of one browser, and a frame inside one of them. */
async function openPlaces(): Promise<readonly (Page | Frame)[]> {
  const context = await browser.newContext();
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto(`${gateway.url}/framed`);
  await two.goto(`${gateway.url}/chart`);
  const inner = one.frames().find((frame) => frame.url().endsWith("/chart"));
  if (inner === undefined) throw new Error("there is no frame");
  return [one, inner, two];
}

test(
  `${switches} random switches in a browser paint no frame of another patient (H-01, H-02)`,
  async () => {
    const answers = answerAll(gateway);
    try {
      const places = await openPlaces();
      const count = Math.ceil(switches / places.length);
      const outcomes = await Promise.all(
        places.map((place, n) => place.evaluate(switchAtRandom, { people: patients, count, seed: seed + n })),
      );
      const sum = (part: (outcome: Outcome) => number): number =>
        outcomes.reduce((total, outcome) => total + part(outcome), 0);
      const answersSeen = sum((outcome) => outcome.answersSeen);
      console.log(
        `switches: ${count * places.length} in two tabs and a frame, seed ${seed}, frames painted ` +
          `${sum(({ frames }) => frames)}, with an answer ${answersSeen}, answers given ${answers.given()}, wrong ` +
          `${sum(({ wrong }) => wrong.length)}`,
      );
      expect(outcomes.flatMap(({ wrong }) => wrong)).toEqual([]);
      // A run in which no answer is ever seen would prove nothing, and so would a place that never painted one.
      expect(outcomes.filter((outcome) => outcome.answersSeen === 0)).toEqual([]);
      expect(answersSeen).toBeGreaterThan(switches / 50);
      expect(answers.given()).toBeGreaterThan(switches / 10);
    } finally {
      answers.stop();
    }
  },
  600_000 + switches * 100,
);
