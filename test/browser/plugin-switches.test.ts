import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LookupState } from "../../src/domain/lookup-state.js";
import { bundle } from "../support/bundle.js";
import { launchChromium } from "../support/chromium.js";
import { ContractGateway } from "../support/contract-gateway.js";
import { child, recordAbout } from "../unit/pipeline/pipeline-run.js";

const switches = Number(process.env["CPIS_SWITCHES"] ?? 500);
const patients = Array.from({ length: 8 }, (_, n) => child(n));

let browser: Browser;
let gateway: ContractGateway;
const timers = new Set<ReturnType<typeof setTimeout>>();

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  gateway = new ContractGateway();
  await gateway.start();
  gateway.files.set("/cpis.js", {
    type: "text/javascript",
    body: await bundle("test/browser/plugin-page.ts", "cpis"),
  });
  gateway.files.set("/chart", {
    type: "text/html",
    body: '<!doctype html><title>Chart</title><cpis-alert-banner></cpis-alert-banner><script src="/cpis.js"></script>',
  });
});
afterEach(async () => {
  for (const timer of timers) clearTimeout(timer);
  await gateway.kill();
});

/** A record whose council bears the patient's number in this test, so that whoever's it is can be read off the screen. */
function recordOf(n: number): LookupState {
  const state = recordAbout(patients[n] ?? child(n), new Date().toISOString());
  const authorities = state.record.authorities.map((authority) => ({ ...authority, name: `Council-${n}` }));
  return { ...state, record: { ...state.record, authorities } };
}

interface Outcome {
  readonly frames: number;
  readonly answersSeen: number;
  readonly wrong: readonly string[];
}

declare const cpis: {
  createElementAdapter(element: Element): unknown;
  createCpisPlugin(options: object): { start(): void; stop(): void };
};

/** Runs in the page: switches patients at random moments and looks at every frame that is painted. */
async function switchAtRandom([people, count]: [readonly unknown[], number]): Promise<Outcome> {
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
  let current = -1;
  let frames = 0;
  let answersSeen = 0;
  const wrong: string[] = [];
  const look = (): void => {
    frames += 1;
    const councils = /Council-(\d+)/.exec(banner.shadowRoot?.textContent ?? "");
    if (councils !== null) answersSeen += 1;
    if (councils !== null && Number(councils[1]) !== current) wrong.push(`${councils[0]} for ${current}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  for (let time = 0; time < count; time += 1) {
    const next = Math.floor(Math.random() * (people.length + 1));
    current = next === people.length ? -1 : next;
    banner.patient = people[next] ?? null;
    // What is left in the same task would be painted next.
    const left = /Council-(\d+)/.exec(banner.shadowRoot?.textContent ?? "");
    if (left !== null && Number(left[1]) !== current) wrong.push(`${left[0]} left over for ${current}`);
    await new Promise((resolve) => setTimeout(resolve, Math.random() ** 2 * 60));
  }
  plugin.stop();
  return { frames, answersSeen, wrong };
}

test(`${switches} random switches in a browser paint no frame of another patient (H-01, H-02)`, async () => {
  let answered = 0;
  // Every question is answered with the record of its own patient, at a random moment: most come too late.
  gateway.firstState = () => ({ kind: "checking", since: new Date().toISOString(), phase: "asked" });
  const known = new Set<string>();
  const answerNew = setInterval(() => {
    for (const [id, { request }] of gateway.lookups) {
      if (known.has(id)) continue;
      known.add(id);
      const n = patients.findIndex(({ nhsNumber }) => nhsNumber === request.patient.nhsNumber);
      timers.add(
        setTimeout(() => {
          answered += 1;
          gateway.settle(id, recordOf(n));
        }, Math.random() * 40),
      );
    }
  }, 5);
  try {
    const page = await browser.newPage();
    await page.goto(`${gateway.url}/chart`);
    const outcome = await page.evaluate(switchAtRandom, [patients, switches] as [readonly unknown[], number]);
    console.log(
      `switches: ${switches}, frames ${outcome.frames}, with an answer ${outcome.answersSeen}, answers given ${answered}`,
    );
    expect(outcome.wrong).toEqual([]);
    // A run in which no answer is ever seen would prove nothing.
    expect(outcome.answersSeen).toBeGreaterThan(switches / 50);
    expect(answered).toBeGreaterThan(switches / 10);
  } finally {
    clearInterval(answerNew);
  }
}, 600_000);
