import { readFileSync } from "node:fs";
import { errorReason } from "../config/error-reason.js";
import { CpisError } from "../errors/cpis-error.js";

/** Reads a JSON file that a person named; throws `CPIS_CONFIG_UNREADABLE` or `CPIS_CONFIG_INVALID` without its content. */
export function readJsonFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new CpisError("CPIS_CONFIG_INVALID", { detail: `${path} is not JSON.` });
  }
}
