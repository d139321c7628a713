import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * A hash over every word of the banner: the texts of `widgets/wording*.ts`, in their order. How the files are laid out, and
 * what comments they have, makes no difference.
 */
export function hashBannerWords(root) {
  const folder = join(root, "widgets");
  const files = readdirSync(folder).filter((name) => /^wording[a-z-]*\.ts$/.test(name));
  const words = files.toSorted().map((name) => textsOf(name, readFileSync(join(folder, name), "utf8")));
  return createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, 12);
}

function textsOf(name, text) {
  const texts = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest));
  return texts;
}
