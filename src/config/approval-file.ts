import { existsSync, readFileSync } from "node:fs";
import { parseApproval, type Approval } from "./approval.js";
import { errorReason } from "./error-reason.js";
import { CpisError } from "../errors/cpis-error.js";

/** Where the signatures under a configuration stand. */
export function approvalFileOf(config: string): string {
  return `${config}.approval.json`;
}

/** The signatures beside a configuration; undefined where there are none. Throws where the file is something else. */
export function readApprovalFile(config: string): Approval | undefined {
  const file = approvalFileOf(config);
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CpisError("CPIS_CONFIG_UNREADABLE", {
      detail: `${file} cannot be read: ${errorReason(cause)}.`,
      cause,
    });
  }
  const approval = parseApproval(text);
  if (approval !== undefined) return approval;
  throw new CpisError("CPIS_CONFIG_INVALID", {
    detail: `${file} holds no approval. Remove it, and sign again.`,
  });
}
