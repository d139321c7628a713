import { writeFile } from "node:fs/promises";
import { signCheckpoint } from "../../gateway/audit/checkpoint.js";
import { openAuditFile } from "../../gateway/audit/audit-file.js";
import { keptCheckpointsText } from "../../gateway/audit/kept-checkpoints.js";
import type { Terminal } from "../terminal.js";
import { readPlan, withStore } from "./open-audit.js";

/** Which store to sign, and where to keep what was signed. */
export interface CheckpointOptions {
  readonly config: string;
  readonly file?: string;
}

/** Signs what no checkpoint covers yet, and writes every checkpoint to a file that can be kept elsewhere. */
export async function makeCheckpoint({ config, file }: CheckpointOptions, terminal: Terminal): Promise<void> {
  const said = await withStore(config, terminal, (context) =>
    context.commits.write(() => signCheckpoint(context, terminal.now())),
  );
  terminal.out(
    said === undefined
      ? "Every row is covered by a checkpoint already."
      : `Checkpoint ${String(said.number)} covers rows ${String(said.fromId)} to ${String(said.throughId)}: ${said.hash}`,
  );
  if (file === undefined) return;
  const audit = openAuditFile(readPlan(config, terminal).store.file);
  try {
    await writeFile(file, keptCheckpointsText(audit));
  } finally {
    audit.close();
  }
  terminal.out(`${file} holds every checkpoint: keep it where nobody who can write to the store can write.`);
}
