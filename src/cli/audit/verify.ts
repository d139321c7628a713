import { resolve } from "node:path";
import { openAuditFile, type AuditFile } from "../../gateway/audit/audit-file.js";
import { parseKeptCheckpoints } from "../../gateway/audit/kept-checkpoints.js";
import { ownKeys } from "../../gateway/audit/own-keys.js";
import { verifyAudit, type AuditVerdict, type Witnesses } from "../../gateway/audit/verify-audit.js";
import type { StoreContext } from "../../gateway/store/store-context.js";
import { UsageFault } from "../exit-code.js";
import { readJsonFile } from "../read-json-file.js";
import type { Terminal } from "../terminal.js";
import { readPlan } from "./open-audit.js";

/** What to verify, and against what. */
export interface VerifyOptions {
  readonly config?: string;
  readonly store?: string;
  readonly checkpoints?: string;
}

/** Verifies a store that is named by its configuration, or by its file alone. */
export async function verifyStore(options: VerifyOptions, terminal: Terminal): Promise<AuditVerdict> {
  const { config, store, checkpoints } = options;
  if ((config === undefined) === (store === undefined)) {
    throw new UsageFault("name either --config or --store");
  }
  const kept =
    checkpoints === undefined ? {} : { kept: parseKeptCheckpoints(readJsonFile(checkpoints), checkpoints) };
  if (store !== undefined) return verifyFile(resolve(store), kept);
  const { createSealer } = await import("../../gateway/store/sealer.js");
  const plan = readPlan(config ?? "", terminal).store;
  return verifyFile(plan.file, { ...kept, isOwnKey: ownKeys(createSealer(plan.sealingKey)) });
}

/** Verifies an open store, as whoever is about to remove or hand out rows must. */
export function verifyContext({ sealer }: StoreContext, file: AuditFile): AuditVerdict {
  return verifyAudit(file, { isOwnKey: ownKeys(sealer) });
}

function verifyFile(path: string, witnesses: Witnesses): AuditVerdict {
  const file = openAuditFile(path);
  try {
    return verifyAudit(file, witnesses);
  } finally {
    file.close();
  }
}
