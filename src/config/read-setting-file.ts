import { readFileSync, statSync } from "node:fs";

/** No key, certificate chain, secret or key set is larger. */
const largestFile = 4_194_304;

/**
 * Reads a file that a setting refers to.
 *
 * A text that somebody writes in the console names these files, and reading waits for nothing else: a pipe that nobody
 * writes to would stop every check, and a device without an end would fill the memory (H-04). Both are refused unread.
 */
export function readSettingFile(path: string, encoding: "utf8" | "base64"): string {
  const found = statSync(path);
  if (found.isDirectory()) throw refusal("EISDIR");
  if (!found.isFile()) throw refusal("NOT_A_FILE");
  if (found.size > largestFile) throw refusal("TOO_LARGE");
  return readFileSync(path, encoding);
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}
