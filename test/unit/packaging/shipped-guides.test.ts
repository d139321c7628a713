import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url).pathname;
const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  files: readonly string[];
};

const isShipped = (path: string): boolean =>
  path === "package.json" || files.some((each) => path === each || path.startsWith(`${each}/`));

function markdownIn(path: string): readonly string[] {
  if (!statSync(join(root, path)).isDirectory()) return path.endsWith(".md") ? [path] : [];
  return readdirSync(join(root, path)).flatMap((name) => markdownIn(`${path}/${name}`));
}

const guides = files.filter((path) => path !== "dist").flatMap(markdownIn);

describe("who has the package and not the repository", () => {
  test("has the guides for those who use it, run it and answer for it", () => {
    expect(guides).toEqual(
      expect.arrayContaining([
        "docs/clinicians.md",
        "docs/social-workers.md",
        "docs/administrators/README.md",
        "docs/security/asvs.md",
        "docs/security/threat-model.md",
        "docs/privacy/README.md",
        "docs/safety/hazard-log.md",
      ]),
    );
  });

  test.each(guides)("%s leads to nothing that was left out", (guide) => {
    const text = readFileSync(join(root, guide), "utf8");
    const linked = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = ""]) =>
      normalize(join(dirname(guide), link)),
    );
    expect(linked.filter((path) => !isShipped(path) || !existsSync(join(root, path)))).toEqual([]);
  });
});
