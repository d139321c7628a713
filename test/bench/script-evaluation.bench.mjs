// What our scripts cost a page, beside a custom element written by hand: each in a fresh frame, cold, in every round.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleSizes } from "../../scripts/size.mjs";
import { launchChromium } from "../support/chromium.ts";

const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 60);
const here = dirname(fileURLToPath(import.meta.url));
const embed = join(here, "../../dist/embed");

/** The rows of docs/benchmarks.md that are about the page. */
export async function run() {
  const scripts = {
    vanilla: readFileSync(join(here, "vanilla-banner.js"), "utf8"),
    banner: mainPart("cpis-alert-banner"),
    plugin: mainPart("cpis"),
  };
  const { loaded, evaluated } = await measure(scripts);
  return [
    row(
      "script evaluation as a page sees it (module import): banner with its runtime",
      loaded,
      "banner",
      "3x or less",
    ),
    row(
      "script evaluation as a page sees it (module import): default plugin",
      loaded,
      "plugin",
      "3x or less",
    ),
    row("main thread alone, compiled and run cold: banner with its runtime", evaluated, "banner", "–"),
    row("main thread alone, compiled and run cold: default plugin", evaluated, "plugin", "–"),
    ...bundleSizes().map(sizeRow),
  ];
}

function mainPart(name) {
  const file = readdirSync(embed).find((found) => found.startsWith(`${name}-main-`));
  return readFileSync(join(embed, file), "utf8");
}

async function measure(scripts) {
  const server = await serve(scripts);
  const browser = await launchChromium();
  const times = { loaded: {}, evaluated: {} };
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    for (let round = -5; round < rounds; round += 1) {
      for (const [name, code] of Object.entries(scripts)) {
        const evaluated = await page.evaluate(
          evaluateInFreshFrame,
          asClassicScript(code, `${name} ${round}`),
        );
        const loaded = await page.evaluate(importInFreshFrame, `${server.url}/${name}/${round}.js`);
        if (round < 0) continue;
        (times.evaluated[name] ??= []).push(evaluated);
        (times.loaded[name] ??= []).push(loaded);
      }
    }
    return times;
  } finally {
    await browser.close();
    server.close();
  }
}

// Each address and each text is new, so that the browser has compiled nothing before.
async function serve(scripts) {
  const server = createServer((request, response) => {
    const [, name, round] = request.url.split("/");
    const code = scripts[name];
    response.setHeader("content-type", code === undefined ? "text/html" : "text/javascript");
    response.end(code === undefined ? "<!doctype html><body>" : `${code}\n// ${round}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// A classic script runs within the call that adds it, so that the time around it is its own.
function asClassicScript(code, mark) {
  return `(() => {${code.replace(/export\s*\{[^}]*\};?\s*$/, "")}\n})(); // ${mark}`;
}

function evaluateInFreshFrame(code) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const script = frame.contentDocument.createElement("script");
  script.textContent = code;
  const startedAt = performance.now();
  frame.contentDocument.body.append(script);
  const spent = performance.now() - startedAt;
  frame.remove();
  return spent;
}

async function importInFreshFrame(address) {
  const frame = document.createElement("iframe");
  frame.src = "/frame";
  document.body.append(frame);
  await new Promise((resolve) => {
    frame.onload = resolve;
  });
  const startedAt = performance.now();
  await frame.contentWindow.eval(`import(${JSON.stringify(address)})`);
  const spent = performance.now() - startedAt;
  frame.remove();
  return spent;
}

function row(name, times, ours, goal) {
  const ratios = times[ours].map((time, round) => time / times.vanilla[round]);
  return {
    name,
    peer: `vanilla custom element: ${summary(times.vanilla, milliseconds)}`,
    ours: summary(times[ours], milliseconds),
    ratio: summary(ratios, (value) => `${value.toFixed(2)}x`),
    goal,
    unit: "ms",
  };
}

function sizeRow({ name, first, alert, total, limits }) {
  const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`;
  return {
    name: `${name}, gzip`,
    peer: "–",
    ours: `${kilobytes(first)} (${kilobytes(alert)} until an alert can be drawn, ${kilobytes(total)} with the details)`,
    ratio: "–",
    goal: `${kilobytes(limits.first)} or less`,
    unit: "kB",
  };
}

function milliseconds(value) {
  return `${value.toFixed(1)} ms`;
}

function summary(samples, write) {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (share) => write(sorted[Math.floor(share * (sorted.length - 1))]);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}
