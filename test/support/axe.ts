import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe-core finds wrong with a part of a page, or with all of it: each with its rule and its first element. */
export async function axeFindings(page: Page, where?: string): Promise<readonly string[]> {
  await page.evaluate(source);
  return page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as { axe: { run(part?: string): Promise<AxeResult> } };
    const { violations } = await (part === undefined ? axe.run() : axe.run(part));
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
  }, where);
}
