import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const installed = [
  process.env["CPIS_TEST_BROWSER"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

// Flags for containers and closed networks; they belong to the tests and to nothing that ships.
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A real Chromium: an installed one, or the one inside the npm package where none is installed.
 *
 * @param isSecure - keeps the packaged one's web security on, as it is in every installed one
 */
export async function launchChromium(isSecure?: boolean): Promise<Browser> {
  const found = installed.find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return chromium.launch({ executablePath: found, args: flags });
  const { default: packaged } = await import("@sparticuz/chromium");
  // With web security off a browser sends no Origin, which pages and gateways of this product go by.
  const args = packaged.args.filter((flag) => isSecure !== true || flag !== "--disable-web-security");
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...args, ...flags],
  });
}
