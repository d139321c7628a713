import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import { UsageFault } from "../exit-code.js";

const ownerOnly = 0o600;

/**
 * Writes a file whole or not at all, readable by its owner only: aside first, then under its name.
 *
 * Without `replace` an existing file stays as it is (`UsageFault`), even one that appeared a moment ago. Throws
 * `CPIS_CONFIG_UNREADABLE` where the folder cannot be written.
 */
export function writeWholeFile(file: string, text: string, replace: boolean): void {
  const aside = `${file}.${String(process.pid)}.part`;
  try {
    writeAside(aside, text);
    if (replace) renameSync(aside, file);
    else linkSync(aside, file);
    syncFolder(dirname(file));
  } catch (cause) {
    if (isCode(cause, "EEXIST")) {
      throw new UsageFault(`${file} is there already. Name another file, or add --force to replace it.`);
    }
    const detail = `${file} cannot be written: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  } finally {
    rmSync(aside, { force: true });
  }
}

function writeAside(aside: string, text: string): void {
  rmSync(aside, { force: true });
  const descriptor = openSync(aside, "wx", ownerOnly);
  try {
    // `writeSync` may write a part only, on a disk that is nearly full, and throw nothing.
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

// The name itself must survive a power cut too; Windows has no such call, and needs none.
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder === "" ? "." : folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
