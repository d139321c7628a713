import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The repository's folder. */
export const root = join(import.meta.dirname, "../../..");

/** One page of the documentation. */
export interface Page {
  /** From the repository's folder. */
  readonly file: string;
  readonly text: string;
}

/** The README and every page below docs. */
export function pages(): readonly Page[] {
  const below = readdirSync(join(root, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ["README.md", ...below].map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}

/** Everything a reader could copy as code: blocks, with their continued lines joined, and words in backticks. */
export function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
  const lines = blocks.flatMap((block) => block.replace(/\\\n\s*/g, " ").split("\n"));
  const rest = text.replace(/^```[\s\S]*?^```/gm, "");
  const inline = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...lines, ...inline].map((line) => line.trim());
}

/** Targets of links and pictures that are neither elsewhere nor on the page itself. */
export function relativeLinks(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a page's headings, as the forge makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ +(.+)$/gm)];
  return new Set(
    headings.map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/\]\([^)]*\)/g, "")
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
