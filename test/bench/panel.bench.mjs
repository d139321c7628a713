// What 5,000 children cost the team's work list: first paint and scrolling, beside a plain table of the same rows.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../support/chromium.ts";

const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 9);
const children = 5_000;
const script = join(dirname(fileURLToPath(import.meta.url)), "../../dist/embed/cpis-panel.js");

/** The rows of docs/benchmarks.md about the panel with 5,000 children. */
export async function run() {
  const view = longWorkList(children);
  const server = await serve();
  const browser = await launchChromium();
  const times = { ours: [], plain: [], frames: [], few: [] };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(server.url);
    await page.evaluate(() => customElements.whenDefined("cpis-team-view"));
    for (let round = -2; round < rounds; round += 1) {
      const ours = await page.evaluate(paintOurs, view);
      const frames = await page.evaluate(scroll);
      const few = await page.evaluate(paintOurs, longWorkList(40));
      const plain = await page.evaluate(paintPlain, view.state.rows);
      if (round < 0) continue;
      times.ours.push(ours);
      times.few.push(few);
      times.plain.push(plain);
      times.frames.push(frames);
    }
  } finally {
    await browser.close();
    await server.close();
  }
  const ratio = (one, other) => `${(median(one) / median(other)).toFixed(2)}x`;
  return [
    {
      name: "panel, first paint of 5,000 children",
      peer: `plain table of all rows ${words(times.plain)}`,
      ours: words(times.ours),
      ratio: ratio(times.ours, times.plain),
      goal: "–",
    },
    {
      name: "panel, first paint of 5,000 children against 40",
      peer: words(times.few),
      ours: words(times.ours),
      ratio: ratio(times.ours, times.few),
      goal: "–",
    },
    {
      name: "panel, longest frame while 5,000 children are scrolled through",
      peer: "–",
      ours: words(times.frames),
      ratio: "–",
      goal: "–",
    },
  ];
}

const longWorkList = (length) => ({
  state: {
    kind: "work-list",
    summary: { matched: 0, inScope: length, rate: 0, reachesGoLive: false, waitingForFile: 0, notMapped: [] },
    files: [],
    rows: Array.from({ length }, (_, index) => ({
      id: `trace-child|NS-${index + 1}|`,
      kind: "trace-child",
      localId: `NS-${index + 1}`,
      about: `CHILD, ${index + 1}`,
      birthDate: "2016-08-19",
      owner: "the data officer",
      since: "2026-11-13T06:20:00.000Z",
      code: "CPR01",
    })),
  },
});

async function serve() {
  const code = readFileSync(script);
  const server = createServer((request, response) => {
    const isScript = request.url === "/panel.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(
      isScript
        ? code
        : '<!doctype html><meta charset="utf-8"><main></main><script type="module" src="/panel.js"></script>',
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

// Runs in the page: from the assignment to the end of the frame that shows it.
async function paintOurs(view) {
  const main = document.querySelector("main");
  main.replaceChildren();
  scrollTo(0, 0);
  await new Promise(requestAnimationFrame);
  const began = performance.now();
  const element = document.createElement("cpis-team-view");
  main.append(element);
  element.view = view;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - began;
}

async function paintPlain(rows) {
  const main = document.querySelector("main");
  main.replaceChildren();
  await new Promise(requestAnimationFrame);
  const began = performance.now();
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const text of [row.about, row.kind, row.owner, row.since]) line.insertCell().textContent = text;
  }
  main.append(table);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - began;
}

// From top to bottom in sixty steps, a window at a time or more; the longest frame is what a hand would feel.
async function scroll() {
  const height = document.documentElement.scrollHeight;
  let longest = 0;
  let last = performance.now();
  for (let step = 1; step <= 60; step += 1) {
    scrollTo(0, (height * step) / 60);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const words = (values) =>
  `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
