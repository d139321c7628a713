import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";

/** Names a text: what a change was written over is known again by it. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Puts a text in the place of a file, whole or not at all, with the file's own mode and owner; the text before it stays
 * beside it as `FILE.replaced`.
 *
 * Throws `CPIS_CONFIG_FILE_CHANGED` where the file does not hold the text that the change was written over, and
 * `CPIS_CONFIG_NOT_WRITTEN` where it cannot be written; the file is as it was then.
 */
export function replaceFile(path: string, text: string, over: string): void {
  let before: string;
  try {
    before = readFileSync(path, "utf8");
  } catch (cause) {
    throw notWritten(path, cause);
  }
  if (textHash(before) !== over) throw new CpisError("CPIS_CONFIG_FILE_CHANGED");
  try {
    // A link stays a link, to the file that is replaced.
    const file = realpathSync(path);
    put(file, `${file}.replaced`, before);
    put(file, file, text);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

function put(like: string, target: string, text: string): void {
  const aside = `${target}.${String(process.pid)}.part`;
  try {
    writeLike(like, aside, text);
    renameSync(aside, target);
    syncFolder(dirname(target));
  } finally {
    rmSync(aside, { force: true });
  }
}

function writeLike(like: string, aside: string, text: string): void {
  const { mode, uid, gid } = statSync(like);
  rmSync(aside, { force: true });
  const descriptor = openSync(aside, "wx", 0o600);
  try {
    // `writeSync` may write a part only, on a disk that is nearly full, and throw nothing.
    writeFileSync(descriptor, text);
    const own = statSync(aside);
    if (own.uid !== uid || own.gid !== gid) chownSync(aside, uid, gid);
    chmodSync(aside, mode & 0o777);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

// The name itself must survive a power cut too; Windows has no such call, and needs none.
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function notWritten(path: string, cause: unknown): CpisError {
  const detail = `${path} cannot be replaced: ${errorReason(cause)}. The gateway's user must be able to write it and its folder.`;
  return new CpisError("CPIS_CONFIG_NOT_WRITTEN", { detail, cause });
}
