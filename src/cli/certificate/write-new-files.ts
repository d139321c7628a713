import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";

const ownerOnly = 0o600;

/**
 * Writes new files that only their owner can read. None is ever overwritten: a key that goes takes its certificate with it.
 *
 * All of them or none. Throws `CPIS_CONFIG_UNREADABLE` with the file that is there already or cannot be written.
 */
export function writeNewFiles(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  const made: string[] = [];
  let path = folder;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files)) {
      path = join(folder, name);
      const handle = openSync(path, "wx", ownerOnly);
      made.push(path);
      writeFileSync(handle, content);
      fsyncSync(handle);
      closeSync(handle);
    }
    return made;
  } catch (cause) {
    for (const each of made) rmSync(each, { force: true });
    const exists = typeof cause === "object" && cause !== null && "code" in cause && cause.code === "EEXIST";
    const why = exists
      ? "is there already, and is never overwritten"
      : `cannot be written: ${errorReason(cause)}`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail: `${path} ${why}. Name another folder.`, cause });
  }
}
