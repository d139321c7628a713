import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { run as axeRun } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe-core finds wrong with a part of a page, or with all of it: each element with its rule and what is wrong with it.
 *
 * Looking and finding nothing to look at is a finding too. `must` names a rule that has to have had something to look at.
 */
export async function axeFindings(page: Page, where?: string, must?: string): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const { passes, violations } = await page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as { readonly axe: { readonly run: typeof axeRun } };
    const found = await (part === undefined ? axe.run() : axe.run(part));
    return {
      passes: found.passes.map(({ id }) => id),
      violations: found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`.trimEnd()),
      ),
    };
  }, where);
  const looked = must === undefined ? passes.length > 0 : passes.includes(must);
  return looked ? violations : [`axe did not look at ${where ?? "the page"}`, ...violations];
}
