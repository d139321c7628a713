import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup, type Plugin } from "rollup";
import ts from "typescript";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Reads our own TypeScript where another file imports its future JavaScript. */
export const fromSources: Plugin = {
  name: "from-sources",
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith(".")) return null;
    const path = resolve(dirname(importer), source.replace(/\.js$/, ".ts"));
    return path.endsWith(".ts") && existsSync(path) ? path : null;
  },
  transform(code, id) {
    if (!id.endsWith(".ts")) return null;
    return ts.transpileModule(code, {
      fileName: id,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        useDefineForClassFields: false,
        experimentalDecorators: true,
        verbatimModuleSyntax: true,
      },
    }).outputText;
  },
};

const built = new Map<string, Promise<string>>();

/**
 * One browser script from our sources, dependencies included, without a build of the package.
 *
 * @param entry - path of a TypeScript file, relative to the repository
 * @param globalName - where the entry's exports can be found in the page
 */
export function bundle(entry: string, globalName: string): Promise<string> {
  const known = built.get(entry);
  if (known !== undefined) return known;
  const building = build(resolve(root, entry), globalName);
  built.set(entry, building);
  return building;
}

async function build(input: string, name: string): Promise<string> {
  const made = await rollup({
    input,
    plugins: [fromSources, nodeResolve({ browser: true, exportConditions: ["production"] })],
  });
  const { output } = await made.generate({
    format: "iife",
    name,
    exports: "named",
    extend: true,
    inlineDynamicImports: true,
  });
  await made.close();
  return output[0].code;
}

/** A typeface with Arial's metrics under Arial's name, so that boxes have the same height on every machine. */
export function arialStyle(): string {
  const face = (weight: 400 | 700): string => {
    const path = resolve(
      root,
      `node_modules/@fontsource/arimo/files/arimo-latin-${String(weight)}-normal.woff2`,
    );
    const data = readFileSync(path).toString("base64");
    return `@font-face{font-family:Arial;font-weight:${String(weight)};src:url(data:font/woff2;base64,${data})}`;
  };
  return face(400) + face(700);
}
