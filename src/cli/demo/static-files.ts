import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A file to send, with its media type. */
export interface StaticFile {
  readonly type: string;
  readonly content: Buffer;
}

/**
 * Reads a page's file from a folder; undefined where there is none.
 *
 * Only known kinds of file, and only from inside the folder: links and `..` that lead out of it find nothing.
 */
export async function readStaticFile(folder: string, path: string): Promise<StaticFile | undefined> {
  const type = types[extname(path)];
  if (type === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) ? { type, content: await readFile(file) } : undefined;
  } catch {
    return undefined;
  }
}
