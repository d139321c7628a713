import { fileURLToPath } from "node:url";

/** A folder of the installed package, beside `dist`. */
export function packageFolder(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
