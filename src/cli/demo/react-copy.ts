import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StaticFile } from "./static-files.js";

const parts = {
  react: "react/cjs/react.production.js",
  scheduler: "scheduler/cjs/scheduler.production.js",
  "react-dom": "react-dom/cjs/react-dom.production.js",
  "react-dom/client": "react-dom/cjs/react-dom-client.production.js",
} as const;

const absent = `document.body.append("React is not installed here: run npm ci in the repository.");`;

/**
 * React as one module, made from the copy that the repository's development installs: it is published for bundlers only,
 * and the demonstration has none. The product itself never loads it.
 */
export async function reactCopy(modules: string): Promise<StaticFile> {
  const code = await wholeOf(modules).catch(() => absent);
  return { type: "text/javascript; charset=utf-8", content: Buffer.from(code) };
}

async function wholeOf(modules: string): Promise<string> {
  const defined = await Promise.all(
    Object.entries(parts).map(async ([name, file]) => {
      const code = await readFile(join(modules, file), "utf8");
      return `define(${JSON.stringify(name)}, (module, exports, require) => {\n${code}\n});`;
    }),
  );
  return [
    "const modules = {};",
    "const process = { env: { NODE_ENV: 'production' } };",
    "const define = (name, run) => {",
    "  const module = { exports: {} };",
    "  run(module, module.exports, (wanted) => modules[wanted]);",
    "  modules[name] = module.exports;",
    "};",
    ...defined,
    "export const { createElement, useEffect, useRef, useState } = modules.react;",
    "export const { createRoot } = modules['react-dom/client'];",
  ].join("\n");
}
