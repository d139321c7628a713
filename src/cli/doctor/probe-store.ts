import { existsSync, accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { StorePlan } from "../../config/plan.js";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import { inspectStore, newestMigration, type StoreInspection } from "../../gateway/store/inspect-store.js";
import { backUpStore } from "../../gateway/store/back-up-store.js";
import { openDatabase } from "../../gateway/store/database.js";
import { fail, ok, type Finding } from "./finding.js";

const check = "store";

/**
 * Whether the store can be opened, written, sealed with this key and brought to this version.
 *
 * The store itself is only looked at: a migration is tried on a copy, because it cannot be taken back.
 */
export async function probeStore(store: StorePlan): Promise<readonly Finding[]> {
  const file = resolve(store.file);
  try {
    accessSync(dirname(file), constants.R_OK | constants.W_OK);
  } catch (error) {
    return [
      fail(
        check,
        `Its folder cannot be written: ${errorReason(error)}.`,
        "Let the gateway's account write there.",
      ),
    ];
  }
  if (!existsSync(file)) return [ok(check, "There is none yet: the first start makes it.")];
  try {
    const inspection = inspectStore(store);
    if (inspection.integrity !== "ok") {
      return [
        fail(
          check,
          "Its file is damaged.",
          "Stop the gateway and restore the last backup: cpis restore --help.",
        ),
      ];
    }
    return [await judgeVersion(store, inspection)];
  } catch (error) {
    return [storeFault(error)];
  }
}

async function judgeVersion(store: StorePlan, { version }: StoreInspection): Promise<Finding> {
  if (version === newestMigration) return ok(check, "It opens, can be written, and its key fits.");
  if (version > newestMigration) {
    return fail(check, "It was written by a newer version of this program.", "Install that version again.");
  }
  await tryMigration(store);
  return ok(
    check,
    `It opens and its key fits. The next start brings it from schema ${String(version)} to ${String(newestMigration)}; that worked on a copy.`,
  );
}

async function tryMigration(store: StorePlan): Promise<void> {
  const folder = mkdtempSync(join(dirname(resolve(store.file)), ".cpis-doctor-"));
  try {
    const copy = join(folder, "copy.sqlite");
    await backUpStore(store, copy);
    openDatabase(copy).close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function storeFault(error: unknown): Finding {
  if (CpisError.is(error, "CPIS_SEAL_BROKEN")) {
    return fail(
      check,
      "It was sealed with another key than the configured one.",
      "Configure the key it was sealed with; nobody can open it without. cpis store rotate-key changes a key.",
    );
  }
  const code = CpisError.is(error) ? error.code : "CPIS_STORE_FAILED";
  return fail(
    check,
    `It cannot be opened or written (${code}).`,
    "Let the gateway's account read and write the file and its folder, and free room on the volume.",
  );
}
