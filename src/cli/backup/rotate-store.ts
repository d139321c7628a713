import { readFileSync } from "node:fs";
import { errorReason } from "../../config/error-reason.js";
import type { StorePlan } from "../../config/plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import { inspectStore } from "../../gateway/store/inspect-store.js";
import { rotateSealingKey, type Rotated } from "../../gateway/store/rotate-sealing-key.js";
import { randomIds } from "../../gateway/telemetry/runtime.js";

/** Reads a new sealing key. Throws `CPIS_CONFIG_UNREADABLE` or `CPIS_CONFIG_INVALID`, without a byte of it. */
export function readNewKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    const detail = `${file} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 32 && bytes.toString("base64") === text) return text;
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: `${file} must hold 32 random bytes in base64, for example from: openssl rand -base64 32.`,
  });
}

/** Rotates a store's key; `already` where an earlier run came to its end and the configuration was not changed yet. */
export function rotateStore(store: StorePlan, newKey: string, at: number): Rotated | "already" {
  try {
    return rotateSealingKey(store, { newKey, at }, randomIds);
  } catch (error) {
    if (CpisError.is(error, "CPIS_SEAL_BROKEN") && fits({ ...store, sealingKey: newKey })) return "already";
    throw error;
  }
}

function fits(store: StorePlan): boolean {
  try {
    return inspectStore(store).integrity === "ok";
  } catch {
    return false;
  }
}
