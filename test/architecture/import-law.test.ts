import { ESLint } from "eslint";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const planted: string[] = [];

afterAll(() => Promise.all(planted.map((file) => rm(file, { force: true }))));

/** Writes a file that breaks the law, lints it, and removes it: an import rule with a broken resolver passes silently. */
async function rulesBrokenBy(file: string, source: string): Promise<string[]> {
  const path = join(root, file);
  planted.push(path);
  await writeFile(path, source);
  const [result] = await new ESLint({ cwd: root }).lintFiles([path]);
  await rm(path, { force: true });
  return result?.messages.map((message) => message.ruleId ?? message.message) ?? [];
}

test("a domain file that imports the codec is refused", async () => {
  const rules = await rulesBrokenBy(
    "src/domain/planted-violation.ts",
    `export { parseQuery } from "../codec/hl7v3/query.js";\n`,
  );
  expect(rules).toContain("import-x/no-restricted-paths");
});

test("a widget that imports the gateway is refused", async () => {
  const rules = await rulesBrokenBy(
    "widgets/planted-violation.ts",
    `export { createGateway } from "../src/gateway/create-gateway.js";\n`,
  );
  expect(rules).toContain("import-x/no-restricted-paths");
});

test("an XML package outside the codec's reader and writer is refused", async () => {
  const rules = await rulesBrokenBy(
    "src/gateway/planted-violation.ts",
    `import { XMLParser } from "fast-xml-parser";\nexport const parser = new XMLParser();\n`,
  );
  expect(rules).toContain("@typescript-eslint/no-restricted-imports");
});

test("inversify at run time outside a module is refused", async () => {
  const rules = await rulesBrokenBy(
    "src/gateway/planted-container.ts",
    `import { Container } from "inversify";\nexport const container = new Container();\n`,
  );
  expect(rules).toContain("@typescript-eslint/no-restricted-imports");
});

test("an import cycle is refused", async () => {
  const other = join(root, "src/domain/planted-cycle-two.ts");
  planted.push(other);
  await writeFile(other, `import { one } from "./planted-cycle-one.js";\nexport const two = one;\n`);
  const rules = await rulesBrokenBy(
    "src/domain/planted-cycle-one.ts",
    `import { two } from "./planted-cycle-two.js";\nexport const one = two;\n`,
  );
  await rm(other, { force: true });
  expect(rules).toContain("import-x/no-cycle");
});
