// Prints what a page has to load, gzipped, and fails above the budgets of the design.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const embed = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist", "embed");
const kilobyte = 1000;

/**
 * What hosts name, with the most it may weigh, gzipped, in bytes. `first` is what a page must have before it says
 * anything: the script with all that it imports; these are the goals of the design. `alert` is everything that must have
 * come before an alert can be drawn in full: the part for answers is fetched beside the first, and nothing is asked
 * before it is there (docs/adr/0008). Its limit keeps the first from being made small at the cost of the whole.
 */
const budgets = {
  "cpis-alert-banner.js": { first: 12 * kilobyte, alert: 17.4 * kilobyte },
  "cpis.js": { first: 25 * kilobyte, alert: 33.8 * kilobyte },
  "cpis-console.js": { first: 60 * kilobyte },
  "cpis-panel.js": { first: 45 * kilobyte },
  // What a host's page loads beside its own, and each way to a host: 8 kB, and only the one that is configured.
  "cpis-host.js": { first: 8 * kilobyte },
  "cpis-message-port.js": { first: 8 * kilobyte },
  "cpis-webview.js": { first: 8 * kilobyte },
  "cpis-launch.js": { first: 8 * kilobyte },
  "cpis-arbitrated.js": { first: 8 * kilobyte },
};

/** A script with every script that it names in one of these ways, and what those name. */
function withNamed(name, how, found = new Set([name])) {
  const code = readFileSync(join(embed, name), "utf8");
  for (const [, file] of code.matchAll(how)) {
    if (found.has(file)) continue;
    found.add(file);
    withNamed(file, how, found);
  }
  return found;
}

const atOnce = /\b(?:from|import)\s*["']\.\/([^"']+)["']/g;
const forAlert = /["']\.\/(cpis[a-z-]*-(?:main|answers)-[^"']+)["']/g;
const everything = /["']\.\/(cpis[^"']+\.js)["']/g;

const gzipSize = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(embed, file)), { level: 9 }).length, 0);

/** Every browser script with its gzipped sizes in bytes: what it needs first, until an alert is drawn, and altogether. */
export function bundleSizes() {
  return Object.entries(budgets).map(([name, limits]) => ({
    name,
    limits,
    first: gzipSize(withNamed(name, atOnce)),
    alert: gzipSize(withNamed(name, forAlert)),
    total: gzipSize(withNamed(name, everything)),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (what, bytes, limit) => {
    if (bytes > limit) process.exitCode = 1;
    return `${what} ${(bytes / kilobyte).toFixed(2)} kB gzip, ${bytes > limit ? "ABOVE" : "within"} ${limit / kilobyte} kB`;
  };
  for (const { name, limits, first, alert, total } of bundleSizes()) {
    const parts = [say("first", first, limits.first)];
    if (limits.alert) {
      parts.push(say("until an alert can be drawn", alert, limits.alert));
      parts.push(`with the details ${(total / kilobyte).toFixed(2)} kB`);
    }
    console.log(`${name}: ${parts.join("; ")}`);
  }
}
